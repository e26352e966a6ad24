"""Ideas at a moment that a test chooses, and what the clock did by then."""

from datetime import UTC, datetime, timedelta

import time_machine

from ideas import clockwork, services
from ideas.models import Idea
from portal.models import Notice

MONDAY = datetime(2026, 5, 18, 9, tzinfo=UTC)  # ten in the morning in London
DAY = timedelta(days=1)


def at(moment):
    return time_machine.travel(moment, tick=False)


def draft_of(author, **fields):
    fields = {
        "token": "draft-clock0001",
        "title": "A kettle for the queue",
        "moment": "A pensioner stood in our queue for forty minutes.",
        "help": "A kettle and three chairs.",
        "technology": False,
    } | fields
    return Idea.objects.create(author=author, **fields)


def share(author, **fields):
    """An idea that was just sent."""
    draft = draft_of(author, **fields)
    services.perform(draft, "submit", by=author)
    return Idea.objects.select_related("holder", "author").get(pk=draft.pk)


def run(moment):
    with at(moment):
        return clockwork.keep_promises(moment)


def now():
    return Idea.objects.get()


def told(kind):
    """First names of whoever was told this, in order."""
    people = Notice.objects.filter(kind=kind).values_list("person__first_name", flat=True)
    return sorted(people)

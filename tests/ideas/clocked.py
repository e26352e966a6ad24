"""Ideas at a moment that a test chooses."""

from datetime import UTC, datetime, timedelta

import time_machine

from ideas import services
from ideas.models import Idea

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

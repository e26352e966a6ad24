"""What happened to an idea, in words, newest first."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import BigIntegerField, CharField

from ideas.compact import MOVES
from ideas.models import Idea
from portal import trail
from portal.models import Event
from portal.prepared import Given, Rows

SIZE = 50
SUBJECT, BEFORE = Given("subject", CharField()), Given("before", BigIntegerField())
LAST = BigIntegerField.MAX_BIGINT

# What everybody who sees the idea may read of its history. Other kinds, and so whatever is added
# later, are for the people involved, until they are named here.
OPEN = {
    *(move.event for move in MOVES if move.verb != "discard"),
    "idea.seat_filled",
    "idea.said",
    "idea.backed",
    "idea.unbacked",
    "idea.merged",
    "idea.parted",
}


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    lines: list
    before: int | None = None  # where the next page begins


def page(idea, names, *, involved, before=None, size=SIZE):
    """A Page of what this reader may know. ``before`` is a place in the chain."""
    told = {"subject": str(idea.pk), "before": LAST if before is None else before}
    events = _events(involved, size).ask(**told)
    lines = [Line(event.at, _sentence(event, names)) for event in events[:size]]
    return Page(lines, events[size - 1].sequence if len(events) > size else None)


@cache
def _events(involved, size):
    """The newest before one of them, and one more than are shown."""

    def build():
        events = Event.objects.filter(subject_type=trail.type_of(Idea), subject_id=SUBJECT)
        if not involved:
            events = events.filter(kind__in=sorted(OPEN))
        return events.filter(sequence__lt=BEFORE).order_by("-sequence")[: size + 1]

    return Rows(build)


def _sentence(event, names):
    """The sentence, with the pen name where the author's own is not for this reader."""
    if names.pen_name and event.actor_id in {str(pk) for pk in names.authors}:
        event = Event(
            kind=event.kind,
            actor_name=names.pen_name,
            subject_name=event.subject_name,
            data=event.data,
        )
    return trail.sentence(event)

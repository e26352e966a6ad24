"""What happened to an idea, in words, newest first."""

from dataclasses import dataclass
from datetime import datetime

from ideas.compact import MOVES
from portal import trail
from portal.models import Event

SIZE = 50

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
    events = trail.about(idea)
    if not involved:
        events = events.filter(kind__in=OPEN)
    if before is not None:
        events = events.filter(sequence__lt=before)
    events = list(events[: size + 1])
    lines = [Line(event.at, _sentence(event, names)) for event in events[:size]]
    return Page(lines, events[size - 1].sequence if len(events) > size else None)


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

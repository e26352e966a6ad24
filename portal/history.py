"""Is the history as it was written? Re-compute every chain, and compare it with checkpoints.

A chain shows any change to it, except that its newest events were cut off. A checkpoint shows
that: a line that names the event which was the newest at some time, kept outside the database
(in a receipt, a mail, a file). ``manage.py verify_history`` is the way in for people.

A room that keeps digests of its own adds a check, which reports in the same words::

    history.register_verifier("policy.editions", editions.verify)   # yields Problems
"""

import hmac
import json
from collections import deque
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _

from portal import trail
from portal.models import Event

CHUNK = 2000
SUBJECT = ("subject_type", "subject_id")
VERIFIERS = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """One place that is not as it was written: whose history, which event, and what is off."""

    subject: str
    sequence: int
    sentence: str

    def __str__(self):
        return f"{self.subject} #{self.sequence}: {self.sentence}"


@dataclass(slots=True)
class Tally:
    """Counts what a verification has read."""

    events: int = 0
    chains: int = 0


def register_verifier(name, verifier):
    """Add a check of another room: a callable that yields Problems. Raises ValueError twice."""
    if name in VERIFIERS:
        raise ValueError(f"The verifier {name} is registered twice.")
    VERIFIERS[name] = verifier


def verify(tally=None, keys=None):
    """Yield a Problem for the first bad event of each chain, then what the other rooms find.

    ``keys`` are the MAC keys that count; without them AUDIT_KEY and the ones before it. Memory
    stays the same however long the history is.
    """
    yield from verify_trail(tally or Tally(), keys or [settings.AUDIT_KEY, *settings.AUDIT_KEY_OLD])
    for verifier in VERIFIERS.values():
        yield from verifier()


def verify_trail(tally, keys):
    """The chains of the trail; ``tally`` counts along."""
    for _subject, chain in _chains():
        tally.chains += 1
        yield from _first_problem(chain, tally, keys)


def _chains():
    events = Event.objects.order_by(*SUBJECT, "sequence").iterator(chunk_size=CHUNK)
    return groupby(events, key=lambda event: (event.subject_type, event.subject_id))


def _first_problem(chain, tally, keys):
    """Read one chain to its end; yields at most one Problem."""
    expected, previous, found = 1, "", False
    for event in chain:
        tally.events += 1
        if not found and (sentence := _what_is_off(event, expected, previous, keys)):
            found = True
            yield Problem(_subject_of(event), min(event.sequence, expected), sentence)
        expected, previous = event.sequence + 1, event.mac


def _what_is_off(event, expected, previous, keys):
    """A sentence if this event is not the one that belongs here, else an empty string."""
    if event.sequence != expected:
        return _("an event is missing here.")
    if not any(_is_sealed(event, key) for key in keys):
        return _("this event was changed, or was not written by this portal.")
    if event.previous != previous:
        return _("this event does not follow the one before it.")
    return ""


def _is_sealed(event, key):
    try:
        return hmac.compare_digest(trail.mac_of(event, key), event.mac)
    except (AttributeError, TypeError, ValueError):  # a row that this portal could not have written
        return False


def _subject_of(event):
    return f"{event.subject_type}:{event.subject_id}"


def checkpoint(event):
    """The line that proves later that this event, and all before it, stood as they stand now."""
    names = (*SUBJECT, "sequence", "mac")
    return json.dumps({name: getattr(event, name) for name in names}, ensure_ascii=False)


def heads():
    """Yield the checkpoint of the newest event of every chain."""
    for _subject, chain in _chains():
        (newest,) = deque(chain, maxlen=1)
        yield checkpoint(newest)


def compare(lines):
    """Yield a Problem for every checkpoint that the history does not bear out.

    ``lines`` are what ``checkpoint`` gave; empty ones are skipped, one that cannot be read is a
    Problem of its own.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            subject = {name: str(given[name]) for name in SUBJECT}
            sequence, mac = int(given["sequence"]), str(given["mac"])
        except (ValueError, TypeError, KeyError):
            yield Problem(_("checkpoint"), number, _("this line is not a checkpoint of ours."))
            continue
        name = f"{subject['subject_type']}:{subject['subject_id']}"
        stored = Event.objects.filter(**subject, sequence=sequence).values_list("mac", flat=True)
        if not stored:
            yield Problem(name, sequence, _("the checkpoint knows this event, but it is gone."))
        elif stored[0] != mac:
            yield Problem(name, sequence, _("the checkpoint knows another event in this place."))


def keep_checkpoint(path):
    """Write the checkpoints of now to a file, which is whole or not there at all."""
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("w", encoding="utf-8") as lines:
        for line in heads():
            lines.write(f"{line}\n")
    unfinished.replace(path)

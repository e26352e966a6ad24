"""Write and read the trail.

A kind is declared once, with its sentence and its keys::

    trail.register("person.left", _("%(actor)s recorded that %(subject)s left."), "handed_to")

and written inside the transaction that made it true::

    trail.record("person.left", actor=ada, subject=sam, handed_to="Marcus Bell")
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from portal.models import Event

SIGNED = ("kind", "actor_id", "actor_name", "subject_type", "subject_id", "subject_name", "data")

BATCH = 500  # rows in one query of record_many


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared kind: the sentence that people read, and the keys its data may have."""

    name: str
    sentence: str
    keys: frozenset


KINDS: dict[str, Kind] = {}


def register(name, sentence, *keys):
    """Declare a kind. ``sentence`` is lazy and names its places: %(actor)s, %(subject)s, keys.

    Raises ValueError when the name is taken.
    """
    if name in KINDS:
        raise ValueError(f"The kind {name} is declared twice.")
    KINDS[name] = Kind(name, sentence, frozenset(keys))


def canonical(data):
    """JSON text of which there is one only: sorted keys, no blanks, plain UTF-8."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder
    )


def mac_of(event, key=None):
    """The HMAC-SHA256 of an event, in hexadecimal, under AUDIT_KEY unless another is given."""
    content = {name: getattr(event, name) for name in SIGNED}
    content |= {
        "at": event.at.astimezone(UTC).isoformat(),
        "sequence": event.sequence,
        "previous": event.previous,
    }
    secret = (key or settings.AUDIT_KEY).encode()
    return hmac.new(secret, canonical(content).encode(), hashlib.sha256).hexdigest()


def record(kind, *, subject, actor=None, **data):
    """Write one fact and return the Event.

    ``actor`` is the person who did it, or None for the clockwork. The subject's row is locked, so
    that two facts about it never claim the same place in its chain.

    Raises RuntimeError outside a transaction, KeyError for an undeclared kind, ValueError for a
    key that the kind does not declare.
    """
    _refuse_undeclared(kind, data)
    list(type(subject)._base_manager.select_for_update().filter(pk=subject.pk).values_list("pk"))
    event = _sealed(kind, subject, actor, data, about(subject).first())
    event.save()
    return event


def record_many(kind, *, subjects, actor=None, data_of=None):
    """Write the same kind of fact about many subjects of one model, in a few queries.

    The caller holds the locks of their rows. ``data_of(subject)`` gives the data of each. Raises
    as ``record`` does.
    """
    subjects = list(subjects)
    if not subjects:
        return
    label = subjects[0]._meta.label_lower
    for start in range(0, len(subjects), BATCH):
        batch = subjects[start : start + BATCH]
        mine = Event.objects.filter(
            subject_type=label, subject_id__in=[str(subject.pk) for subject in batch]
        )
        last = {event.subject_id: event for event in mine.order_by("sequence")}
        events = []
        for subject in batch:
            data = data_of(subject) if data_of else {}
            _refuse_undeclared(kind, data)
            events.append(_sealed(kind, subject, actor, data, last.get(str(subject.pk))))
        Event.objects.bulk_create(events)


def _refuse_undeclared(kind, data):
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("trail.record() belongs inside the transaction it describes.")
    if unexpected := set(data) - KINDS[kind].keys:
        raise ValueError(f"{kind} does not declare {sorted(unexpected)}.")


def _sealed(kind, subject, actor, data, last):
    """The next event of a subject's chain, not stored yet."""
    event = Event(
        kind=kind,
        actor_id=str(actor.pk) if actor else "",
        actor_name=str(actor) if actor else "",
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_name=str(subject)[:200],
        data=json.loads(canonical(data)),
        sequence=last.sequence + 1 if last else 1,
        previous=last.mac if last else "",
    )
    event.mac = mac_of(event)
    return event


def about(subject):
    """The events of one subject, newest first."""
    return Event.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    ).order_by("-sequence")


def sentence(event):
    """What happened, in words, in the reader's language."""
    kind = KINDS.get(event.kind)
    if kind is None:
        return _("Something happened that this version of the portal has no words for.")
    places = {key: event.data.get(key, "") for key in kind.keys}
    places |= {"actor": event.actor_name or _("The portal"), "subject": event.subject_name}
    return str(kind.sentence) % places

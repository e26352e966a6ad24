"""Write and read the trail.

A kind is declared once, with its sentence and its keys::

    trail.register("person.left", _("%(actor)s recorded that %(subject)s left."), "handed_to")

and written inside the transaction that made it true::

    trail.record("person.left", actor=ada, subject=sam, handed_to="Marcus Bell")

portal.facts says how a date is declared, so that people read it in their own words.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC
from functools import cache

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import BigIntegerField, CharField, Exists, OuterRef
from django.utils.translation import gettext as _

from portal import facts
from portal.models import Event
from portal.prepared import Given, Rows

SIGNED = ("kind", "actor_id", "actor_name", "subject_type", "subject_id", "subject_name", "data")

NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as JSON writes it; not a typed backslash and u0000

BATCH = 500  # rows in one query of record_many


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared kind: the sentence that people read, and the keys its data may have."""

    name: str
    sentence: str
    keys: dict


KINDS: dict[str, Kind] = {}


def register(name, sentence, *keys):
    """Declare a kind. ``sentence`` is lazy and names its places: %(actor)s, %(subject)s, keys.

    Raises ValueError when the name is taken.
    """
    if name in KINDS:
        raise ValueError(f"The kind {name} is declared twice.")
    KINDS[name] = Kind(name, sentence, facts.declared(keys))


def canonical(data):
    """JSON text of which there is one only: sorted keys, no blanks, plain UTF-8."""
    return json.dumps(
        data,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        cls=DjangoJSONEncoder,
    )


def lasting(data):
    """``data`` as every database gives it back, to the last character.

    Raises ValueError for what a database would change or refuse, which would look like tampering
    later: fractions (write them as text or Decimal), the NUL character, half a surrogate pair.
    """
    text = canonical(data)
    text.encode()
    if NUL.search(text):
        raise ValueError("The trail cannot keep the NUL character.")

    def refuse(number):
        raise ValueError(f"{number} is no whole number; give the trail text or a Decimal.")

    return json.loads(text, parse_float=refuse, parse_constant=refuse)


def mac_of(event, key=None):
    """The HMAC-SHA256 of an event, in hexadecimal, under AUDIT_KEY unless another is given."""
    content = {name: getattr(event, name) for name in SIGNED}
    content |= {
        "at": event.at.astimezone(UTC).isoformat(),
        "sequence": event.sequence,
        "previous": event.previous,
    }
    # Whatever stands in a row that somebody tampered with, it is hashed and not stumbled over.
    text = canonical(content).encode("utf-8", "surrogatepass")
    return hmac.new((key or settings.AUDIT_KEY).encode(), text, hashlib.sha256).hexdigest()


def record(kind, /, *, subject, actor=None, held=False, **data):
    """Write one fact and return the Event.

    ``actor`` is the person who did it, or None for the clockwork. The subject's row is locked, so
    that two facts about it never claim the same place in its chain; ``held`` says that the caller
    has locked it already.

    Raises RuntimeError outside a transaction, KeyError for an undeclared kind, ValueError for a
    key that the kind does not declare, for a subject that is not stored and for data that
    ``lasting`` refuses.
    """
    _refuse_undeclared(kind, data)
    if not held:
        _lock_of(subject._meta.model).ask(subject=subject.pk)  # request.user is lazy
    last = LAST.first(type=type_of(subject), subject=str(subject.pk))
    event = _sealed(kind, subject, actor, data, last)
    event.save()
    return event


@cache
def _lock_of(model):
    """What locks a row of this model."""
    row = model._base_manager.filter(pk=Given("subject", BigIntegerField()))
    return Rows(lambda: row.order_by().select_for_update().values_list("pk"))


LAST = Rows(
    lambda: (
        Event.objects.filter(
            subject_type=Given("type", CharField()), subject_id=Given("subject", CharField())
        )
        .order_by("-sequence")
        .only("sequence", "mac")[:1]
    )
)


def record_many(kind, *, subjects, actor=None, data_of=None):
    """Write the same kind of fact about many subjects of one model, in a few queries.

    The caller holds the locks of their rows. ``data_of(subject)`` gives the data of each. Raises
    as ``record`` does.
    """
    subjects = list(subjects)
    if not subjects:
        return
    label = type_of(subjects[0])
    for start in range(0, len(subjects), BATCH):
        batch = subjects[start : start + BATCH]
        mine = Event.objects.filter(
            subject_type=label, subject_id__in=[str(subject.pk) for subject in batch]
        )
        later = Event.objects.filter(
            subject_type=label,
            subject_id=OuterRef("subject_id"),
            sequence__gt=OuterRef("sequence"),
        )
        last = {event.subject_id: event for event in mine.exclude(Exists(later))}
        events = []
        for subject in batch:
            data = data_of(subject) if data_of else {}
            _refuse_undeclared(kind, data)
            events.append(_sealed(kind, subject, actor, data, last.get(str(subject.pk))))
        Event.objects.bulk_create(events)


def _refuse_undeclared(kind, data):
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("trail.record() belongs inside the transaction it describes.")
    if unexpected := set(data) - set(KINDS[kind].keys):
        raise ValueError(f"{kind} does not declare {sorted(unexpected)}.")


def _sealed(kind, subject, actor, data, last):
    """The next event of a subject's chain, not stored yet."""
    if subject.pk is None:
        raise ValueError("Store the subject first: its number is part of its history.")
    event = Event(
        kind=kind,
        actor_id=str(actor.pk) if actor else "",
        actor_name=str(actor)[:200] if actor else "",
        subject_type=type_of(subject),
        subject_id=str(subject.pk),
        subject_name=str(subject)[:200],
        data=lasting(data),
        sequence=last.sequence + 1 if last else 1,
        previous=last.mac if last else "",
    )
    event.mac = mac_of(event)
    return event


def type_of(subject):
    """How the trail names a model; a proxy writes into the chain of what it stands for."""
    return subject._meta.concrete_model._meta.label_lower


def about(subject):
    """The events of one subject, newest first."""
    return Event.objects.filter(subject_type=type_of(subject), subject_id=str(subject.pk)).order_by(
        "-sequence"
    )


def sentence(event):
    """What happened, in words, in the reader's language."""
    kind = KINDS.get(event.kind)
    if kind is None:
        return _("Something happened that this version of the portal has no words for.")
    places = facts.places(kind.keys, event.data)
    places |= {"actor": event.actor_name or _("The portal"), "subject": event.subject_name}
    return str(kind.sentence) % places

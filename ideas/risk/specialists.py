"""Who is asked when a tripwire is answered with yes. Somebody always is."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from ideas import seats, tripwires
from ideas.models import Specialist
from portal import clock, zero
from portal.models import Absence, User


class Asked(NamedTuple):
    """A person to ask, and the sentence that says why it is them."""

    person: User
    why: str


def for_tripwire(key, *, on=None, besides=()):
    """Who is consulted about a tripwire on a day (default: today), and why.

    The specialist; when they are away their deputy, then whoever covers for them; without any of
    them whoever is at the HERO desk, then an administrator. ``besides`` are people who can't be
    asked, such as the authors. Raises seats.Refused when nobody at all is left.
    """
    on = on or timezone.localdate()
    avoided = {person.pk for person in besides}
    for person, why in _in_order(key, on):
        if person and person.is_active and person.pk not in avoided:
            return Asked(person, why)
    raise seats.Refused(
        _("Nobody can be asked about this yet. Press 0 and a person will find somebody.")
    )


def _in_order(key, on):
    topic = {"topic": next(one.brings for one in tripwires.TRIPWIRES if one.key == key)}
    row = Specialist.objects.filter(tripwire=key).select_related("person", "deputy").first()
    if row is not None:
        yield from _named(row, on, topic)
    desk = zero.on_duty().person
    yield (
        desk,
        _("%(person)s is at the HERO desk, and knows who looks after this: %(topic)s.")
        % {
            "person": desk,
            **topic,
        },
    )
    for person in zero.administrators().order_by("pk"):
        why = _("%(person)s is an administrator, and knows who looks after this: %(topic)s.")
        yield person, why % {"person": person, **topic}


def _named(row, on, topic):
    """The people the row names who are at work that day."""
    away = Absence.objects.filter(starts__lte=on, ends__gte=on).values_list("person", flat=True)
    away = set(away.filter(person__in=[row.person_id, row.deputy_id]))
    if row.person_id not in away:
        why = _("%(person)s is asked about this: %(topic)s.")
        yield row.person, why % {"person": row.person, **topic}
    if row.deputy and row.deputy_id not in away:
        why = _("%(person)s stands in for %(specialist)s, who can’t be asked now.")
        yield row.deputy, why % {"person": row.deputy, "specialist": row.person}
    if stand_in := clock.delegate_of(row.person, on):
        why = _("%(person)s covers for %(specialist)s, who is away.")
        yield stand_in, why % {"person": stand_in, "specialist": row.person}


def missing():
    """The tripwires that nobody who works here is named for."""
    named = set(
        Specialist.objects.filter(person__is_active=True).values_list("tripwire", flat=True)
    )
    return [tripwire for tripwire in tripwires.TRIPWIRES if tripwire.key not in named]

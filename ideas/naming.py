"""Whom the portal asks: a specialist for each tripwire, and leads who back or adopt ideas."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ideas import seats, tripwires
from ideas.compact import SEATS, Party
from ideas.models import Idea, Lead, Specialist
from portal import roles, trail
from portal.people import leaving
from portal.roles import Role

CATEGORIES = dict(Idea.Category.choices)  # what an idea, and so its lead, is about

trail.register(
    "specialist.named",
    gettext_lazy("%(actor)s named %(person)s as who is asked about this: %(topic)s."),
    *("person", "topic", "deputy"),
)
trail.register(
    "specialist.removed",
    gettext_lazy("%(actor)s took %(person)s off as who is asked about this: %(topic)s."),
    *("person", "topic"),
)
trail.register(
    "lead.named",
    gettext_lazy("%(actor)s named %(person)s for this seat: %(seat)s. It is about: %(topic)s."),
    *("person", "topic", "seat"),
)
trail.register(
    "lead.removed",
    gettext_lazy("%(actor)s took %(person)s off for this seat: %(seat)s. It was about: %(topic)s."),
    *("person", "topic", "seat"),
)


class Refused(seats.Refused):
    """Nobody was named; ``field`` is the field that the reason is about."""

    def __init__(self, reason, field=None, status=None):
        super().__init__(reason, status)
        self.field = field


def topic_of(tripwire):
    """Who is brought in by a tripwire, in words."""
    return next(one.brings for one in tripwires.TRIPWIRES if one.key == tripwire)


@transaction.atomic
def name(row, *, by):
    """Store a new or changed Specialist or Lead, and say so on the trail. Raises Refused."""
    if not roles.has(by, Role.ADMINISTRATOR):
        raise Refused(_("Administrators say who is asked about what."), status=403)
    if isinstance(row, Specialist):
        _check_specialist(row)
    else:
        _check_lead(row)
    return _store(row, by)


@transaction.atomic
def remove(row, *, by):
    """Take a Specialist or Lead off. What the trail says about it stays. Raises Refused."""
    if not roles.has(by, Role.ADMINISTRATOR):
        raise Refused(_("Administrators say who is asked about what."), status=403)
    _drop(row, by)


def _store(row, by):
    row.save()
    facts = _facts(row)
    if isinstance(row, Specialist):
        facts["deputy"] = str(row.deputy or "")
    trail.record(f"{row._meta.model_name}.named", actor=by, subject=row, **facts)
    return row


def _drop(row, by):
    trail.record(f"{row._meta.model_name}.removed", actor=by, subject=row, **_facts(row))
    row.delete()


def _check_specialist(row):
    for field in ("person", "deputy"):
        person = getattr(row, field)
        if person and not person.is_active:
            raise Refused(
                _("%(person)s has left. Choose somebody else.") % {"person": person}, field
            )
    if row.deputy_id == row.person_id:
        raise Refused(
            _("Choose somebody else to stand in: nobody covers for themselves."), "deputy"
        )


def _check_lead(row):
    if row.category not in CATEGORIES:
        raise Refused(_("Choose what it is about from the list."), "category")
    wanted = SEATS[Party(row.party)].roles
    held = row.person.groups.filter(name__in=[role.value for role in wanted]).exists()
    if not row.person.is_active or not held:
        raise Refused(
            _("%(person)s can’t take this seat. It needs somebody of: %(roles)s.")
            % {"person": row.person, "roles": ", ".join(str(role.label) for role in wanted)},
            "person",
        )
    twice = Lead.objects.filter(category=row.category, party=row.party, person=row.person)
    if twice.exclude(pk=row.pk).exists():
        raise Refused(_("%(person)s is named for this already.") % {"person": row.person}, "person")


def _facts(row):
    if isinstance(row, Specialist):
        return {"person": str(row.person), "topic": str(topic_of(row.tripwire))}
    return {
        "person": str(row.person),
        "topic": str(CATEGORIES.get(row.category, row.category)),
        "seat": str(row.get_party_display()),
    }


def held(person):
    """In words, what a leaver is asked about; an empty string for nothing."""
    count = Specialist.objects.filter(person=person).count() + person.leads.count()
    if not count:
        return ""
    return ngettext(
        "%(n)s thing they are asked about", "%(n)s things they are asked about", count
    ) % {"n": count}


def hand_over(person, successor, by):
    """The successor is asked instead; where they can’t take a lead, it ends."""
    for row in Specialist.objects.filter(person=person):
        row.person = successor
        if row.deputy_id == successor.pk:
            row.deputy = None
        _store(row, by)
    for lead in person.leads.select_related("person"):
        lead.person = successor
        try:
            _check_lead(lead)
        except Refused:
            _drop(lead, by)
        else:
            _store(lead, by)


def stand_down(person, by):
    """A leaver stands in for nobody any more."""
    for row in Specialist.objects.filter(deputy=person).select_related("person"):
        row.deputy = None
        _store(row, by)


leaving.register_handover("asked", hand_over, held=held)
leaving.register_ending(stand_down)

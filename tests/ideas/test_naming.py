"""Who is asked about what, and who leads: named by administrators, handed on by leavers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ideas import naming, seats, tripwires
from ideas.compact import Party
from ideas.models import Lead, Specialist
from ideas.risk import specialists
from portal import trail
from portal.models import Absence, DutyShift
from portal.people import leaving
from portal.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(sam, priya, ada):
    """Sam is asked about money; Priya stands in."""
    row = Specialist(tripwire="T2", person=sam, deputy=priya)
    return naming.name(row, by=ada)


def away(person, delegate, days=1):
    today = timezone.localdate()
    Absence.objects.create(
        person=person, delegate=delegate, starts=today, ends=today + timedelta(days=days)
    )


def test_the_specialist_is_asked(finance, sam, joy):
    asked = specialists.for_tripwire("T2")
    assert asked == (sam, "Sam Whitlock is asked about this: Finance.")


def test_a_specialist_who_is_away_has_somebody(finance, sam, priya, marcus, amina, joy, ada):
    away(sam, marcus)
    assert specialists.for_tripwire("T2").person == priya
    away(priya, amina)
    asked = specialists.for_tripwire("T2")
    assert (asked.person, str(asked.why)) == (
        marcus,
        "Marcus Bell covers for Sam Whitlock, who is away.",
    )
    away(marcus, sam)  # they cover for each other, and both are away
    assert specialists.for_tripwire("T2").person == joy


def test_another_day_is_another_day(finance, sam, priya, joy):
    away(sam, priya, days=1)
    assert specialists.for_tripwire("T2").person == priya
    tomorrow = timezone.localdate() + timedelta(days=2)
    assert specialists.for_tripwire("T2", on=tomorrow).person == sam


def test_nobody_is_asked_about_their_own_idea(finance, sam, priya, joy):
    asked = specialists.for_tripwire("T2", besides=[sam])
    assert (asked.person, str(asked.why)) == (
        priya,
        "Priya Nair stands in for Sam Whitlock, who can’t be asked now.",
    )
    assert specialists.for_tripwire("T2", besides=[sam, priya]).person == joy


def test_without_a_specialist_the_desk_is_asked_then_an_administrator(joy, ada):
    assert specialists.for_tripwire("T8").person == joy
    DutyShift.objects.all().delete()
    assert specialists.for_tripwire("T8").person == ada
    with pytest.raises(seats.Refused):
        specialists.for_tripwire("T8", besides=[ada])


def test_what_nobody_is_named_for_is_known(finance, sam):
    assert [one.key for one in specialists.missing()] == [
        key for key in tripwires.KEYS if key != "T2"
    ]
    type(sam).objects.filter(pk=sam.pk).update(is_active=False)
    assert len(specialists.missing()) == len(tripwires.KEYS)


@pytest.mark.parametrize(
    ("party", "role", "may"),
    [
        (Party.SPONSOR, Role.MANAGER, True),
        (Party.SPONSOR, Role.SPONSOR, True),
        (Party.SPONSOR, Role.CHAMPION, False),
        (Party.SPONSOR, Role.FRONTLINE, False),
        (Party.CHAMPION, Role.CHAMPION, True),
        (Party.CHAMPION, Role.MANAGER, False),
    ],
)
def test_a_lead_holds_the_role_of_the_seat(person, ada, party, role, may):
    row = Lead(category="returns", party=party, person=person("Lin Sato", role))
    if may:
        assert naming.name(row, by=ada).pk
        return
    with pytest.raises(naming.Refused, match="can’t take this seat") as refused:
        naming.name(row, by=ada)
    assert refused.value.field == "person"


def test_a_lead_is_named_once_for_a_category_that_is_there(marcus, ada):
    naming.name(Lead(category="returns", party=Party.SPONSOR, person=marcus), by=ada)
    with pytest.raises(naming.Refused, match="named for this already"):
        naming.name(Lead(category="returns", party=Party.SPONSOR, person=marcus), by=ada)
    with pytest.raises(naming.Refused) as refused:
        naming.name(Lead(category="weather", party=Party.SPONSOR, person=marcus), by=ada)
    assert refused.value.field == "category"


def test_nobody_stands_in_for_themselves(sam, ada):
    with pytest.raises(naming.Refused) as refused:
        naming.name(Specialist(tripwire="T1", person=sam, deputy=sam), by=ada)
    assert refused.value.field == "deputy"


def test_only_administrators_name_people(sam, nadia, person, finance):
    root = person("Root Rootson", is_superuser=True)
    for somebody in (sam, nadia, root):
        with pytest.raises(naming.Refused) as refused:
            naming.name(Specialist(tripwire="T1", person=sam), by=somebody)
        assert refused.value.status == 403
        with pytest.raises(naming.Refused):
            naming.remove(finance, by=somebody)
    assert Specialist.objects.get() == finance


def test_the_trail_knows_who_was_named_and_taken_off(finance, ada):
    named = trail.about(finance).first()
    assert trail.sentence(named) == (
        "Ada Lund named Sam Whitlock as who is asked about this: Finance."
    )
    events = trail.about(finance)
    naming.remove(finance, by=ada)
    assert trail.sentence(events.first()).startswith("Ada Lund took Sam Whitlock off")


def test_a_leaver_hands_on_what_they_are_asked_about(finance, sam, priya, ada):
    with pytest.raises(leaving.Refused, match="1 thing they are asked about"):
        leaving.leave(sam, by=ada)
    leaving.leave(sam, by=ada, successor=priya)
    finance.refresh_from_db()
    assert (finance.person, finance.deputy) == (priya, None)


def test_a_leaver_stands_in_for_nobody(finance, priya, ada):
    leaving.leave(priya, by=ada)
    finance.refresh_from_db()
    assert finance.deputy is None


def test_a_lead_goes_to_a_successor_who_may_have_it(marcus, priya, sam, ada):
    for category in ("returns", "delivery"):
        naming.name(Lead(category=category, party=Party.SPONSOR, person=marcus), by=ada)
    naming.name(Lead(category="returns", party=Party.SPONSOR, person=priya), by=ada)
    leaving.leave(marcus, by=ada, successor=priya)
    assert sorted(Lead.objects.values_list("category", "person")) == [
        ("delivery", priya.pk),
        ("returns", priya.pk),
    ]
    leaving.leave(priya, by=ada, successor=sam)  # on the front line: can’t back ideas
    assert not Lead.objects.exists()

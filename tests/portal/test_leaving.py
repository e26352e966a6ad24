"""Leavers hand over what they hold; nothing is orphaned, and no door stays open."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from portal import people, trail
from portal.models import Absence, Department, User, ZeroCall
from portal.people import leaving
from portal.people.errors import Refused
from portal.roles import Role


@pytest.fixture
def held(monkeypatch):
    """A room upstairs where Marcus holds something; what was handed over is listed."""
    given = []
    monkeypatch.setattr(leaving, "HANDOVERS", dict(leaving.HANDOVERS))
    leaving.register_handover(
        "treasures",
        lambda person, successor, by: given.append((person, successor, by)),
        held=lambda person: "two treasures" if person.username == "marcus.bell" else "",
    )
    return given


def test_a_leaver_is_out_at_once(client, ada, marcus, amina):
    client.force_login(marcus)
    assert client.get("/me/").status_code == 200
    people.leave(marcus, by=ada, successor=amina)
    assert client.get("/me/").status_code == 302
    assert "_auth_user_id" not in client.session
    marcus.refresh_from_db()
    assert (marcus.is_active, marcus.left_on) == (False, timezone.localdate())
    assert (marcus.has_usable_password(), marcus.groups.count()) == (False, 0)


def test_a_leaver_hands_over(ada, marcus, amina, priya, joy, held):
    """What rooms hold, open calls, departments; the trail says who has it all now."""
    department = Department.objects.create(name="Help", head=marcus)
    call = ZeroCall.objects.create(wish="write", body="Hello?", author=amina, holder=marcus)
    done = ZeroCall.objects.create(
        wish="write", body="Hi", holder=marcus, answered_by=marcus, answered_at=timezone.now()
    )
    with pytest.raises(Refused) as refused:
        people.leave(marcus, by=ada)
    assert "two treasures" in refused.value.reason
    assert "Help" in refused.value.reason
    assert refused.value.field == "successor"
    marcus.refresh_from_db()
    assert marcus.is_active
    people.leave(marcus, by=ada, successor=priya)
    for row in (department, call, done):
        row.refresh_from_db()
    assert (department.head, call.holder, done.holder) == (priya, priya, marcus)
    assert held == [(marcus, priya, ada)]
    event = trail.about(marcus).first()
    assert event.data["successor_id"] == str(priya.pk)
    assert set(event.data["handed_over"]) >= {"treasures", "departments", "zero calls"}


def test_who_holds_nothing_needs_no_successor(ada, sam):
    assert people.leave(sam, by=ada).is_active is False


def line(*people_):
    """Everybody's manager by username."""
    return {
        person.username: person.manager and person.manager.username
        for person in User.objects.filter(pk__in=[p.pk for p in people_])
    }


def test_reports_go_one_up(ada, person, marcus, amina, sam):
    boss = person("Bola Akande", Role.MANAGER)
    User.objects.filter(pk=marcus.pk).update(manager=boss)
    people.leave(marcus, by=ada, successor=sam)
    assert line(amina, sam) == {"amina.yusuf": "bola.akande", "sam.whitlock": None}


def test_a_successor_from_below_moves_up_without_a_circle(ada, person, marcus, amina):
    """Kit reports to Amina, who reports to Marcus. Kit takes over from Marcus."""
    kit = person("Kit Osei", manager=amina)
    with pytest.raises(Refused):
        people.leave(marcus, by=ada)
    people.leave(marcus, by=ada, successor=kit)
    assert line(amina, kit) == {"amina.yusuf": "kit.osei", "kit.osei": None}


def test_the_calendar_is_cleared(ada, joy, sam, amina, priya):
    today = timezone.localdate()
    soon = {"starts": today + timedelta(days=3), "ends": today + timedelta(days=5)}
    past = {"starts": today - timedelta(days=9), "ends": today - timedelta(days=8)}
    covered = Absence.objects.create(person=amina, delegate=joy, **soon)
    also = Absence.objects.create(person=sam, delegate=joy, **soon)
    over = Absence.objects.create(person=amina, delegate=joy, **past)
    Absence.objects.create(person=joy, delegate=priya, **soon)
    people.leave(joy, by=ada, successor=sam)
    covered.refresh_from_db()
    over.refresh_from_db()
    assert (covered.delegate, over.delegate) == (sam, joy)
    assert not Absence.objects.filter(pk=also.pk).exists()  # nobody covers for themself
    assert not joy.absences.exists()
    assert not joy.duty_shifts.exists()


@pytest.mark.parametrize(
    ("by", "whom", "successor", "days", "field"),
    [
        ("amina", "sam", None, 0, ""),
        ("marcus", "sam", None, 0, ""),
        ("ada", "ada", None, 0, ""),
        ("leon", "ada", None, 0, ""),
        ("ada", "gone", None, 0, ""),
        ("ada", "sam", None, 1, "on"),
        ("ada", "sam", "sam", 0, "successor"),
        ("ada", "sam", "gone", 0, "successor"),
    ],
)
def test_refusals(by, whom, successor, days, field, ada, amina, marcus, sam, person):
    """A stranger, oneself, who stands above, who left already, a day to come, no real successor."""
    cast = {"ada": ada, "amina": amina, "marcus": marcus, "sam": sam, None: None}
    cast["leon"] = person("Leon Fischer", Role.ADMINISTRATOR)
    cast["gone"] = person("Guy Gone", is_active=False)
    with pytest.raises(Refused) as refused:
        people.leave(
            cast[whom],
            by=cast[by],
            successor=cast[successor],
            on=timezone.localdate() + timedelta(days=days),
        )
    assert refused.value.field == field
    assert refused.value.reason
    assert not trail.about(cast[whom]).filter(kind="person.left").exists()


def test_the_last_day_may_be_past(ada, sam):
    with time_machine.travel("2026-03-10 12:00+00:00"):
        people.leave(sam, by=ada, on=date(2026, 3, 6))
    sam.refresh_from_db()
    assert sam.left_on == date(2026, 3, 6)


def test_coming_back_starts_afresh(ada, marcus, priya, amina):
    people.leave(marcus, by=ada, successor=priya)
    with pytest.raises(Refused):
        people.come_back(marcus, by=amina)
    back = people.come_back(marcus, by=ada)
    assert (back.is_active, back.left_on, back.groups.count()) == (True, None, 0)
    assert not User.objects.filter(manager=marcus).exists()
    with pytest.raises(Refused):
        people.come_back(marcus, by=ada)
    assert [event.kind for event in trail.about(marcus)] == ["person.returned", "person.left"]


def test_whom_to_ask_instead(ada, marcus, priya, amina, sam):
    """The successor; when they have left too, the manager, or who came after the manager."""
    people.leave(amina, by=ada, successor=sam)
    amina.refresh_from_db()
    assert leaving.successor_of(amina) == sam
    people.leave(sam, by=ada)
    assert leaving.successor_of(amina) == marcus
    people.leave(marcus, by=ada, successor=priya)
    assert leaving.successor_of(User.objects.get(pk=amina.pk)) == priya
    people.leave(priya, by=ada)
    assert leaving.successor_of(User.objects.get(pk=amina.pk)) is None

"""Who is told what, and when it may be mailed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import notices
from portal.models import Absence, Notice, User
from portal.notices import Group

MONDAY_NOON = datetime(2026, 5, 18, 11, tzinfo=UTC)  # 12:00 in London
TUESDAY_NINE = datetime(2026, 5, 19, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(MONDAY_NOON, tick=False)
    return time_machine


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(notices, "KINDS", {})
    notices.register(
        "test.turn",
        _("%(actor)s asks you about %(title)s, by %(by)s."),
        "title",
        "by:day",
        group=Group.TURN,
        label=_("Answer"),
    )
    notices.register("test.good", _("%(actor)s thanks you."), group=Group.GOOD)
    notices.register("test.fyi", _("It is raining."))
    notices.register("test.safety", _("The stairs are closed."), urgent=True)
    notices.register(
        "test.receipt", _("You signed."), "digest", detail=_("SHA %(digest)s"), can_mute=False
    )
    return notices.KINDS


def told():
    return set(Notice.objects.values_list("person__username", "key"))


def test_telling_twice_tells_once(kinds, amina, marcus):
    for _time in range(2):
        notices.tell([amina, marcus, amina], "test.fyi", key="rain:1")
    notices.tell(amina, "test.fyi", key="rain:2")
    assert told() == {
        ("amina.yusuf", "rain:1"),
        ("marcus.bell", "rain:1"),
        ("amina.yusuf", "rain:2"),
    }


def test_who_left_is_not_told(kinds, amina):
    amina.is_active = False
    notices.tell(amina, "test.fyi", key="rain")
    notices.tell([], "test.fyi", key="rain")
    assert told() == set()


def test_the_facts_are_stored_and_said_in_words(kinds, amina, marcus):
    notices.tell(amina, "test.turn", key="1", actor=marcus, title="Video <b>", by=date(2026, 5, 22))
    notice = Notice.objects.get()
    assert notice.data == {"title": "Video <b>", "by": "2026-05-22"}
    assert (notice.actor, notice.actor_name) == (marcus, "Marcus Bell")
    assert notices.sentence(notice) == "Marcus Bell asks you about Video <b>, by Fri 22 May."
    assert notices.label(notice) == "Answer"
    kinds.clear()
    assert "no words for" in notices.sentence(notice)
    assert notices.detail(notice) == ""
    assert notices.group_of(notice) == Group.FYI


@pytest.mark.parametrize(
    ("kind", "data", "error"),
    [("test.unheard", {}, KeyError), ("test.fyi", {"what": "rain"}, ValueError)],
)
def test_what_is_not_declared_is_refused(kinds, amina, kind, data, error):
    with pytest.raises(error):
        notices.tell(amina, kind, key="1", **data)
    assert told() == set()


@pytest.mark.parametrize(
    ("name", "keys", "message"),
    [("test.fyi", (), "declared twice"), ("test.new", ("url",), "cannot have keys")],
)
def test_a_kind_is_declared_once_with_keys_of_its_own(kinds, name, keys, message):
    with pytest.raises(ValueError, match=message):
        notices.register(name, _("x"), *keys)


def test_every_kind_of_the_house_has_words_for_its_keys():
    for kind in notices.KINDS.values():
        named = dict.fromkeys((*kind.keys, "actor"), "")
        assert str(kind.sentence) % named, kind.name
        assert str(kind.detail) % named is not None, kind.name


DAILY, AT_ONCE, MY_TURN = User.Delivery.DAILY, User.Delivery.AT_ONCE, User.Delivery.MY_TURN
NEVER = None


@pytest.mark.parametrize(
    ("delivery", "kind", "mailed"),
    [
        (DAILY, "test.turn", TUESDAY_NINE),
        (DAILY, "test.fyi", TUESDAY_NINE),
        (DAILY, "test.receipt", TUESDAY_NINE),
        (DAILY, "test.safety", MONDAY_NOON),
        (AT_ONCE, "test.turn", MONDAY_NOON),
        (AT_ONCE, "test.fyi", MONDAY_NOON),
        (MY_TURN, "test.turn", MONDAY_NOON),
        (MY_TURN, "test.good", NEVER),
        (MY_TURN, "test.fyi", NEVER),
        (MY_TURN, "test.receipt", MONDAY_NOON),
        (MY_TURN, "test.safety", MONDAY_NOON),
    ],
)
def test_when_it_is_mailed(kinds, amina, delivery, kind, mailed):
    amina.delivery = delivery
    notices.tell(amina, kind, key="1")
    notice = Notice.objects.get()
    assert (notice.not_before if notice.mail == Notice.Mail.WAITING else NEVER) == mailed


@pytest.mark.parametrize(
    ("fields", "kind", "mailed"),
    [
        ({}, "test.fyi", datetime(2026, 5, 19, 8, tzinfo=UTC)),
        ({}, "test.safety", datetime(2026, 5, 18, 21, tzinfo=UTC)),
        ({"quiet_from": time(23), "quiet_until": time(7)}, "test.fyi", None),
        ({"work_starts": time(20), "work_ends": time(4)}, "test.fyi", None),
        ({"time_zone": "America/New_York"}, "test.fyi", None),  # five in the afternoon there
    ],
)
def test_nothing_is_mailed_outside_a_persons_own_hours(kinds, amina, noon, fields, kind, mailed):
    at = datetime(2026, 5, 18, 21, tzinfo=UTC)  # ten in the evening in London
    noon.move_to(at, tick=False)
    amina.delivery = AT_ONCE
    for name, value in fields.items():
        setattr(amina, name, value)
    notices.tell(amina, kind, key="1")
    assert Notice.objects.get().not_before == (mailed or at)


def test_without_an_address_it_stays_in_the_portal(kinds, amina):
    amina.email = ""
    notices.tell(amina, "test.safety", key="1")
    assert Notice.objects.get().mail == Notice.Mail.UNWANTED


@pytest.fixture
def marcus_is_away(marcus, priya):
    return Absence.objects.create(
        person=marcus, delegate=priya, starts=date(2026, 5, 18), ends=date(2026, 5, 22)
    )


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("test.turn", {"marcus.bell": "", "priya.nair": "Marcus Bell"}),
        ("test.good", {"marcus.bell": ""}),
        ("test.fyi", {"marcus.bell": ""}),
    ],
)
def test_who_covers_is_told_too_when_it_is_a_turn(kinds, marcus, marcus_is_away, kind, who):
    notices.tell(marcus, kind, key="1")
    assert dict(Notice.objects.values_list("person__username", "covers_for")) == who


def test_the_one_who_is_away_hears_of_it_when_they_are_back(kinds, marcus, marcus_is_away):
    notices.tell(marcus, "test.turn", key="1")
    assert Notice.objects.get(person=marcus).not_before == datetime(2026, 5, 26, 8, tzinfo=UTC)


def test_a_delegate_who_is_concerned_anyway_is_told_for_themselves(
    kinds, marcus, priya, marcus_is_away
):
    notices.tell([marcus, priya], "test.turn", key="1")
    assert Notice.objects.get(person=priya).covers_for == ""


def test_what_is_settled_needs_nobody_and_is_not_mailed(kinds, amina, marcus):
    notices.tell([amina, marcus], "test.turn", key="1", title="Video")
    notices.tell(amina, "test.turn", key="2", title="Booth")
    notices.tell(amina, "test.receipt", key="3")
    notices.settle("1", "3")
    first, second, third = Notice.objects.filter(person=amina).order_by("pk")
    assert (first.mail, second.mail, third.mail) == ("unwanted", "waiting", "waiting")
    assert (notices.group_of(first), notices.group_of(second)) == (Group.FYI, Group.TURN)
    assert notices.unread(amina) == 1
    assert notices.unread(marcus) == 0


def test_reading_some_or_all_and_nobody_elses(kinds, amina, marcus):
    for key in "123":
        notices.tell([amina, marcus], "test.fyi", key=key)
    assert notices.unread(amina) == 3
    assert notices.mark_read(amina, [Notice.objects.filter(person=marcus).first().pk]) == 0
    assert notices.mark_read(amina, [Notice.objects.filter(person=amina).first().pk]) == 1
    assert notices.mark_read(amina) == 2
    assert (notices.unread(amina), notices.unread(marcus)) == (0, 3)


@pytest.mark.parametrize(
    ("age", "row", "stays"),
    [
        (91, {"read_at": timezone.now(), "mail": "waiting"}, False),
        (91, {"mail": "sent"}, False),
        (91, {"mail": "waiting"}, True),
        (89, {"read_at": timezone.now(), "mail": "sent"}, True),
    ],
)
def test_what_is_forgotten_after_ninety_days(amina, age, row, stays):
    now = timezone.now()
    Notice.objects.create(
        person=amina, kind="x", key="1", created_at=now - timedelta(days=age), **row
    )
    assert notices.forget(now) == (not stays)
    assert Notice.objects.exists() is stays

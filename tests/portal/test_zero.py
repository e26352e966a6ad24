"""Pressing zero: who is named, who is told, who may read and answer, and what strangers see."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from portal import trail, zero
from portal.models import Absence, DutyShift, Notice, ZeroCall
from portal.roles import Role

NOON = datetime(2026, 1, 19, 12, 30, tzinfo=UTC)  # a Monday
WRITE, RING = ZeroCall.Wish.WRITE, ZeroCall.Wish.RING
KEY = "a-key-of-enough-letters"


@pytest.fixture(autouse=True)
def clean_slate():
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


# Who the strip names


@pytest.mark.parametrize(
    ("owner", "away", "expected"),
    [
        (None, "", "Joy Adeyemi"),
        ("marcus", "", "Marcus Bell"),
        ("marcus", "marcus", "Priya Nair"),
        ("marcus", "marcus priya", "Joy Adeyemi"),
        ("gone", "", "Joy Adeyemi"),
    ],
)
def test_owner_then_deputy_then_desk(
    rf, joy, marcus, priya, sam, person, owner, away, expected, django_assert_max_num_queries
):
    cast = {"marcus": marcus, "gone": person("Gone Away", is_active=False)}
    delegates = {"marcus": (marcus, priya), "priya": (priya, marcus)}
    for name in away.split():
        someone, delegate = delegates[name]
        today = date(2026, 1, 19)
        Absence.objects.create(person=someone, delegate=delegate, starts=today, ends=today)
    request = rf.get("/")
    request.zero_owner = cast.get(owner)
    with django_assert_max_num_queries(2):
        assert zero.person_for(request).name == expected


def test_whoever_is_there_is_there_while_the_clock_runs(rf, joy):
    with time_machine.travel(NOON, tick=True):
        found = zero.person_for(rf.get("/"))
    assert (found.person, found.starts, bool(found.until)) == (joy, None, True)


@pytest.mark.parametrize("who", [None, "amina", "ada"])
def test_the_door_is_open_to_everybody(request, client, joy, who):
    joy.about, joy.reach = "Tell me the messy version.", "07700 900000"
    joy.save()
    if who:
        client.force_login(request.getfixturevalue(who))
    page = client.get("/zero/?from=/policies/").content.decode()
    assert "Joy Adeyemi" in page
    assert "Samaritans" in page
    assert 'name="from" value="/policies/"' in page
    assert ("07700 900000" in page) is (who is not None)


def test_the_door_names_whoever_will_read_it(client, joy, sam):
    DutyShift.objects.create(person=sam, weekday=2, starts=time(8), ends=time(22))
    for reader, name in ((sam, "Joy"), (joy, "Sam")):
        client.force_login(reader)
        page = client.get("/zero/").content.decode()
        assert f"Send to {name}" in page
        assert f"{name} will know. Nobody else will" in page


@pytest.mark.parametrize("shifts", ["none", "later"])
def test_the_door_is_honest_when_nobody_is_there(client, db, person, shifts):
    if shifts == "later":
        olu = person("Olu Grant")
        DutyShift.objects.create(person=olu, weekday=1, starts=time(18), ends=time(22))
    page = client.get("/zero/").content.decode()
    assert "You’ve reached a person" not in page
    assert ("On the desk from 18:00" in page) is (shifts == "later")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("/policies/", "/policies/"),
        ("//evil.example", ""),
        ("https://evil.example/", ""),
        ("javascript:alert(1)", ""),
        ("/a\nb", ""),
        ("/" + "x" * 600, "/" + "x" * 499),
    ],
)
def test_only_a_page_of_ours_is_remembered(client, joy, given, shown):
    page = client.get("/zero/", {"from": given}).content.decode()
    assert f'name="from" value="{shown}"' in page


# Asking


def message(**fields):
    return {"m-body": "My shelf fell down.", "from": "/policies/", **fields}


def ring(**fields):
    return {"r-when": "soon", "r-reach": "07700 900001", "from": "/learn/", **fields}


def test_a_message_reaches_the_holder_at_once(client, joy, amina):
    client.force_login(amina)
    data = message(submission_key=KEY)
    first = client.post(reverse("portal:zero_message"), data)
    again = client.post(reverse("portal:zero_message"), data)
    assert first.url == again.url
    made = ZeroCall.objects.get()
    assert (made.author, made.holder, made.page) == (amina, joy, "/policies/")
    notice = Notice.objects.get()
    assert (notice.person, notice.url, notice.actor_name) == (joy, zero.url_of(made), str(amina))
    told = trail.about(made).get()
    assert trail.sentence(told).startswith("Amina Yusuf asked for a person")
    thanks = client.get(first.url).content.decode()
    assert "Joy Adeyemi has it." in thanks
    assert "is at the desk until" in thanks


@pytest.mark.parametrize(
    ("name", "data", "wish"),
    [
        ("message", message(**{"m-name": "Rhys", "m-reach": "rhys@home.example"}), WRITE),
        ("ring", ring(**{"r-name": "Rhys"}), RING),
    ],
)
def test_somebody_who_is_not_signed_in_is_heard(client, joy, name, data, wish):
    answer = client.post(reverse(f"portal:zero_{name}"), data)
    assert answer.status_code == 302
    made = ZeroCall.objects.get()
    assert (made.author, made.name, made.wish, made.holder) == (None, "Rhys", wish, joy)
    assert "Joy Adeyemi has it." in client.get(answer.url).content.decode()
    assert Notice.objects.get().person == joy


@pytest.mark.parametrize(
    ("who", "name", "data", "sentence"),
    [
        (None, "message", message(), "Tell us who to ask for"),
        (None, "message", message(**{"m-name": "Rhys"}), "Tell us where to answer you"),
        (None, "ring", ring(), "Tell us who to ask for"),
        ("amina", "message", message(**{"m-body": " "}), "Tell us in a few words"),
        ("amina", "ring", ring(**{"r-reach": ""}), "Leave a number we can ring"),
        ("amina", "ring", ring(**{"r-when": "never"}), "never"),
        ("amina", "message", message(**{"m-body": "x" * 5001}), "5000"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    request, client, joy, who, name, data, sentence
):
    if who:
        client.force_login(request.getfixturevalue(who))
    answer = client.post(reverse(f"portal:zero_{name}"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'name="from" value="{data["from"]}"' in page
    assert data.get("m-body", "").strip() in page
    assert not ZeroCall.objects.exists()


def test_a_stranger_who_writes_without_end_is_asked_to_ring(client, joy):
    url = reverse("portal:zero_message")
    data = message(**{"m-name": "Rhys", "m-reach": "07700 900001", "m-body": "Hello again"})
    codes = [client.post(url, data | {"m-body": f"Hello {n}"}).status_code for n in range(6)]
    assert codes == [302] * 5 + [429]
    refused = client.post(url, data)
    page = refused.content.decode()
    assert "Hello again" in page
    assert "Call 0" in page
    assert ZeroCall.objects.count() == 5
    assert client.post(url, data, REMOTE_ADDR="192.0.2.7").status_code == 302
    with time_machine.travel(NOON.replace(hour=14)):
        assert client.post(url, data).status_code == 302


def test_the_limit_is_for_strangers_only(client, joy, amina):
    client.force_login(amina)
    url = reverse("portal:zero_message")
    codes = [client.post(url, message(**{"m-body": f"{n}"})).status_code for n in range(8)]
    assert codes == [302] * 8


def test_whoever_is_next_is_told_when_nobody_is_there(person, amina):
    olu = person("Olu Grant")
    DutyShift.objects.create(person=olu, weekday=1, starts=time(18), ends=time(22))
    assert zero.call(author=amina, wish=WRITE, body="Hello?").holder == olu
    assert Notice.objects.get().person == olu


def test_an_empty_roster_still_reaches_the_administrators(person, amina):
    olu = person("Olu Grant", Role.ADMINISTRATOR)
    uma = person("Uma Shah", Role.ADMINISTRATOR)
    person("Gone Away", Role.ADMINISTRATOR, is_active=False)
    made = zero.call(author=amina, wish=WRITE, body="Hello?")
    assert made.holder == olu
    assert {notice.person for notice in Notice.objects.all()} == {olu, uma}
    assert zero.answer(made, by=uma, text="Here I am.").answered_by == uma


def test_whoever_is_on_duty_may_press_zero_too(joy, person):
    olu = person("Olu Grant")
    DutyShift.objects.create(person=olu, weekday=2, starts=time(8), ends=time(22))
    assert zero.call(author=joy, wish=WRITE, body="I need a hand.").holder == olu

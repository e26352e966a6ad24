"""Today: a short list of what needs this person, honest where nothing is there yet."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from home import today
from home.models import HomePage
from portal import pages, short_lists, zero
from portal.models import FrictionTask, ZeroCall
from portal.roles import Role

NOON = datetime(2026, 1, 19, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOON, tick=False):
        yield


def task(title, **fields):
    return today.Task(title, "/", **fields)


def titles(day):
    return [task.title for task in day.tasks]


@pytest.mark.parametrize(
    ("hour", "zone", "greeting"),
    [
        (4, "", "Hello, Amina."),
        (5, "", "Morning, Amina."),
        (11, "", "Morning, Amina."),
        (12, "", "Afternoon, Amina."),
        (18, "", "Evening, Amina."),
        (22, "", "Hello, Amina."),
        (5, "Asia/Kolkata", "Morning, Amina."),  # half past ten there
        (8, "Asia/Kolkata", "Afternoon, Amina."),
    ],
)
def test_the_greeting_follows_the_persons_own_day(client, amina, hour, zone, greeting):
    amina.time_zone = zone
    amina.save()
    client.force_login(amina)
    with time_machine.travel(NOON.replace(hour=hour, minute=0)):
        assert f"<h1>{greeting}</h1>" in client.get("/").content.decode()


def test_the_list_is_finite_and_in_order(amina):
    tasks = [
        task("can wait", turn=False, due=date(2026, 1, 1)),
        task("some day", minutes=2),
        task("tomorrow", minutes=3, due=date(2026, 1, 20)),
        task("today", minutes=4, due=date(2026, 1, 19)),
    ]
    day = today.planned(amina, tasks)
    assert titles(day) == ["today", "tomorrow", "some day", "can wait"]
    assert (len(day.needed), day.minutes, day.more) == (3, 9, 0)
    day = today.planned(amina, tasks * 2)
    assert titles(day) == ["today", "today", "tomorrow", "tomorrow", "some day"]
    assert (day.minutes, day.more) == (16, 3)


@pytest.mark.parametrize(
    ("calls", "sentence"),
    [
        (0, "Nothing needs you today. Go and have your tea."),
        (1, "One small thing needs you today. About five minutes, whenever suits."),
        (2, "Two small things need you today. About ten minutes, whenever suits."),
        (7, "Five small things need you today. About 25 minutes, whenever suits."),
    ],
)
def test_the_sentence_counts_things_and_minutes(client, joy, amina, calls, sentence):
    for n in range(calls):
        zero.call(author=amina, wish=ZeroCall.Wish.WRITE, body=f"Thing {n}")
    client.force_login(joy)
    page = " ".join(client.get("/").content.decode().split())
    assert sentence in page


def test_what_waits_for_me_is_mine_alone(client, joy, amina, sam):
    zero.call(author=amina, wish=ZeroCall.Wish.WRITE, body="My shelf fell down.")
    zero.call(author=sam, wish=ZeroCall.Wish.RING, reach="4191", when="soon")
    client.force_login(joy)
    page = client.get("/").content.decode()
    assert "Answer Amina Yusuf" in page
    assert "Ring Sam Whitlock back" in page
    client.force_login(amina)
    assert "shelf" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("who", "asked", "expected"),
    [
        ("nadia", True, True),
        ("nadia", False, False),
        ("amina", True, False),
    ],
)
def test_a_second_step_is_asked_of_people_who_need_it(request, settings, who, asked, expected):
    settings.CMS_REQUIRES_SECOND_FACTOR = asked
    day = today.day_of(request.getfixturevalue(who))
    assert ("Set up your second step" in titles(day)) is expected


def test_what_got_in_peoples_way_is_its_owners_turn(amina, nadia):
    made = FrictionTask.objects.create(place="/me/", owner=nadia, due_at=NOON)
    (task,) = short_lists.lines(nadia, [today.GOT_IN_THE_WAY])
    assert (task.title, task.turn) == ("Say what changed at “/me/”", True)
    assert task.url == f"/got-in-my-way/{made.pk}/"
    assert not short_lists.lines(amina, [today.GOT_IN_THE_WAY])


def test_a_profile_without_a_manager_is_a_matter_for_the_desk(amina, sam, marcus):
    asks = "Tell the desk who your manager is"
    assert asks in titles(today.day_of(sam))
    assert asks not in titles(today.day_of(amina))
    assert asks not in titles(today.day_of(marcus))  # people who lead may have nobody above


def test_the_desk_has_a_word_with_everybody(client, amina):
    HomePage.objects.update(news="The canteen opens at eleven.\nCome early.")
    client.force_login(amina)
    page = client.get("/").content.decode()
    assert "The canteen opens at eleven.<br>Come early." in page
    HomePage.objects.update(news="")
    assert "From the desk" not in client.get("/").content.decode()


def test_a_stranger_is_asked_to_sign_in(client, db):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/"


def test_today_asks_the_database_as_often_for_much_as_for_little(client, joy, amina):
    client.force_login(joy)
    zero.call(author=amina, wish=ZeroCall.Wish.WRITE, body="First")
    with CaptureQueriesContext(connection) as little:
        client.get("/")
    for n in range(30):
        zero.call(author=amina, wish=ZeroCall.Wish.WRITE, body=f"Thing {n}")
    with CaptureQueriesContext(connection) as much:
        client.get("/")
    assert len(much) == len(little)
    assert len(much) <= 8


def test_its_words_come_in_one_query_and_a_rule_of_sight_on_it_holds(client, amina, marcus):
    home, group = HomePage.objects.get(), Group.objects.get(name=Role.MANAGER)
    with CaptureQueriesContext(connection) as asked:
        found = pages._top(HomePage, ("welcome", "news"))
    assert (found, found.welcome, len(asked)) == (home, home.welcome, 1)
    rule = PageViewRestriction.objects.create(page=home, restriction_type="groups")
    rule.groups.add(group)
    for person, status in ((amina, 302), (marcus, 200)):
        client.force_login(person)
        assert client.get("/").status_code == status
    rule.delete()
    client.force_login(amina)
    assert client.get("/").status_code == 200
    assert client.post("/").status_code == 405
    home.unpublish()
    assert client.get("/").status_code == 404


def test_an_editor_sees_the_page_before_it_is_published(client, ada, joy):
    home = HomePage.objects.get()
    client.force_login(ada)
    address = f"/cms/pages/{home.pk}/edit/preview/"
    data = {"title": "Today", "welcome": "What slowed you down?", "news": "Not yet published."}
    data |= {"slug": "home", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    assert client.post(address, data).json()["is_valid"]
    page = client.get(f"{address}?mode=").content.decode()
    assert "Not yet published." in page
    assert "Afternoon, Ada." in page
    home.refresh_from_db()
    assert home.news == ""

"""“This got in my way”: five times by three people ask the owner, who answers in public."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal import clock, friction, jobs, notices, places, trail
from portal.models import Friction, FrictionTask, Notice
from portal.people import leaving
from portal.places import Place
from tests.policy.making import published
from tests.portal.stumbling import DAY, ME, MONDAY, say


@pytest.fixture(autouse=True)
def monday(db):
    with time_machine.travel(MONDAY, tick=False) as travelled:
        yield travelled


@pytest.fixture
def people(amina, marcus, priya, sam):
    return [amina, marcus, priya, sam]


@pytest.fixture
def task(people, ada):
    """Somewhere that got in people's way; Ada, the administrator, answers."""
    say(people, 5)
    return FrictionTask.objects.get()


@pytest.mark.parametrize(
    ("times", "different", "opens"),
    [(4, 4, False), (5, 2, False), (5, 3, True), (9, 2, False), (6, 4, True)],
)
def test_five_times_by_three_people(people, ada, times, different, opens):
    say(people[:different], times)
    assert FrictionTask.objects.exists() is opens


def test_what_is_older_than_thirty_days_does_not_count(people, ada, monday):
    say(people, 4)
    monday.shift(30 * DAY)
    say(people, 1)
    assert not FrictionTask.objects.exists()
    monday.shift(timedelta(seconds=-1))
    say(people, 1)
    assert FrictionTask.objects.exists()


def test_places_are_counted_apart(people, ada):
    say(people, 4)
    say(people, 4, place=Place("/notices/"))
    assert not FrictionTask.objects.exists()


def test_it_has_an_owner_a_date_and_all_that_was_said(task, ada, people):
    assert (task.place, task.owner, str(task)) == ("/me/", ada, "/me/")
    assert task.due_at == clock.due(ada, MONDAY, 10)
    assert task.reports.count() == 5
    told = Notice.objects.get(kind="friction.opened")
    assert told.person == ada
    assert "5 times" in notices.sentence(told)
    assert trail.sentence(trail.about(task).first()) == "“/me/” got in people’s way."
    say(people, 3)
    assert task.reports.count() == 8
    assert FrictionTask.objects.count() == 1
    assert Notice.objects.filter(kind="friction.opened").count() == 1


def test_one_open_task_for_a_place_whoever_comes_at_once(task):
    with pytest.raises(IntegrityError), transaction.atomic():
        FrictionTask.objects.create(place=task.place, due_at=MONDAY)


def test_an_answer_needs_words_and_a_person(task):
    with pytest.raises(IntegrityError), transaction.atomic():
        FrictionTask.objects.update(answered_at=MONDAY, changed=True)


def test_the_owner_of_a_policy_looks_after_its_page(rf, nadia, ada):
    page = published(nadia, by=ada)
    request = rf.get("/", SERVER_NAME="localhost")
    place = places.of(request, "/policies/speaking-online/?edition=1")
    assert (place.name, place.page.pk) == ("/policies/speaking-online/", page.pk)
    assert friction.owner_of(place) == nadia
    nadia.is_active = False
    nadia.save()
    assert friction.owner_of(places.of(request, "/policies/speaking-online/")) == ada


def test_the_administrator_with_the_fewest_is_next(task, ada, person, joy):
    from portal.roles import Role

    other = person("Ben Ode", Role.ADMINISTRATOR)
    assert friction.owner_of(ME) == other
    for someone in (ada, other):
        someone.is_active = False
        someone.save()
    assert friction.owner_of(ME) == joy


def test_without_anybody_it_still_waits_in_sight(people):
    say(people, 5)
    task = FrictionTask.objects.get()
    assert task.owner is None
    assert task.due_at > MONDAY


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/me/", "/me/"),
        ("/me/?next=/secret/#top", "/me/"),
        ("/ideas/HERO-2026-0042/", "/ideas/…/"),
        ("/ideas/HERO-2026-0042/history/", "/ideas/…/history/"),
        ("/ideas/HERO-2026-0042/decline/", "/ideas/…/decline/"),
        ("/people/amina.yusuf/", "/people/…/"),
        ("/search/?q=pay", "/search/"),
        ("/", "/"),
        ("/nowhere/at-all/", ""),
        ("/a rude word/", ""),
        ("", ""),
    ],
)
def test_a_place_says_nothing_about_one_idea_or_person(rf, db, address, place):
    assert places.of(rf.get("/", SERVER_NAME="localhost"), address).name == place


@pytest.mark.parametrize(
    ("who", "answers"), [("ada", True), ("amina", False), ("marcus", False), ("nadia", False)]
)
def test_who_may_answer(request, task, who, answers):
    someone = request.getfixturevalue(who)
    assert friction.may_answer(task, someone) is answers
    if answers:
        friction.answer(task, by=someone, changed=True, text="The button is larger.")
        assert FrictionTask.objects.get().answered_by == someone
    else:
        with pytest.raises(friction.Refused) as refused:
            friction.answer(task, by=someone, changed=True, text="Mine.")
        assert refused.value.status == 403


def test_the_answer_is_told_to_whoever_said_it_and_ends_the_turn(task, ada, people):
    friction.answer(task, by=ada, changed=False, text="The law asks for it.")
    told = Notice.objects.filter(kind="friction.answered")
    assert {notice.person for notice in told} == set(people)
    assert Notice.objects.get(kind="friction.opened").settled_at
    assert not friction.waiting_for(ada).exists()
    with pytest.raises(friction.Refused) as refused:
        friction.answer(task, by=ada, changed=True, text="Again.")
    assert refused.value.status == 409


def test_after_an_answer_it_is_counted_anew(task, ada, people):
    friction.answer(task, by=ada, changed=True, text="Larger.")
    say(people, 4)
    assert not FrictionTask.objects.filter(answered_at=None).exists()
    say(people, 1)
    assert FrictionTask.objects.filter(answered_at=None).exists()


def test_an_answer_without_words_is_none(task, ada):
    with pytest.raises(friction.Refused):
        friction.answer(task, by=ada, changed=True, text=" ")


def test_who_is_late_is_reminded_once(task, ada, monday, marcus):
    monday.move_to(task.due_at - timedelta(seconds=1))
    assert friction.remind(timezone.now()) == 0
    monday.move_to(task.due_at)
    for _day in range(3):
        friction.remind(timezone.now())
        monday.shift(DAY)
    assert [told.person for told in Notice.objects.filter(kind="friction.late")] == [ada]


def test_what_led_to_nothing_is_forgotten(people, ada, monday):
    say(people, 5)
    say(people, 2, place=Place("/notices/"))
    monday.shift(30 * DAY)
    friction.remind(timezone.now())
    assert set(Friction.objects.values_list("place", flat=True)) == {"/me/"}
    assert "got in my way" in jobs.JOBS


def test_a_leaver_hands_on_what_they_owe(task, ada, person, marcus):
    from portal.roles import Role

    other = person("Ben Ode", Role.ADMINISTRATOR, is_superuser=True)
    assert friction.held(marcus) == ""
    leaving.leave(ada, by=other, successor=other)
    task.refresh_from_db()
    assert task.owner == other
    asked = Notice.objects.filter(kind="friction.opened", settled_at=None)
    assert [told.person for told in asked] == [other]


def test_a_page_for_a_few_stays_among_them(rf, nadia, ada, people, farida):
    page, request = published(nadia, by=ada), rf.get("/", SERVER_NAME="localhost")
    few = Group.objects.create(name="A few")
    rule = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    rule.groups.add(few)
    few.user_set.add(*people)
    request.user = people[0]
    say(people, 5, place=places.of(request, "/policies/speaking-online/"))
    task = FrictionTask.objects.get()
    assert (task.apart, task.title) == (True, page.title)
    for someone in (ada, nadia, people[0]):
        assert friction.visible_to(someone).get() == task
    assert not friction.visible_to(farida).exists()
    request.user = farida  # who typed its address, and is told as little as anywhere else
    guess = places.of(request, "/policies/speaking-online/")
    assert guess == places.of(request, "/policies/no-such-page/") == Place("")
    friction.report(by=farida, place=guess)
    assert not friction.visible_to(farida).exists()

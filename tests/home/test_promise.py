"""The promise that everybody reads on Today: counted, explained, and nobody named."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from home import promise
from ideas import services, talk
from ideas.models import Idea
from portal.models import Absence, User
from tests.ideas.clocked import share

MONDAY = datetime(2026, 5, 11, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday(db):
    with time_machine.travel(MONDAY, tick=False) as travelled:
        yield travelled


def ask(author, number, **fields):
    return share(author, token=f"draft-kept{number:05}", **fields)


def reply(idea, someone):
    talk.say(idea=idea, by=someone, text="I have read it.", for_whom="everyone")


def test_nothing_was_due_yet(client, amina):
    ask(amina, 1)
    kept = promise.this_month()
    assert (kept.asked, kept.kept, kept.late, kept.why) == (0, 0, 0, [])
    client.force_login(amina)
    assert "None was due yet this month" in client.get("/").content.decode()


def test_on_time_late_and_still_waiting(client, amina, marcus, sam, monday):
    ideas = [ask(amina, number) for number in range(4)]
    for idea in ideas[:2]:
        reply(idea, marcus)
    monday.move_to(ideas[2].reply_by + DAY)
    reply(Idea.objects.get(pk=ideas[2].pk), marcus)
    kept = promise.this_month()
    assert (kept.asked, kept.kept, kept.late) == (4, 2, 2)
    client.force_login(sam)
    page = " ".join(client.get("/").content.decode().split())
    assert "Promises kept in May" in page
    assert "<b>2 of 4</b> ideas had a first reply from a person" in page
    assert "The other two were late. For two nobody gave a reason." in page


@pytest.mark.parametrize(
    ("reply_at", "kept"), [(timedelta(), 1), (timedelta(seconds=1), 0), (-DAY, 1)]
)
def test_the_last_second_is_in_time(amina, marcus, monday, reply_at, kept):
    idea = ask(amina, 1)
    monday.move_to(idea.reply_by + reply_at)
    reply(idea, marcus)
    assert promise.this_month().kept == kept


def test_a_month_is_a_month_of_promises(amina, marcus, monday):
    reply(ask(amina, 1), marcus)
    monday.move_to("2026-06-01 00:30+01:00")
    assert promise.this_month().asked == 0
    monday.move_to("2026-05-29 10:00+01:00")
    reply(ask(amina, 2), marcus)  # promised for June
    assert promise.this_month().asked == 1
    monday.move_to("2026-06-01 00:30+01:00")
    assert promise.this_month().asked == 1


def away(idea, marcus, priya):
    day = timezone.localdate()
    Absence.objects.create(person=marcus, starts=day, ends=day, delegate=priya)


def moved(idea, marcus, priya):
    answers = {"to": priya.username, "reason": "She knows the desk."}
    services.perform(idea, "hand-over", by=marcus, answers=answers)


def full(idea, marcus, priya):
    User.objects.filter(pk=marcus.pk).update(is_full=True)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (away, "One was with somebody who was away."),
        (moved, "One had changed hands."),
        (full, "One was with somebody whose hands are full."),
        (lambda *people: None, "For one nobody gave a reason."),
    ],
)
def test_why_it_was_late(amina, marcus, priya, monday, happens, why):
    idea = ask(amina, 1)
    happens(idea, marcus, priya)
    monday.move_to(idea.reply_by + DAY)
    assert promise.this_month().why == [why]


def test_what_happened_after_the_answer_is_no_reason(amina, marcus, priya, monday):
    idea = ask(amina, 1)
    monday.move_to(idea.reply_by + DAY)
    reply(idea, marcus)
    monday.shift(DAY)
    moved(Idea.objects.get(), marcus, priya)
    assert promise.this_month().why == ["For one nobody gave a reason."]


@pytest.mark.parametrize(
    ("fields", "named"),
    [({}, True), ({"confidential": True}, False), ({"hidden_from_manager": True}, False)],
)
def test_the_longest_wait_by_its_reference(
    client, amina, marcus, priya, sam, monday, fields, named
):
    first = ask(amina, 1, **fields)
    monday.shift(DAY)
    ask(amina, 2)
    assert promise.this_month().longest == promise.Wait(MONDAY, first if named else None)
    client.force_login(sam)
    page = client.get("/").content.decode()
    assert (f"{first.reference}</a>, since" in page) is named
    assert ("an idea that isn’t open to everybody" in page) is not named
    block = page.partition('id="kept-h"')[2].partition("</section>")[0]
    assert not [one for one in (amina, marcus, priya) if str(one) in block]


def test_it_asks_once_however_much_there_is(amina, marcus, monday, django_assert_num_queries):
    ideas = [ask(amina, number) for number in range(8)]
    monday.move_to(ideas[0].reply_by + DAY)
    with django_assert_num_queries(1):
        assert promise.this_month().late == 8

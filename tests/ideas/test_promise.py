"""The promise clock of ideas: what is promised, when it is near, and what stops it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from ideas import promise, services, talk
from ideas.compact import Party, State
from ideas.models import Idea
from ideas.promise import Pace
from portal import clock
from portal.models import Absence
from tests.ideas.clocked import MONDAY, at, draft_of, share

HOUR = timedelta(hours=1)


def day(moment):
    return clock.company_day(moment).isoformat()


@pytest.mark.parametrize(
    ("days", "passed"),
    [(1, 0.5), (2, 0.5), (3, 2 / 3), (5, 0.75), (20, 0.75)],
)
def test_a_date_is_near_a_day_before_or_after_three_quarters(days, passed):
    """Whichever comes first, and never before half of the time has passed."""
    calendar = clock.Calendar(zone=UTC)
    shift = clock.working_time(calendar, MONDAY, MONDAY + timedelta(hours=12))
    start = MONDAY + timedelta(hours=12)  # after the shift: whole days lie ahead
    due = clock.due(calendar, start, days)
    near = promise.near(calendar, start, due)
    assert clock.working_time(calendar, start, due) == shift * days
    gone = clock.working_time(calendar, start, near)
    assert abs(gone - shift * days * passed) < timedelta(seconds=1)


def test_first_words_are_promised_within_two_days_of_whoever_weighs_it(amina, marcus, priya):
    Absence.objects.create(person=marcus, starts="2026-05-20", ends="2026-05-20", delegate=priya)
    with at(MONDAY):
        idea = share(amina)
    assert day(idea.reply_by) == "2026-05-21"  # Wednesday does not count
    assert promise.reply_by(idea) == idea.reply_by
    assert day(idea.due_at) == "2026-05-22"  # three days: the fast lane


def test_what_is_looked_at_at_once_is_answered_at_once(amina):
    with at(MONDAY):
        idea = share(amina, kind=Idea.Kind.ALREADY, already={"what": "We lend our own kettle."})
    assert idea.reply_by == idea.due_at
    assert day(idea.due_at) == "2026-05-19"


def test_to_hand_it_on_is_no_answer_and_keeps_the_day(amina, marcus, priya):
    with at(MONDAY):
        idea = share(amina)
    with at(MONDAY + timedelta(days=1)):
        answers = {"to": priya.username, "reason": "She knows the returns desk."}
        services.perform(idea, "hand-over", by=marcus, answers=answers)
    now = Idea.objects.get()
    assert now.holder == priya
    assert (now.first_reply_at, now.reply_by) == (None, idea.reply_by)
    assert day(now.due_at) == "2026-05-22"  # all three days, from Tuesday on
    with at(MONDAY + timedelta(days=1)):
        talk.say(idea=now, by=priya, text="I have it.", for_whom="everyone")
    assert Idea.objects.get().first_reply_at


@pytest.mark.parametrize(
    ("answered", "due"),
    [
        # Asked on Tuesday at noon, of three days: what is left of Tuesday, Wednesday, Thursday.
        (datetime(2026, 5, 19, 11, tzinfo=UTC), "2026-05-21"),
        (datetime(2026, 5, 19, 13, tzinfo=UTC), "2026-05-22"),  # two hours were the author’s
        (datetime(2026, 5, 26, 11, tzinfo=UTC), "2026-05-28"),
        (datetime(2026, 5, 29, 11, tzinfo=UTC), "2026-06-02"),  # over a weekend
    ],
)
def test_a_question_back_stops_the_clock(amina, marcus, answered, due):
    with at(MONDAY):
        idea = share(amina)
    assert day(idea.due_at) == "2026-05-21"
    with at(datetime(2026, 5, 19, 11, tzinfo=UTC)):
        services.perform(idea, "ask", by=marcus, answers={"question": "Which till?"})
        left = Idea.objects.get().time_left
    assert left == clock.working_time(marcus, datetime(2026, 5, 19, 11, tzinfo=UTC), idea.due_at)
    with at(answered):
        services.perform(Idea.objects.get(), "answer", by=amina, answers={"answer": "By the lift."})
    now = Idea.objects.get()
    assert (now.state, now.holder, now.time_left) == (State.ASSESSING, marcus, None)
    assert day(now.due_at) == due
    assert answered < now.warn_at < now.due_at


def test_after_an_answer_half_a_day_is_left_however_late_it_was(amina, marcus):
    with at(MONDAY):
        idea = share(amina)
    with at(MONDAY + timedelta(days=20)):
        services.perform(idea, "ask", by=marcus, answers={"question": "Which till?"})
        assert Idea.objects.get().time_left == timedelta()
    late_in_the_day = datetime(2026, 6, 9, 15, tzinfo=UTC)
    with at(late_in_the_day):
        services.perform(Idea.objects.get(), "answer", by=amina, answers={"answer": "By the lift."})
    now = Idea.objects.get()
    assert clock.working_time(marcus, late_in_the_day, now.due_at) >= 4 * HOUR
    assert day(now.due_at) == "2026-06-10"


def test_who_is_new_in_the_seat_has_the_whole_time(amina, marcus, priya):
    with at(MONDAY):
        idea = share(amina)
    with at(MONDAY + timedelta(days=2)):
        services.perform(idea, "ask", by=marcus, answers={"question": "Which till?"})
        services.reseat(Idea.objects.get(), Party.ASSESSOR, priya, by=None)
        services.perform(Idea.objects.get(), "answer", by=amina, answers={"answer": "By the lift."})
    now = Idea.objects.get()
    assert (now.holder, day(now.due_at)) == (priya, "2026-05-26")  # Monday is a holiday


@pytest.mark.parametrize(
    ("when", "pace", "words"),
    [
        (MONDAY, Pace.ON_TIME, "A first answer in person is promised by"),
        (MONDAY + timedelta(days=2), Pace.SOON, "A first answer in person is promised by"),
        (MONDAY + timedelta(days=3), Pace.LATE, "It is late."),
    ],
)
def test_how_the_first_words_stand(amina, when, pace, words):
    with at(MONDAY):
        idea = share(amina)
    with at(when):
        standing = promise.state_of(idea)
    assert (standing.pace, standing.first_words) == (pace, True)
    assert standing.by == idea.reply_by
    assert words in standing.sentence


@pytest.mark.parametrize(
    ("when", "pace", "words"),
    [
        (MONDAY, Pace.ON_TIME, "Promised by"),
        (MONDAY + timedelta(days=2, hours=8), Pace.SOON, "Promised by"),
        (MONDAY + timedelta(days=4), Pace.LATE, "and late."),
    ],
)
def test_how_the_turn_stands_once_somebody_wrote(amina, marcus, when, pace, words):
    with at(MONDAY):
        idea = share(amina)
        talk.say(idea=idea, by=marcus, text="I like it.", for_whom="everyone")
    idea = Idea.objects.get()
    with at(when):
        standing = promise.state_of(idea)
    assert (standing.pace, standing.by) == (pace, idea.due_at)
    assert words in standing.sentence


def test_nothing_is_promised_where_nobody_holds_it(amina):
    assert promise.state_of(draft_of(amina)) is None
    with at(MONDAY):
        idea = share(amina, token="draft-other0001")
        services.perform(idea, "withdraw", by=amina, answers={"reason": "It moved."})
    gone = Idea.objects.get(pk=idea.pk)
    assert promise.state_of(gone) is None
    assert (gone.due_at, gone.warn_at) == (None, None)


def test_how_it_stands_asks_nobody(amina, django_assert_num_queries):
    idea = share(amina)
    with django_assert_num_queries(0):
        assert promise.state_of(idea, timezone.now())


@pytest.mark.parametrize("hours", [3, 9])
def test_who_works_at_night_has_nights(amina, marcus, hours):
    """The near moment of a shift over midnight lies in one of its nights."""
    marcus.work_starts, marcus.work_ends = "22:00", "06:00"
    marcus.save()
    with time_machine.travel(MONDAY + hours * HOUR, tick=False):
        idea = share(amina)
    assert clock.is_working(Idea.objects.get().holder, idea.warn_at - timedelta(minutes=1))

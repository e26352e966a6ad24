"""What the clock does with ideas that rest, that their author has, or whose holder is away."""

from datetime import timedelta

import pytest

from ideas import seats, services, turns
from ideas.compact import Party, State
from portal import clock, notices
from portal.models import Absence, Notice, User
from portal.roles import Role
from tests.ideas.clocked import DAY, MONDAY, at, now, run, share, told

HOUR = timedelta(hours=1)


@pytest.fixture
def idea(amina):
    """Sent on Monday morning, to Marcus; the fast lane, so three days."""
    with at(MONDAY):
        return share(amina)


def test_who_counts_the_result_goes_up_too(idea, priya, person):
    boss = person("Dai Evans", Role.MANAGER)
    User.objects.filter(pk=priya.pk).update(manager=boss)
    with at(MONDAY):
        seats.fill(idea, Party.VERIFIER, priya, by=None)
        turns.enter(now(), State.MEASURING)
    run(now().due_at)
    assert (now().state, now().holder) == (State.MEASURING, boss)
    assert told("idea.late") == []


@pytest.mark.parametrize("state", [State.COUNTERSIGN, State.TRIAL])
def test_the_author_is_reminded_kindly_and_nothing_ends(idea, amina, marcus, priya, state):
    with at(MONDAY):
        seats.fill(idea, Party.SPONSOR, priya, by=None)
        turns.enter(now(), state)
    due = now().due_at
    for moment in (now().warn_at, now().warn_at + HOUR, due, due + DAY, due + 50 * DAY):
        run(moment)
    assert (told("idea.soon.turn"), told("idea.soon")) == (["Amina"], [])
    assert (told("idea.late.turn"), told("idea.late")) == (["Amina"], ["Priya"])
    assert (now().state, now().holder, now().due_at) == (state, amina, due)


def test_whoever_asked_knows_that_the_answer_is_not_there(idea, amina, marcus):
    with at(MONDAY):
        services.perform(idea, "ask", by=marcus, answers={"question": "Which till?"})
    for moment in (now().due_at, now().due_at + DAY):
        run(moment)
    assert (told("idea.late.turn"), told("idea.late")) == (["Amina"], ["Marcus"])
    assert now().state == State.CLARIFYING


def test_what_rests_wakes_on_its_date(idea, priya):
    until = MONDAY + 30 * DAY
    with at(MONDAY):
        seats.fill(idea, Party.SPONSOR, priya, by=None)
        turns.enter(now(), State.PARKED, due_at=until)
    assert run(until - HOUR) == 0
    run(until)
    assert (now().state, now().holder) == (State.SPONSORSHIP, priya)
    with at(until):
        assert now().due_at == clock.due(priya, until, 5)
    assert told("idea.wake.turn") == ["Priya"]
    assert not Notice.objects.filter(kind__startswith="idea.soon").exists()


@pytest.mark.parametrize(
    ("first", "last", "moves"),
    [
        (1, 5, True),  # away from Tuesday on, and Thursday is due
        (1, 1, False),  # back in time
        (9, 12, False),  # later
    ],
)
def test_what_is_due_while_somebody_is_away_goes_to_who_covers(
    idea, amina, marcus, person, first, last, moves
):
    bola = person("Bola Akande", Role.MANAGER)
    today = MONDAY.date()
    Absence.objects.create(
        person=marcus, starts=today + first * DAY, ends=today + last * DAY, delegate=bola
    )
    run(MONDAY + DAY)
    run(MONDAY + DAY + HOUR)
    assert now().holder == (bola if moves else marcus)
    assert told("idea.covered") == (["Amina"] if moves else [])
    if moves:
        assert "Bola Akande has" in notices.sentence(Notice.objects.get(kind="idea.covered"))
        assert now().reply_by == idea.reply_by


def test_who_covers_and_may_not_sit_there_gets_nothing(idea, marcus, sam):
    Absence.objects.create(
        person=marcus, starts=MONDAY.date(), ends=MONDAY.date() + 9 * DAY, delegate=sam
    )
    run(MONDAY + HOUR)
    assert now().holder == marcus

"""When something should be weighed again: each reason, just before it counts and when it does."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ideas import services
from ideas.compact import Party, State
from ideas.models import Assessment, Criteria, Idea, Mitigation, Risk, Trial, Waiver
from ideas.risk import defaults, triggers
from policy.models import PolicyPage
from portal.models import Notice
from tests.ideas import playing
from tests.policy.making import change, published, republish, section

WEIGHED = date(2026, 1, 31)


@pytest.fixture
def clock():
    with time_machine.travel("2026-01-31 10:00+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def idea(clock, shared, farida):
    """In trial, Low, with something that makes it safer; weighed on the last of January."""
    return playing.trial(shared, backer=farida)


def kinds(idea):
    return [one.kind for one in triggers.found(playing.fresh(idea))]


def failing(idea, *, hours=1, standing="taken", status="failed"):
    return Mitigation.objects.create(
        risk=Risk.objects.get(number=1),
        text="A lid on the kettle.",
        proposed_by=idea.author,
        owner=idea.author,
        due_on=WEIGHED,
        standing=standing,
        status=status,
        status_at=timezone.now() + timedelta(hours=hours),
    )


def test_what_was_just_weighed_is_left_in_peace(idea):
    assert triggers.due(idea) == []
    assert triggers.look_again(timezone.now()) == 0


def test_newer_criteria_count(idea):
    body = defaults.body()
    Criteria.objects.create(number=2, body=body, digest="x", why="Clearer words.")
    assert kinds(idea) == ["criteria"]
    assert triggers.due(idea) == [
        "The risk criteria changed since it was weighed: edition 2 is out."
    ]


@pytest.mark.parametrize(
    ("level", "before", "on"),
    [
        ("L", date(2027, 1, 30), date(2027, 1, 31)),
        ("M", date(2026, 7, 30), date(2026, 7, 31)),
        ("H", date(2026, 4, 29), date(2026, 4, 30)),  # there is no 31 April
    ],
)
def test_the_higher_the_level_the_sooner_it_is_looked_at_again(idea, clock, level, before, on):
    likelihood, impact = playing.SCORE_OF[level]
    risk = Risk.objects.filter(number=1)
    risk.update(target_likelihood=likelihood, target_impacts={"customer": impact})
    clock.move_to(f"{before} 22:00+00:00")
    assert kinds(idea) == []
    clock.move_to(f"{on} 12:00+00:00")
    assert kinds(idea) == ["cadence"]


@pytest.mark.parametrize(
    ("standing", "status", "hours", "counts"),
    [
        ("taken", "failed", 1, True),
        ("taken", "failed", -1, False),  # it had failed when it was weighed
        ("taken", "planned", 1, False),
        ("taken", "verified", 1, False),
        ("set_aside", "failed", 1, False),
        ("proposed", "failed", 1, False),
    ],
)
def test_a_mitigation_that_failed_counts(idea, standing, status, hours, counts):
    failing(idea, hours=hours, standing=standing, status=status)
    assert kinds(idea) == (["mitigation"] if counts else [])


@pytest.mark.parametrize(
    ("granted", "until", "anew", "counts"),
    [
        (True, date(2026, 2, 9), None, True),
        (True, date(2026, 2, 10), None, False),  # the last day is still good
        (True, date(2026, 1, 30), None, False),  # it was weighed since
        (False, date(2026, 2, 9), None, False),
        (None, date(2026, 2, 9), None, False),
        (True, date(2026, 2, 9), date(2026, 3, 9), False),
        (True, date(2026, 2, 8), date(2026, 2, 9), True),
    ],
)
def test_an_exception_that_ended_counts(idea, clock, farida, granted, until, anew, counts):
    given = {"category": "customer", "level": "M", "why": "x", "asked_by": idea.author}
    assessment = Assessment.objects.get()
    Waiver.objects.create(assessment=assessment, until=until, granted=granted, **given)
    if anew:
        Waiver.objects.create(assessment=assessment, until=anew, granted=True, **given)
    clock.move_to("2026-02-10 12:00+00:00")
    assert (set(kinds(idea)) == {"waiver"}) is counts


@pytest.mark.parametrize(("hours", "counts"), [(1, True), (-1, False), (None, False)])
def test_more_sites_count(idea, hours, counts):
    widened = None if hours is None else timezone.now() + timedelta(hours=hours)
    Trial.objects.create(idea=idea, widened_at=widened)
    assert kinds(idea) == (["wider"] if counts else [])


@pytest.mark.parametrize(
    ("text", "edition", "counts"),
    [
        ("Every kettle in a queue has a lid, and pensioners sit on chairs.", 2, True),
        ("Every kettle in a queue has a lid, and pensioners sit on chairs.", 1, False),
        ("Photographs of customers need their consent.", 2, False),
    ],
)
def test_a_new_edition_of_a_policy_that_applies_counts(
    idea, clock, nadia, ada, text, edition, counts
):
    """A correction is none, and a policy about something else isn't either."""
    with time_machine.travel("2026-01-02 10:00+00:00", tick=False):
        published(nadia, by=ada, title="Kettles", slug="kettles", body=[section("Q", text)])
    clock.shift(timedelta(days=3))
    changes = [{"type": "change", "value": change("q", "A lid.", "It is hot.")["value"]}]
    more = {"edition": edition} | ({"changes": changes} if edition > 1 else {})
    republish(PolicyPage.objects.get(), by=ada, writer=nadia, **more)
    assert kinds(idea) == (["policy"] if counts else [])
    if counts:
        assert triggers.due(idea) == ["A policy that it touches has a new edition: “Kettles”."]


@pytest.mark.parametrize("state", State)
def test_only_where_somebody_can_ask_for_it(idea, clock, state):
    Idea.objects.filter(pk=idea.pk).update(state=state)
    clock.shift(timedelta(days=400))
    assert (kinds(idea) == ["cadence"]) is (state in triggers.WATCHED)


def test_while_it_is_being_weighed_again_nothing_is_due(idea, clock, amina):
    clock.shift(timedelta(days=400))
    services.perform(idea, "reweigh", by=amina, answers={"reason": "A year has passed."})
    assert triggers.due(playing.fresh(idea)) == []


def test_nothing_is_scored_anew(idea, clock):
    before = list(Risk.objects.values_list("inherent_likelihood", "target_likelihood"))
    clock.shift(timedelta(days=400))
    triggers.look_again(timezone.now())
    assert list(Risk.objects.values_list("inherent_likelihood", "target_likelihood")) == before
    assert playing.fresh(idea).state == State.TRIAL


def test_the_sponsor_and_the_assessor_hear_of_each_reason_once(idea, clock):
    failing(idea)
    clock.shift(timedelta(days=400))
    for _night in range(3):
        assert triggers.look_again(timezone.now()) == 2
        clock.shift(timedelta(days=1))
    told = Notice.objects.filter(kind__startswith="idea.again_")
    people = {idea.seated(Party.SPONSOR), idea.seated(Party.ASSESSOR), idea.holder}
    assert told.count() == len(people) * 2
    assert {one.person for one in told} == people


def test_one_that_breaks_does_not_keep_the_others_waiting(idea, clock, monkeypatch):
    clock.shift(timedelta(days=400))
    monkeypatch.setattr(triggers, "found", lambda idea: 1 / 0)
    with pytest.raises(RuntimeError, match=idea.reference):
        triggers.look_again(timezone.now())


def test_many_reasons_ask_the_database_no_more_often(idea, clock):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            triggers.due(playing.fresh(idea))
        return len(asked)

    failing(idea)
    few = queries()
    for _n in range(5):
        failing(idea)
    assert queries() == few

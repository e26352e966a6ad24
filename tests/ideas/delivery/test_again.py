"""Weighed or tried again: what was decided or counted before decides nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ideas import promise_check, services
from ideas.compact import Party, State
from ideas.delivery import planning, results
from ideas.models import Result, Risk, Waiver
from portal import people
from tests.ideas import playing


def test_it_begins_once(launched, farida):
    with pytest.raises(services.Refused, match="begun already"):
        services.perform(launched, "launch", by=farida)


def test_weighed_again_it_passes_the_gate_again(launched, amina):
    services.perform(launched, "reweigh", by=amina, answers={"reason": "Somebody was scalded."})
    assert planning.of(launched).launched_at is None
    assert planning.missing(planning.of(launched)) == []  # the plan is still there


def test_tried_again_it_is_counted_again(counted, amina):
    Result.objects.filter(idea=counted).update(effect="none")
    grade = {"grade": "A", "note": "I looked at the figures."}
    services.perform(counted, "confirm-lesson", by=counted.holder, answers=grade)
    idea = playing.fresh(counted)
    services.perform(idea, "reopen", by=amina, answers={"reason": "A bigger kettle."})
    result = results.of(idea)
    assert (result.effect, result.grade, result.verified_by) == ("", "", None)
    assert results.missing(result)
    assert planning.of(idea).launched_at is None


def test_who_left_while_nobody_had_the_turn_gets_none(launched, amina, priya, ada):
    """Ideas that are finished are no reason to stay: a seat may be empty when one is reopened."""
    services.perform(launched, "stop", by=amina, answers={"learned": "The kettle is too small."})
    people.leave(playing.fresh(launched).seated(Party.ASSESSOR), by=ada, successor=priya)
    idea = playing.fresh(launched)
    services.perform(idea, "reopen", by=amina, answers={"reason": "A bigger kettle."})
    idea = playing.fresh(idea)
    assert (idea.state, idea.holder) == (State.ASSESSING, priya)
    assert list(promise_check.problems()) == []


@pytest.mark.parametrize("exception", ["none", "in force", "ended"])
def test_it_goes_no_wider_above_what_is_accepted(launched, farida, exception):
    """Everything is verified, and it still is more than we accept without leave."""
    idea = playing.fresh(launched)
    idea.assessment.risks.filter(number=1).update(current_likelihood=3, inherent_likelihood=3)
    Risk.objects.filter(number=1).update(
        inherent_impacts={"customer": 3}, current_impacts={"customer": 3}
    )
    if exception != "none":
        days = {"in force": 30, "ended": -1}[exception]
        Waiver.objects.create(
            assessment=idea.assessment,
            category="customer",
            level="M",
            why="One shop only.",
            until=timezone.localdate() + timedelta(days=days),
            asked_by=idea.author,
            granted=True,
            answered_by=farida,
            answered_at=timezone.now(),
            conditions="One shop.",
        )
    if exception == "in force":
        services.perform(idea, "widen", by=farida, answers={"where": "All shops"})
        return
    with pytest.raises(services.Refused, match="verified today"):
        services.perform(idea, "widen", by=farida, answers={"where": "All shops"})

"""A trial is planned before it starts, told of while it runs, and counted by somebody else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ideas import services
from ideas.compact import Party
from ideas.delivery import planning
from ideas.models import Mitigation, Report, Trial
from ideas.seats import Refused
from tests.ideas import playing
from tests.ideas.delivery.conftest import PLAN, people_of, planned, verified


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("author", True),
        ("sponsor", True),
        ("assessor", False),
        ("stranger", False),
        ("administrator", False),
    ],
)
def test_the_hero_and_the_sponsor_make_the_plan(sealed, sam, ada, who, allowed):
    person = people_of(sealed, sam, ada)[who]
    if allowed:
        assert planning.save(sealed, by=person, version=1, where="Leeds").where == "Leeds"
    else:
        with pytest.raises(Refused, match="The plan is for"):
            planning.save(sealed, by=person, version=1, where="Leeds")
        assert not Trial.objects.exists()


def test_hours_are_the_sponsors_to_promise(sealed, amina):
    with pytest.raises(Refused, match="Farida Haddad"):
        planning.save(sealed, by=amina, version=1, hours_pledged=Decimal("4"))
    assert not Trial.objects.exists()


@pytest.mark.parametrize("missing", [*PLAN, "ends_on", "hours_pledged"])
def test_a_trial_without_a_whole_plan_does_not_start(sealed, farida, missing):
    planned(sealed)
    blank = None if missing in ("baseline", "ends_on", "hours_pledged") else ""
    Trial.objects.update(**{missing: blank})
    with pytest.raises(Refused) as refused:
        services.perform(playing.fresh(sealed), "launch", by=farida)
    assert refused.value.reason == str(planning.MISSING[missing])
    assert Trial.objects.get().launched_at is None


def test_two_who_plan_at_once_lose_no_word(sealed, amina, farida):
    planning.save(sealed, by=amina, version=1, where="Leeds")
    planning.save(sealed, by=farida, version=1, unit="minutes")
    with pytest.raises(Refused, match="while you were writing"):
        planning.save(sealed, by=amina, version=1, where="York")
    assert Trial.objects.get().where == "Leeds"


@pytest.mark.parametrize(
    "wrong", [{"ends_on": timezone.localdate()}, {"hours_pledged": -1}, {"hours_pledged": 41}]
)
def test_a_plan_out_of_reach_is_refused(sealed, wrong):
    with pytest.raises(Refused):
        planned(sealed, **wrong)


def test_once_it_runs_the_plan_stays(launched, amina):
    with pytest.raises(Refused, match="the plan stays"):
        planning.save(launched, by=amina, version=2, baseline=Decimal("20"))
    assert Trial.objects.get().baseline == 9


@pytest.mark.parametrize(
    ("status", "starts"), [("planned", False), ("in_place", False), ("verified", True)]
)
def test_the_launch_gate_counts_what_is_verified_only(shared, farida, priya, status, starts):
    """Medium for customers is above what is accepted; what makes it Low must be verified."""
    idea = planned(playing.trial(shared, backer=farida, inherent="M", target="L"))
    Mitigation.objects.update(status=status)
    if starts:
        for risk in idea.assessment.risks.filter(inherent_likelihood=3):
            risk.current_likelihood, risk.current_impacts = 2, {"customer": 2}
            risk.save()
        services.perform(playing.fresh(idea), "launch", by=farida)
        assert Trial.objects.get().launched_at
    else:
        with pytest.raises(Refused, match="verified today"):
            services.perform(playing.fresh(idea), "launch", by=farida)


def test_a_report_keeps_words_and_numbers_and_gives_a_new_date(launched, amina):
    services.perform(
        launched, "report", by=amina, answers={"progress": "Warm.", "number": "1,004.5"}
    )
    report = Report.objects.get()
    assert (report.words, report.value, report.hours) == ("Warm.", Decimal("1004.50"), None)
    assert playing.fresh(launched).due_at > timezone.now()


@pytest.mark.parametrize("number", ["lots", "NaN", "1e99", "Infinity", "--3"])
def test_a_number_that_is_none_is_refused_and_nothing_is_kept(launched, amina, number):
    with pytest.raises(Refused, match="not a number"):
        services.perform(
            launched, "report", by=amina, answers={"progress": "Warm.", "number": number}
        )
    assert not Report.objects.exists()


@pytest.mark.parametrize("verb", ["report", "extend", "widen", "finish"])
def test_nothing_is_reported_of_a_trial_that_has_not_begun(sealed, verb):
    later = (timezone.localdate() + timedelta(days=9)).isoformat()
    answers = {"progress": "x", "reason": "x", "until": later, "where": "York"}
    person = sealed.seated(Party.SPONSOR) if verb == "widen" else sealed.author
    with pytest.raises(Refused, match="has not begun"):
        services.perform(sealed, verb, by=person, answers=answers)


def test_it_is_given_longer_with_a_reason(launched, amina):
    before = Trial.objects.get().ends_on
    for days, fine in ((-1, False), (14, True)):
        until = (before + timedelta(days=days)).isoformat()
        answers = {"reason": "Half term.", "until": until}
        if fine:
            services.perform(playing.fresh(launched), "extend", by=amina, answers=answers)
        else:
            with pytest.raises(Refused, match="after the end"):
                services.perform(playing.fresh(launched), "extend", by=amina, answers=answers)
    assert Trial.objects.get().ends_on == before + timedelta(days=14)


def test_it_goes_no_wider_before_everything_is_verified(shared, farida, priya):
    idea = planned(playing.trial(shared, backer=farida, inherent="M", target="L"))
    verified(idea)
    idea.assessment.risks.filter(inherent_likelihood=3).update(
        current_likelihood=2, current_impacts={"customer": 2}
    )
    services.perform(playing.fresh(idea), "launch", by=farida)
    Mitigation.objects.update(status="in_place")
    with pytest.raises(Refused, match="Before it goes wider"):
        services.perform(playing.fresh(idea), "widen", by=farida, answers={"where": "All shops"})
    verified(idea)
    services.perform(playing.fresh(idea), "widen", by=farida, answers={"where": "All shops"})
    assert (Trial.objects.get().where, bool(Trial.objects.get().widened_at)) == ("All shops", True)

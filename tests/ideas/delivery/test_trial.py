"""A trial is planned before it starts, told of while it runs, and counted by somebody else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ideas import services
from ideas.compact import Party, State
from ideas.delivery import boots, effects, planning, results
from ideas.models import Boots, Figure, Mitigation, Report, Result, Trial
from ideas.seats import Refused
from portal import trail
from portal.models import Notice
from tests.ideas import playing
from tests.ideas.delivery.conftest import FIGURE, PLAN, TOLD, planned, verified

GRADE = {"grade": "B", "note": "I counted a week myself."}


def people_of(idea, sam, ada):
    return {
        "author": idea.author,
        "sponsor": idea.seated(Party.SPONSOR),
        "assessor": idea.seated(Party.ASSESSOR),
        "stranger": sam,
        "administrator": ada,
    }


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


def test_a_figure_without_a_source_is_refused(launched, amina):
    with pytest.raises(Refused, match="Without a source"):
        results.add_figure(launched, by=amina, **FIGURE | {"source": "  "})
    assert not Figure.objects.exists()


def test_the_database_refuses_a_figure_without_a_source(told):
    figure = Figure.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(
            result=figure.result, kind="money", what="x", before=1, after=2, source=""
        )


@pytest.mark.parametrize("who", ["sponsor", "assessor", "stranger", "administrator"])
def test_only_the_hero_tells_what_changed(launched, sam, ada, who):
    with pytest.raises(Refused, match="for the HERO to tell"):
        results.tell(launched, by=people_of(launched, sam, ada)[who], version=1, **TOLD)
    assert not Result.objects.exists()


@pytest.mark.parametrize("missing", ["effect", "words", "lesson", "figure"])
def test_half_a_result_is_not_finished(launched, amina, missing):
    results.tell(launched, by=amina, version=1, **TOLD | {missing: ""} if missing in TOLD else TOLD)
    if missing != "figure":
        results.add_figure(launched, by=amina, **FIGURE)
    with pytest.raises(Refused):
        services.perform(playing.fresh(launched), "finish", by=amina)
    assert playing.fresh(launched).state == State.TRIAL


def test_the_verifier_is_neither_author_nor_sponsor(counted):
    assert counted.state == State.MEASURING
    assert counted.holder not in (counted.author, counted.seated(Party.SPONSOR))
    assert counted.holder == counted.seated(Party.VERIFIER)


@pytest.mark.parametrize("who", ["author", "sponsor", "stranger", "administrator"])
@pytest.mark.parametrize("verb", ["confirm", "confirm-lesson", "send-back"])
def test_nobody_but_the_verifier_confirms(counted, sam, ada, who, verb):
    with pytest.raises(Refused):
        services.perform(
            counted,
            verb,
            by=people_of(counted, sam, ada)[who],
            answers=GRADE | {"question": "Where from?"},
        )
    assert playing.fresh(counted).state == State.MEASURING
    assert Result.objects.get().verified_at is None


def test_a_confirmed_result_is_celebrated_by_the_whole_chain(counted):
    services.perform(counted, "confirm", by=counted.holder, answers=GRADE)
    idea = playing.fresh(counted)
    assert (idea.state, idea.holder) == (State.CELEBRATED, None)
    assert (Result.objects.get().grade, Result.objects.get().verified_by) == ("B", counted.holder)
    laced = {(pair.person, pair.part) for pair in Boots.objects.all()}
    assert (idea.author, "author") in laced
    assert (idea.seated(Party.SPONSOR), "sponsor") in laced
    assert (idea.seated(Party.ASSESSOR), "assessor") in laced
    assert Notice.objects.filter(kind="idea.boots").count() == len(laced)


@pytest.mark.parametrize(
    ("effect", "verb", "after"),
    [
        ("better", "confirm", State.CELEBRATED),
        ("better", "confirm-lesson", None),
        ("none", "confirm", None),
        ("none", "confirm-lesson", State.LEARNED),
        ("worse", "confirm", None),
        ("worse", "confirm-lesson", State.LEARNED),
    ],
)
def test_no_effect_and_worse_are_lessons(counted, effect, verb, after):
    Result.objects.update(effect=effect)
    if after:
        services.perform(counted, verb, by=counted.holder, answers=GRADE)
    else:
        with pytest.raises(Refused):
            services.perform(counted, verb, by=counted.holder, answers=GRADE)
    assert playing.fresh(counted).state == (after or State.MEASURING)


def test_a_grade_that_does_not_exist_is_refused(counted):
    with pytest.raises(Refused, match="A, B, C or D"):
        services.perform(counted, "confirm", by=counted.holder, answers=GRADE | {"grade": "E"})
    assert not Boots.objects.exists()


def test_sent_back_it_can_be_told_better(counted, amina):
    services.perform(counted, "send-back", by=counted.holder, answers={"question": "Which week?"})
    idea = playing.fresh(counted)
    assert (idea.state, idea.holder) == (State.TRIAL, amina)
    results.tell(idea, by=amina, version=1, **TOLD | {"words": "Week 20."})
    services.perform(playing.fresh(idea), "finish", by=amina)
    assert playing.fresh(idea).holder == counted.holder


def test_a_lesson_is_celebrated_or_tried_again(launched, amina, farida):
    services.perform(launched, "stop", by=amina, answers={"learned": "The kettle was too small."})
    idea = playing.fresh(launched)
    assert idea.state == State.LEARNED
    assert not Boots.objects.exists()
    services.perform(idea, "celebrate", by=farida, answers={"learned": "We know now."})
    assert playing.fresh(launched).state == State.CELEBRATED
    assert Boots.objects.filter(person=amina).exists()


def test_reopened_it_is_weighed_again_in_another_round(launched, amina):
    services.perform(launched, "stop", by=amina, answers={"learned": "Too small."})
    before = playing.fresh(launched).round
    services.perform(
        playing.fresh(launched), "reopen", by=amina, answers={"reason": "A bigger one."}
    )
    idea = playing.fresh(launched)
    assert (idea.state, idea.round) == (State.ASSESSING, before + 1)


def test_boots_come_once_however_often_they_are_given(counted):
    services.perform(counted, "confirm", by=counted.holder, answers=GRADE)
    pairs = Boots.objects.count()
    with transaction.atomic():
        boots.give(counted, by=None)
    assert Boots.objects.count() == pairs
    assert Notice.objects.filter(kind="idea.boots").count() == pairs


def test_every_step_of_a_trial_is_in_the_history(counted):
    services.perform(counted, "confirm", by=counted.holder, answers=GRADE)
    kinds = set(trail.about(counted).values_list("kind", flat=True))
    assert {"idea.planned", "idea.launch", "idea.result_told", "idea.confirm"} <= kinds


def test_the_next_report_is_due_at_the_end_at_the_latest(launched, amina):
    trial = Trial.objects.get()
    trial.ends_on = timezone.localdate() + timedelta(days=2)
    assert timezone.localdate(effects.next_look(launched, trial)) == trial.ends_on

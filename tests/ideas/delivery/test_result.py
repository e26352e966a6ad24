"""What changed is told with sources, and counted by somebody who is neither author nor sponsor."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ideas import services
from ideas.compact import Party, State
from ideas.delivery import boots, effects, results
from ideas.models import Boots, Figure, Result, Trial
from ideas.seats import Refused
from portal import trail
from portal.models import Notice
from tests.ideas import playing
from tests.ideas.delivery.conftest import FIGURE, TOLD, people_of

GRADE = {"grade": "B", "note": "I counted a week myself."}


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

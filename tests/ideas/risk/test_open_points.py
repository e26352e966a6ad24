"""What is still open before an idea counts as weighed, one thing at a time."""

import pytest
from django.db import transaction

from ideas import services
from ideas.compact import Party, State
from ideas.models import Assessment, Consultation, Idea, Mitigation, Risk
from ideas.risk import assessing, consulting, deciding, mitigating, screening
from ideas.seats import Refused
from tests.ideas import playing


def points(idea):
    return deciding.open_points(playing.fresh(idea))


@pytest.mark.parametrize("fast", [True, False])
def test_an_idea_that_was_just_sent(full, fast):
    Idea.objects.filter(pk=full.pk).update(tripwires={} if fast else {"T3": True})
    if fast:
        Consultation.objects.all().delete()
        assert points(full) == [
            "Say what happens if we do nothing.",
            "Write down at least one thing that could go wrong.",
        ]
        return
    assert points(full) == [
        "Say what happens if we do nothing.",
        "Write down at least one thing that could go wrong for customers.",
        "Write down at least one thing that could go wrong for colleagues.",
        "Leo Grant was asked and hasn’t answered. Talk to them, and write down what they say.",
        "Answer the questions on what it costs and what it brings.",
    ]


def proposed(idea, by):
    return assessing.add_risk(playing.assessment_of(idea), by=by, **playing.CUSTOMER)


def risks(idea):
    return Risk.objects.filter(assessment__idea=idea)


def update(idea, number, **fields):
    risks(idea).filter(number=number).update(**fields)


MISSING = {  # what is undone again after all was done, and the sentence that asks for it
    "doing nothing": (
        lambda idea, sam: update(idea, 0, event=""),
        "Say what happens if we do nothing.",
    ),
    "the score of doing nothing": (
        lambda idea, sam: update(idea, 0, inherent_likelihood=None, inherent_impacts={}),
        "Score what happens if we do nothing.",
    ),
    "customers": (
        lambda idea, sam: update(idea, 1, standing="set_aside"),
        "Write down at least one thing that could go wrong for customers.",
    ),
    "colleagues": (
        lambda idea, sam: update(idea, 2, standing="set_aside"),
        "Write down at least one thing that could go wrong for colleagues.",
    ),
    "an answer to a risk": (
        lambda idea, sam: proposed(idea, sam),
        "Risk 3 was proposed. Take it up, or say why not.",
    ),
    "an answer to a mitigation": (
        lambda idea, sam: mitigating.propose(risks(idea).get(number=1), by=sam, text="A tray."),
        "Somebody proposed what to do about risk 1. Answer them.",
    ),
    "an own score": (
        lambda idea, sam: playing.add(idea),
        "Score risk 3 for yourself.",
    ),
    "an agreed score": (
        lambda idea, sam: update(idea, 1, inherent_likelihood=None, target_likelihood=None),
        "Say what risk 1 is before anything is done about it.",
    ),
    "the column of another category": (
        lambda idea, sam: update(idea, 1, category="money"),
        "Say what risk 1 is before anything is done about it.",
    ),
    "a second score": (
        lambda idea, sam: update(idea, 1, confidence="low", treatment="reduce"),
        "Risk 1 needs a second first score, or a smaller trial.",
    ),
    "a target": (
        lambda idea, sam: update(idea, 1, target_likelihood=None, target_impacts={}),
        "Say what is left of risk 1 once all that is planned is done.",
    ),
    "something to be done": (
        lambda idea, sam: Mitigation.objects.update(status="failed"),
        "Say what you’ll do so that risk 1 gets smaller.",
    ),
    "an owner": (
        lambda idea, sam: (
            idea.seated(Party.ASSESSOR)
            .__class__.objects.filter(pk=Mitigation.objects.get().owner_id)
            .update(is_active=False)
        ),
        "Marcus Bell has left. Say who does this now: Put it behind the counter.",
    ),
    "a colleague's answer": (
        lambda idea, sam: Consultation.objects.update(answered_at=None),
        "Leo Grant was asked and hasn’t answered. Talk to them, and write down what they say.",
    ),
    "an impact assessment": (
        lambda idea, sam: Consultation.objects.update(screen={"body": True}),
        "It needs a data protection impact assessment. Leo Grant says when it is done.",
    ),
    "effort and value": (
        lambda idea, sam: Assessment.objects.update(effort=[1, 2, None, 3, 4]),
        "Answer the questions on what it costs and what it brings.",
    ),
}


@pytest.mark.parametrize("missing", MISSING)
def test_each_thing_that_is_missing_is_asked_for(full, marcus, sam, missing):
    idea = playing.weigh(full, inherent="M", target="L")
    assert points(idea) == []
    undo, sentence = MISSING[missing]
    undo(idea, sam)
    assert points(idea) == [sentence]
    with pytest.raises(Refused) as refused:
        services.perform(
            playing.fresh(idea),
            "weigh",
            by=marcus,
            answers={"heard": playing.HEARD, "note": playing.NOTE},
        )
    assert refused.value.reason == sentence
    assert playing.fresh(idea).state == State.ASSESSING


def test_several_missing_things_are_counted(full):
    idea = playing.fresh(full)
    assert services.guards.is_weighed(idea, None, {}) == (
        "Say what happens if we do nothing. And 4 more things."
    )


def test_in_the_fast_lane_one_page_is_enough(shared):
    """No score of doing nothing, one side, no effort and value."""
    idea = playing.weigh(shared)
    Assessment.objects.update(effort=[], value=[])
    assert shared.fast_lane
    assert points(idea) == []


@pytest.mark.parametrize("technology", [False, True])
@pytest.mark.parametrize("question", screening.SCREEN, ids=lambda one: one.key)
def test_the_screen_asks_for_an_impact_assessment(full, leo, technology, question):
    """Any "always", or technology with any other yes, until it is said to be done."""
    Idea.objects.update(tripwires={"T1": True}, technology=technology)
    Consultation.objects.update(tripwire="T1")
    one, answers = Consultation.objects.get(), playing.NO | {question.key: True}
    consulting.answer(one, by=leo, verdict="fine", screen=answers)
    needed = question.always or technology
    asks = "It needs a data protection impact assessment. Leo Grant says when it is done."
    assert (asks in points(full)) is needed
    done = answers | {screening.DONE: True}
    if needed:
        with pytest.raises(Refused, match="what the impact assessment found"), transaction.atomic():
            consulting.answer(one, by=leo, verdict="fine", screen=done)
    consulting.answer(one, by=leo, verdict="fine", advice="Nothing is kept.", screen=done)
    assert asks not in points(full)

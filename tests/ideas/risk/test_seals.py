"""What each change of an assessment does to the seals that are on already."""

import pytest

from ideas.compact import Party, State
from ideas.models import Consultation, Mitigation, Risk, Round
from ideas.risk import assessing, consulting, mitigating, scoring, waiving
from portal import trail
from portal.models import Notice
from portal.roles import Role
from tests.ideas import playing


def told(kind):
    return {notice.person for notice in Notice.objects.filter(kind=kind)}


def mitigation(idea):
    return Mitigation.objects.get(risk__assessment__idea=idea)


def one(idea):
    return Risk.objects.get(assessment__idea=idea, number=1)


def grant(idea, marcus, farida):
    assessment = playing.assessment_of(idea)
    waiver = waiving.ask(
        assessment,
        by=marcus,
        category="customer",
        level="M",
        why="It helps.",
        until=playing.tomorrow(9),
    )
    waiving.answer(waiver, by=farida, granted=True, conditions="One shop.")


CHANGES = {  # why a round begins, or "" for what seals don't mind
    "a risk more": ("assessment", lambda idea, m, f: playing.add(idea)),
    "a risk in other words": (
        "assessment",
        lambda idea, m, f: assessing.reword(one(idea), by=m, event="it breaks"),
    ),
    "a risk less": (
        "assessment",
        lambda idea, m, f: assessing.answer(one(idea), by=m, take=False, why="No."),
    ),
    "doing nothing": (
        "assessment",
        lambda idea, m, f: assessing.describe_nothing(
            playing.assessment_of(idea), by=m, harm="shame"
        ),
    ),
    "effort": (
        "assessment",
        lambda idea, m, f: assessing.evaluate(
            playing.assessment_of(idea), by=m, effort=[0] * 5, value=[3] * 5
        ),
    ),
    "an agreed score": (
        "assessment",
        lambda idea, m, f: playing.agree(one(idea), m, (2, 3), treatment="smaller"),
    ),
    "what is left": (
        "assessment",
        lambda idea, m, f: scoring.after(one(idea), by=m, likelihood=1, impacts={"customer": 1}),
    ),
    "an exception": ("assessment", grant),
    "a colleague who thinks again": (
        "assessment",
        lambda idea, m, f: consulting.answer(
            Consultation.objects.get(),
            by=Consultation.objects.get().person,
            verdict="against",
            advice="It will burn.",
        ),
    ),
    "a mitigation more": (
        "mitigation",
        lambda idea, m, f: playing.mitigate(one(idea), m, text="A tray."),
    ),
    "a mitigation less": (
        "mitigation",
        lambda idea, m, f: mitigating.answer(mitigation(idea), by=m, take=False, why="No."),
    ),
    "the words of a mitigation": (
        "mitigation",
        lambda idea, m, f: mitigating.plan(mitigation(idea), by=m, text="A tray."),
    ),
    "its owner": (
        "mitigation",
        lambda idea, m, f: mitigating.plan(mitigation(idea), by=m, owner=f),
    ),
    "its day": (
        "mitigation",
        lambda idea, m, f: mitigating.plan(mitigation(idea), by=m, due_on=playing.tomorrow(30)),
    ),
    "how far it is": (
        "",
        lambda idea, m, f: mitigating.progress(
            mitigation(idea), by=m, status="in_place", evidence="Look."
        ),
    ),
    "a proposal": (
        "",
        lambda idea, m, f: assessing.add_risk(
            playing.assessment_of(idea), by=f, **playing.CUSTOMER
        ),
    ),
    "a colleague who says it again": (
        "",
        lambda idea, m, f: consulting.answer(
            Consultation.objects.get(), by=Consultation.objects.get().person, verdict="fine"
        ),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_does_to_the_seals(full, marcus, farida, change, person):
    """What the deed says: a new round, and back to the sponsor. The rest: nothing."""
    backer = person("Edith Moore", Role.SPONSOR)
    idea = playing.countersign(full, backer=backer, inherent="M", target="L")
    assert idea.state == State.COUNTERSIGN
    why, make = CHANGES[change]
    make(idea, marcus, farida)
    after = playing.fresh(idea)
    if not why:
        assert (after.round, after.state) == (1, State.COUNTERSIGN)
        return
    assert (after.round, after.state) == (2, State.SPONSORSHIP)
    assert Round.objects.get(idea=idea, number=2).why == why
    assert told(f"idea.lapsed.{why}") == {idea.seated(Party.SPONSOR)}


@pytest.mark.parametrize("how", ["words", "score", "proposal"])
def test_what_says_the_same_changes_nothing(full, marcus, amina, farida, how):
    idea = playing.countersign(full, backer=farida, inherent="M", target="L")
    before = trail.about(idea).count()
    if how == "words":
        assessing.reword(one(idea), by=marcus, event=one(idea).event)
    elif how == "score":
        mitigating.plan(mitigation(idea), by=marcus, text=mitigation(idea).text)
    else:
        assessing.answer(one(idea), by=marcus, take=True)
    assert playing.fresh(idea).round == 1
    assert trail.about(idea).count() == before

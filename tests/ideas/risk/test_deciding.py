"""What an assessment comes to: what is still open, and who may back an idea at which level."""

import pytest
from django.db import transaction

from ideas import services
from ideas.compact import Party, State
from ideas.models import Assessment, Consultation, Idea, Mitigation, Risk
from ideas.risk import assessing, consulting, deciding, mitigating, screening, waiving
from ideas.risk.deciding import Decider
from ideas.seats import Refused
from portal.models import Department
from portal.roles import Role
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


@pytest.mark.parametrize(
    ("level", "impact5", "decider"),
    [
        ("L", False, Decider.MANAGER),
        ("M", False, Decider.HEAD),
        ("H", False, Decider.EXECUTIVE),
        ("S", False, Decider.NOBODY),
        ("L", True, Decider.EXECUTIVE),
        ("M", True, Decider.EXECUTIVE),
        ("H", True, Decider.EXECUTIVE),
        ("S", True, Decider.NOBODY),
    ],
)
def test_the_level_says_who_decides(level, impact5, decider):
    assert deciding.who_may_decide(level, impact5) == decider


@pytest.fixture
def deciders(priya, farida, tomasz, amina, ada, person):
    head = person("Helen Ross", Role.MANAGER)
    Department.objects.create(name="Paint", head=head)
    return {
        "manager": priya,
        "head": head,
        "executive": farida,
        "champion": tomasz,
        "adviser": amina,
        "administrator": ada,
    }


@pytest.mark.parametrize(
    ("decider", "allowed"),
    [
        (Decider.MANAGER, {"manager", "head", "executive"}),
        (Decider.HEAD, {"head", "executive"}),
        (Decider.EXECUTIVE, {"executive"}),
        (Decider.NOBODY, set()),
    ],
)
def test_who_is_high_enough(deciders, decider, allowed):
    assert {who for who, one in deciders.items() if deciding.decides(one, decider)} == allowed


@pytest.mark.parametrize("level", "LMHS")
def test_who_may_back_it(full, deciders, level):
    """Level by person, everything else being in order."""
    idea = playing.weigh(full, inherent=level)
    grant(idea, level, deciders["executive"])
    allowed = {"L": {"manager", "head", "executive"}, "M": {"head", "executive"}}
    may = {who for who, one in deciders.items() if deciding.refusal(idea, one) is None}
    assert may == allowed.get(level, {"executive"} if level == "H" else set())
    if level == "S":
        assert deciding.refusal(idea, deciders["executive"]) == (
            "Nobody may back a severe risk. Change the idea or stop it."
        )


def grant(idea, level, by):
    """Leave to run at this level, where one is needed and can be had."""
    if level in "LS":
        return None
    waiver = waiving.ask(
        playing.assessment_of(idea),
        by=idea.author,
        category="customer",
        level=level,
        why="It helps so many.",
        until=playing.tomorrow(60),
    )
    return waiving.answer(waiver, by=by, granted=True, conditions="One shop.")


@pytest.mark.parametrize(("impact", "vulnerable"), [(5, False), (4, True)])
def test_the_worst_that_could_happen_goes_to_an_executive(full, deciders, impact, vulnerable):
    """Whatever is done about it: 1, 5 is Medium, and what is left is Low."""
    idea = playing.weigh(full, inherent="M", target="L")
    update(
        idea,
        1,
        vulnerable=vulnerable,
        inherent_likelihood=1,
        inherent_impacts={"customer": impact},
        target_likelihood=1,
        target_impacts={"customer": 1},
    )
    assert deciding.level(idea) == "L"
    assert "an executive sponsor decides" in deciding.refusal(idea, deciders["head"])
    assert deciding.refusal(idea, deciders["executive"]) is None


@pytest.mark.parametrize(("target", "both"), [("L", True), ("M", False), ("H", False)])
def test_from_medium_up_who_weighs_does_not_back(full, farida, marcus, target, both, person):
    marcus.groups.add(*farida.groups.all())
    other = person("Edith Moore", Role.SPONSOR)
    idea = playing.weigh(full, inherent="H", target=target)
    grant(idea, target, other)
    refusal = deciding.refusal(idea, marcus)
    assert (refusal is None) is both
    assert both or "whoever weighed it doesn’t back it too" in refusal
    assert deciding.refusal(idea, other) is None


def test_above_the_appetite_only_with_an_exception_in_force(full, farida):
    idea = playing.weigh(full, inherent="M")
    asks = "Harm to customers: Medium is more than we accept here. Ask for an exception first."
    assert deciding.refusal(idea, farida) == asks
    waiver = grant(idea, "M", farida)
    assert deciding.refusal(idea, farida) is None
    for undone in (
        {"until": playing.tomorrow(-1)},
        {"granted": False},
        {"granted": None},
        {"category": "staff"},
        {"level": "L"},
    ):
        before = {name: getattr(waiver, name) for name in undone}
        type(waiver).objects.update(**undone)
        assert deciding.refusal(idea, farida) == asks, undone
        type(waiver).objects.update(**before)


@pytest.mark.parametrize(
    ("verdict", "accepted"), [("fine", True), ("care", True), ("against", False)]
)
def test_what_a_specialist_says_can_stretch_the_appetite(full, farida, leo, verdict, accepted):
    """Colleagues' wellbeing is Low, or Medium where HR (T7) doesn't advise against it."""
    idea = playing.weigh(full)
    playing.score(risks(idea).get(number=2), idea.seated(Party.ASSESSOR), inherent="M", target="M")
    Consultation.objects.update(tripwire="T7", verdict=verdict)
    Idea.objects.update(tripwires={"T7": True})
    idea = playing.fresh(idea)
    assert (deciding.above_appetite(idea) == []) is accepted
    assert (deciding.refusal(idea, farida) is None) is accepted


def test_levels_count_the_worst_and_leave_doing_nothing_out(full):
    idea = playing.weigh(full, inherent="H", target="M")
    update(idea, 0, inherent_likelihood=5, inherent_impacts={"customer": 5})
    assert deciding.levels(idea) == {"inherent": "H", "target": "M", "current": "H"}
    update(idea, 1, standing="set_aside")
    assert deciding.levels(idea) == {"inherent": "L", "target": "L", "current": "L"}


def test_without_an_assessment_nothing_is_decided(draft, farida):
    assert deciding.levels(draft) == {"inherent": None, "target": None, "current": None}
    assert "hasn’t been weighed" in deciding.refusal(draft, farida)
    assert len(deciding.open_points(draft)) == 1


def test_a_proposal_that_comes_late_holds_no_seal_up(full, farida, sam):
    idea = playing.weigh(full)
    proposed(idea, sam)
    assert points(idea)
    assert deciding.refusal(idea, farida) is None


def test_the_sponsor_is_refused_in_the_same_words(full):
    idea = playing.weighed(full)
    update(idea, 1, target_likelihood=4, inherent_likelihood=4, target_impacts={"customer": 4})
    update(idea, 1, inherent_impacts={"customer": 4})
    with pytest.raises(Refused, match="At High"), transaction.atomic():
        playing.sealed_by(idea, "sponsor", Party.SPONSOR)


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

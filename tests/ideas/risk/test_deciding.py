"""What an assessment comes to: what is still open, and who may back an idea at which level."""

import pytest
from django.db import transaction

from ideas.compact import Party
from ideas.models import Consultation, Idea, Risk
from ideas.risk import assessing, deciding, waiving
from ideas.risk.deciding import Decider
from ideas.seats import Refused
from portal.models import Department
from portal.roles import Role
from tests.ideas import playing


def points(idea):
    return deciding.open_points(playing.fresh(idea))


def proposed(idea, by):
    return assessing.add_risk(playing.assessment_of(idea), by=by, **playing.CUSTOMER)


def risks(idea):
    return Risk.objects.filter(assessment__idea=idea)


def update(idea, number, **fields):
    risks(idea).filter(number=number).update(**fields)


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


@pytest.mark.parametrize(
    ("fast", "target", "both"),
    [(True, "L", True), (True, "M", False), (False, "L", False), (False, "M", False)],
)
def test_who_weighs_also_backs_in_the_fast_lane_at_low_only(
    full, farida, marcus, person, fast, target, both
):
    marcus.groups.add(*farida.groups.all())
    other = person("Edith Moore", Role.SPONSOR)
    idea = playing.weigh(full, inherent="H", target=target)
    Idea.objects.update(tripwires={} if fast else {"T3": True})
    grant(idea, target, other)
    idea = playing.fresh(idea)
    refusal = deciding.refusal(idea, marcus)
    assert (refusal is None) is both
    assert both or "Whoever weighed it doesn’t back it too" in refusal
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


def test_the_sponsor_is_refused_in_the_same_words(full, priya):
    idea = playing.weighed(full, backer=priya)
    update(idea, 1, target_likelihood=4, inherent_likelihood=4, target_impacts={"customer": 4})
    update(idea, 1, inherent_impacts={"customer": 4})
    with pytest.raises(Refused, match="At High"), transaction.atomic():
        playing.sealed_by(idea, "sponsor", Party.SPONSOR)

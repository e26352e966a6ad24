"""Who may do what in an assessment, by the services, person by person."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from ideas import audience
from ideas.models import FirstScore, Idea, Mitigation, Risk
from ideas.risk import assessing, consulting, hats, mitigating, scoring, sight, waiving
from ideas.seats import Refused
from portal import trail
from portal.roles import Role
from tests.ideas import playing

EVERYBODY = [
    "author",
    "co_author",
    "assessor",
    "specialist",
    "sponsor",
    "colleague",
    "administrator",
    "stranger",
]
AUTHORS = {"author", "co_author"}
# What a service is called with, and who may call it. Everybody else is refused with 403.
SERVICES = {
    "propose a risk": set(EVERYBODY) - {"stranger"},
    "add a risk": {"author", "assessor"},
    "reword": {"author", "assessor"},
    "take up": {"author", "assessor"},
    "set aside": {"assessor"},
    "describe nothing": AUTHORS | {"assessor"},
    "evaluate": AUTHORS | {"assessor"},
    "first score": AUTHORS | {"assessor", "specialist"},
    "agree": {"assessor"},
    "after": {"assessor"},
    "current": {"assessor", "sponsor"},
    "propose a mitigation": set(EVERYBODY) - {"stranger"},
    "take up a mitigation": {"author", "assessor"},
    "set aside a mitigation": {"assessor"},
    "plan": {"author", "assessor"},
    "verify": {"assessor", "sponsor", "specialist"},
    "answer as asked": {"specialist"},
    "note a talk": {"assessor"},
    "hand on": {"assessor", "specialist"},
    "ask for leave": {"author", "assessor", "sponsor"},
    "grant leave": {"sponsor"},
}


@pytest.fixture
def call(full, risk, assessment, cast, priya, joy, person):
    """Calls one of SERVICES as somebody, on rows of its own."""
    marcus = cast["assessor"]
    person("Edith Moore", Role.SPONSOR)  # answers where Farida asked
    proposed = assessing.add_risk(assessment, by=joy, **playing.CUSTOMER)
    done = playing.add(full)
    playing.first(done, marcus, 3, 3)
    playing.agree(done, marcus, (3, 3), treatment="smaller")
    planned = playing.mitigate(done, marcus, owner=joy)
    offered = mitigating.propose(risk, by=joy, text="A sign.")
    scoring.after(done, by=marcus, likelihood=1, impacts={"customer": 2})
    mitigating.progress(planned, by=joy, status="in_place", evidence="It stands there.")
    verified = playing.mitigate(done, marcus, owner=joy, text="A tray.")
    mitigating.progress(verified, by=joy, status="in_place", evidence="It is there.")
    mitigating.progress(verified, by=marcus, status="verified")
    asked = assessment.consultations.get()
    leave = {"category": "customer", "level": "M", "why": "It helps.", "until": playing.tomorrow()}
    waiver = waiving.ask(assessment, by=marcus, **leave)
    rows = SimpleNamespace(
        assessment=assessment,
        risk=risk,
        proposed=proposed,
        offered=offered,
        planned=planned,
        asked=asked,
        waiver=waiver,
        scored=Risk.objects.get(pk=done.pk),
        fresh=playing.add(full, **playing.STAFF),
        joy=joy,
        priya=priya,
        leave=leave,
    )
    return lambda name, by: calls(rows, by)[name]()


def calls(rows, by):
    """Each of SERVICES as this person would ask for it."""
    two = {"likelihood": 2, "impacts": {"customer": 2}}
    return {
        "propose a risk": lambda: assessing.add_risk(rows.assessment, by=by, **playing.CUSTOMER),
        "add a risk": lambda: taken(assessing.add_risk(rows.assessment, by=by, **playing.STAFF)),
        "reword": lambda: assessing.reword(rows.fresh, by=by, event="it breaks"),
        "take up": lambda: assessing.answer(rows.proposed, by=by, take=True),
        "set aside": lambda: assessing.answer(rows.proposed, by=by, take=False, why="It is one."),
        "describe nothing": lambda: assessing.describe_nothing(
            rows.assessment, by=by, event="they stand", sufferer="them", harm="pain"
        ),
        "evaluate": lambda: assessing.evaluate(
            rows.assessment, by=by, effort=[1] * 5, value=[2] * 5
        ),
        "first score": lambda: playing.first(rows.fresh, by),
        "agree": lambda: playing.agree(rows.scored, by, (3, 3), treatment="smaller"),
        "after": lambda: scoring.after(rows.scored, by=by, **two),
        "current": lambda: scoring.current(rows.scored, by=by, **two),
        "propose a mitigation": lambda: mitigating.propose(rows.risk, by=by, text="A tray."),
        "take up a mitigation": lambda: mitigating.answer(
            rows.offered, by=by, take=True, owner=rows.joy, due_on=playing.tomorrow()
        ),
        "set aside a mitigation": lambda: mitigating.answer(
            rows.offered, by=by, take=False, why="There is one."
        ),
        "plan": lambda: mitigating.plan(rows.planned, by=by, due_on=playing.tomorrow(30)),
        "verify": lambda: mitigating.progress(rows.planned, by=by, status="verified"),
        "answer as asked": lambda: consulting.answer(rows.asked, by=by, verdict="fine"),
        "note a talk": lambda: consulting.note_talk(
            rows.asked, by=by, verdict="care", advice="Mind the cable."
        ),
        "hand on": lambda: consulting.hand_on(rows.asked, by=by, to=rows.priya),
        "ask for leave": lambda: waiving.ask(
            rows.assessment, by=by, **rows.leave | {"category": "staff"}
        ),
        "grant leave": lambda: waiving.answer(
            rows.waiver, by=by, granted=True, conditions="One shop."
        ),
    }


def taken(risk):
    """Adding means that nobody needs to answer it."""
    if risk.standing != Risk.Standing.TAKEN:
        raise Refused("It is only proposed.", 403)


@pytest.mark.parametrize("service", SERVICES)
def test_who_may_do_what(full, call, cast, stranger, service):
    allowed = set()
    for who in EVERYBODY:
        if who == "stranger":
            stranger()
        if may(full, lambda who=who: call(service, cast.get(who, cast["colleague"]))):
            allowed.add(who)
    assert allowed == SERVICES[service]


def may(idea, attempt):
    """Whether it is done, and told in the trail; taken back again. What is refused says why, and
    tells nothing."""
    before, reason = trail.about(idea).count(), None
    with transaction.atomic():
        try:
            with transaction.atomic():
                attempt()
        except Refused as refused:
            reason = refused
        told = trail.about(idea).count() - before
        transaction.set_rollback(True)
    if reason is None:
        assert told > 0
        return True
    assert (reason.status, told) == (403, 0)
    assert reason.reason.endswith(".")
    return False


def test_a_stranger_has_no_hat_and_a_superuser_none_of_their_own(full, cast, stranger):
    consulted = {cast["specialist"].pk}
    assert hats.of(full, cast["administrator"], consulted) == {hats.Hat.COLLEAGUE}
    stranger()
    for who in ("colleague", "administrator"):
        assert hats.of(playing.fresh(full), cast[who], consulted) == frozenset()


def test_a_specialist_who_joins_the_authors_is_one_of_them(full, cast):
    full.co_authors.create(person=cast["specialist"], confirmed_at=full.submitted_at)
    worn = hats.of(playing.fresh(full), cast["specialist"], {cast["specialist"].pk})
    assert worn == {hats.Hat.CO_AUTHOR}


@pytest.mark.parametrize("who", ["specialist", "colleague"])
@pytest.mark.parametrize("closed", [{"confidential": True}, {"state": "withdrawn"}])
def test_who_is_asked_sees_what_they_are_asked_about(full, cast, who, closed):
    Idea.objects.filter(pk=full.pk).update(**closed)
    idea = playing.fresh(full)
    expected = who == "specialist"
    assert Idea.objects.visible_to(cast[who]).filter(pk=full.pk).exists() is expected
    assert bool(audience.who_sees(idea, [cast[who]])) is expected
    assert not audience.is_party(idea, cast[who])


NAMES = {
    "add": "add a risk",
    "propose": "propose a risk",
    "describe_nothing": "describe nothing",
    "evaluate": "evaluate",
    "ask_leave": "ask for leave",
}
AGREED = "question is waiting|This is agreed"
OF_A_FRESH_RISK = {"reword": "reword", "first": "first score"}
OF_A_PROPOSAL = {"take": "take up", "set_aside": "set aside"}
OF_THE_SCORED = {"agree": "agree", "after": "after", "current": "current"}


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "stranger"])
def test_the_page_offers_what_the_services_allow(full, call, cast, who):
    """One truth: what somebody may do by the table above is what the page shows them."""
    seen = sight.of(playing.fresh(full), cast[who])
    own = seen.risks[-1]  # the fresh one
    scored = next(line for line in seen.risks if line.risk.number == 3)
    for names, may in (
        (NAMES, seen.may),
        (OF_A_FRESH_RISK, own.may),
        (OF_A_PROPOSAL, seen.proposed[0].may),
        (OF_THE_SCORED, scored.may),
        ({"answer": "answer as asked", "note_talk": "note a talk"}, seen.consultations[0].may),
        ({"answer": "grant leave"}, seen.waivers[0].may),
        ({"plan": "plan", "verified": "verify"}, scored.mitigations[0].may),
    ):
        for name, service in names.items():
            assert (name in may) == (who in SERVICES[service]), (name, may)


@pytest.mark.parametrize("state", ["draft", "withdrawn", "declined", "celebrated", "learned"])
def test_nothing_is_added_where_nobody_works_on_it(full, assessment, cast, state):
    Idea.objects.filter(pk=full.pk).update(state=state, holder=None, due_at=None)
    for who in ("author", "assessor", "specialist"):
        with pytest.raises(Refused), transaction.atomic():
            assessing.add_risk(assessment, by=cast[who], **playing.CUSTOMER)
        assert sight.of(playing.fresh(full), cast[who]).may == frozenset()


@pytest.mark.parametrize("state", ["clarifying", "parked", "trial", "measuring"])
def test_what_is_agreed_stays_while_it_is_tried_or_waits(full, assessment, cast, risk, state):
    """Proposals are still welcome; what people signed is not touched."""
    Idea.objects.filter(pk=full.pk).update(state=state, returns_to="sponsorship")
    with pytest.raises(Refused, match=AGREED), transaction.atomic():
        assessing.reword(risk, by=cast["assessor"], event="it breaks")
    proposed = assessing.add_risk(assessment, by=cast["colleague"], **playing.CUSTOMER)
    assert proposed.standing == Risk.Standing.PROPOSED
    with pytest.raises(Refused), transaction.atomic():
        assessing.answer(proposed, by=cast["assessor"], take=True)
    assessing.answer(proposed, by=cast["assessor"], take=False, why="It is one already.")
    assert not FirstScore.objects.exists()
    assert not Mitigation.objects.exists()

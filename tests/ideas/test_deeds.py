"""The deed: what it says, that it says the same twice, and what makes it lapse."""

import json

import pytest
from django.db import transaction

from ideas import deed_facts, deeds, rounds, seats
from ideas.compact import SEALING, Party, State
from ideas.models import Condition, Deed, Idea, Mitigation, Promise, Risk, Round, Waiver
from portal.models import Notice
from tests.ideas import playing, sealing

Why = Round.Why


def said(idea):
    return json.loads(deeds.of_round(idea).body)


def test_it_says_all_that_is_promised(idea, amina, marcus, priya):
    facts = said(idea)
    assert (facts["reference"], facts["round"]) == (idea.reference, 1)
    assert facts["idea"]["help"] == idea.help
    assert facts["idea"]["technology"] is False
    assert {party: one["name"] for party, one in facts["parties"].items()} == {
        "author": "Amina Yusuf",
        "assessor": "Marcus Bell",
        "sponsor": "Priya Nair",
    }
    assert set(facts["promises"]) == {"author", "sponsor"}
    assessment = facts["assessment"]
    assert assessment["by"]["name"] == "Marcus Bell"
    _nothing, scalded = assessment["risks"]
    assert (scalded["inherent"]["level"], scalded["target"]["level"]) == ("M", "L")
    assert scalded["mitigations"] == [
        {
            "text": "Put it behind the counter.",
            "owner": {"id": marcus.pk, "username": "marcus.bell", "name": "Marcus Bell"},
            "due_on": playing.tomorrow(7).isoformat(),
        }
    ]


def test_technology_brings_a_third_party_with_its_promise(technical):
    facts = said(technical)
    assert facts["parties"]["champion"]["name"] == "Tomasz Wróbel"
    assert set(facts["promises"]) == {"author", "sponsor", "champion"}


def test_two_calls_say_the_same(technical):
    assert deeds.canonical(deeds.told(technical)) == deeds.of_round(technical).body
    assert deeds.overtaken(deeds.of_round(technical), technical) is None


def test_the_canonical_text_knows_one_way_to_write_a_letter_and_a_line():
    one, other = {"b": "Wro\u0301bel\r\nx", "a": [1, None]}, {"a": (1, None), "b": "Wróbel\nx"}
    assert deeds.canonical(one) == deeds.canonical(other) == '{"a":[1,null],"b":"Wróbel\\nx"}'


def test_what_is_only_being_proposed_is_not_in_it(idea, sam):
    risk = Risk.objects.get(number=1)
    Mitigation.objects.create(risk=risk, text="Gloves.", proposed_by=sam)
    Risk.objects.create(
        assessment=risk.assessment,
        number=2,
        side="staff",
        category="staff",
        event="e",
        proposed_by=sam,
    )
    Waiver.objects.create(
        assessment=risk.assessment,
        category="x",
        level="M",
        why="w",
        until=playing.tomorrow(),
        asked_by=sam,
    )
    assert deeds.overtaken(deeds.of_round(idea), idea) is None


# what makes it lapse


def reword(idea, people):
    Idea.objects.filter(pk=idea.pk).update(help="Two kettles.")


def reroute(idea, people):
    Idea.objects.filter(pk=idea.pk).update(technology=True)


def rescore(idea, people):
    Risk.objects.filter(number=1).update(target_likelihood=1)


def mitigate(idea, people):
    Mitigation.objects.update(due_on="2031-01-01")


def condition(idea, people):
    Condition.objects.create(idea=idea, party="sponsor", text="On weekdays.", by=people["priya"])


def reseat(idea, people):
    seats.fill(idea, Party.ASSESSOR, people["farida"], by=None)


def repromise(idea, people):
    latest = Promise.objects.filter(party="author").latest("number")
    Promise.objects.create(party="author", number=latest.number + 1, text="I try.")


CHANGES = {
    Why.TEXT: reword,
    Why.ROUTE: reroute,
    Why.ASSESSMENT: rescore,
    Why.MITIGATION: mitigate,
    Why.CONDITION: condition,
    Why.PARTY: reseat,
    Why.PROMISE: repromise,
}


@pytest.fixture
def people(priya, farida, person):
    from portal.roles import Role

    return {"priya": priya, "farida": person("Olive Green", Role.MANAGER)}


@pytest.mark.parametrize("why", CHANGES)
def test_each_material_change_is_seen_for_what_it_is(idea, people, why):
    CHANGES[why](idea, people)
    assert deeds.overtaken(deeds.of_round(idea), playing.fresh(idea)) == why


@pytest.mark.parametrize("why", CHANGES)
def test_each_material_change_lapses_the_seals_and_says_why(idea, amina, priya, people, why):
    idea = sealing.sign(idea, "sign", amina)
    before = deeds.of_round(idea)
    CHANGES[why](idea, people)
    with transaction.atomic():
        made = rounds.changed(playing.fresh(idea), why, by=priya)
    idea = playing.fresh(idea)
    assert (idea.round, made.number, made.why) == (2, 2, why)
    assert rounds.seals_of(idea) == {}
    assert before.signatures.get().signer == amina
    told = Notice.objects.get(kind=f"idea.lapsed.{why}")
    assert told.person == amina
    again = why in (Why.TEXT, Why.ROUTE)
    assert idea.state == (State.ASSESSING if again else State.SPONSORSHIP)
    assert Deed.objects.filter(round=2).exists() is not again
    assert (idea.assessment.completed_at is None) is again


@pytest.mark.parametrize("state", [state for state in State if state not in SEALING])
def test_where_nothing_waits_for_a_seal_nothing_lapses(idea, amina, state):
    if state in rounds.WAITING:
        pytest.skip("A deed that lies there while somebody is asked lapses too.")
    idea = sealing.sign(idea, "sign", amina)
    Idea.objects.filter(pk=idea.pk).update(state=state)
    with transaction.atomic():
        assert rounds.changed(playing.fresh(idea), Why.MITIGATION, by=amina) is None
    assert playing.fresh(idea).round == 1


@pytest.mark.parametrize(
    ("state", "why", "then"),
    [
        (State.CLARIFYING, Why.TEXT, State.CLARIFYING),
        (State.CLARIFYING, Why.MITIGATION, State.CLARIFYING),
        (State.PARKED, Why.TEXT, State.ASSESSING),
        (State.PARKED, Why.MITIGATION, State.PARKED),
    ],
)
def test_a_deed_that_lies_there_lapses_as_well(idea, amina, state, why, then):
    Idea.objects.filter(pk=idea.pk).update(state=state, returns_to=State.SIGN_OFF)
    with transaction.atomic():
        rounds.changed(playing.fresh(idea), why, by=amina)
    idea = playing.fresh(idea)
    assert (idea.round, idea.state) == (2, then)
    if state == State.CLARIFYING:
        leads = State.ASSESSING if why == Why.TEXT else State.SPONSORSHIP
        assert idea.returns_to == leads


def test_before_there_is_a_deed_nothing_lapses(shared, amina):
    with transaction.atomic():
        assert rounds.changed(shared, Why.TEXT, by=amina) is None


# what makes it not lapse


def test_a_person_with_another_name_is_the_same_person(idea, amina, priya):
    amina.last_name, amina.username = "Yusuf-Bell", "amina.bell"
    amina.save()
    assert deeds.overtaken(deeds.of_round(idea), playing.fresh(idea)) is None
    idea = sealing.sign(idea, "sign", amina)
    assert rounds.seals_of(idea)["author"].name == "Amina Yusuf-Bell"
    assert said(idea)["parties"]["author"]["name"] == "Amina Yusuf"


def test_put_right_begins_a_round_only_when_something_is_off(idea):
    assert rounds.put_right(idea) is None
    mitigate(idea, {})
    made = rounds.put_right(idea)
    assert (made.why, made.by) == (Why.MITIGATION, None)
    assert rounds.put_right(playing.fresh(idea)) is None
    assert said(playing.fresh(idea))["assessment"]["risks"][1]["mitigations"][0]["due_on"] == (
        "2031-01-01"
    )


def test_the_gravest_change_comes_first(idea, people):
    mitigate(idea, people)
    reword(idea, people)
    assert deeds.overtaken(deeds.of_round(idea), playing.fresh(idea)) == Why.TEXT


def test_a_preview_is_the_text_that_is_then_written_down(idea, priya):
    shown = deeds.preview(idea, by=priya, condition=" Only on weekdays. ")
    assert not Deed.objects.filter(digest=shown.digest).exists()
    idea = sealing.sign(idea, "sponsor-with", priya, deed=shown.digest)
    assert deeds.of_round(idea).digest == shown.digest
    assert deeds.of_round(idea).body == shown.body


@pytest.mark.parametrize(
    ("which", "signers"),
    [
        ("idea", [Party.AUTHOR, Party.SPONSOR]),
        ("technical", [Party.AUTHOR, Party.SPONSOR, Party.CHAMPION]),
    ],
)
def test_signers_follow_the_route(request, which, signers):
    assert deed_facts.signers(request.getfixturevalue(which)) == signers

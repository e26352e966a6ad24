"""What an assessment asks of people, and of whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ideas import asked
from ideas.compact import State
from ideas.models import Assessment, CoAuthor, Consultation, Criteria, Mitigation, Risk, Waiver
from portal.roles import Role
from tests.home.making import laid


@pytest.fixture
def weighed(amina, marcus):
    """An idea that Marcus weighs, with its assessment open."""
    idea = laid(amina, title="A kettle", assessor=marcus)
    return Assessment.objects.create(idea=idea, criteria=Criteria.objects.first())


def move(assessment, state):
    idea = assessment.idea
    idea.state = state
    idea.save()


def asks(person):
    return [turn.title for turn in asked.of(person)]


def a_risk(assessment, by, standing=Risk.Standing.PROPOSED, number=1):
    return Risk.objects.create(
        assessment=assessment,
        number=number,
        side=Risk.Side.STAFF,
        category="staff",
        event="Somebody is scalded.",
        standing=standing,
        proposed_by=by,
    )


def test_a_consulted_colleague_is_asked_until_they_answer(weighed, marcus, nadia, sam, ada):
    row = Consultation.objects.create(assessment=weighed, tripwire="T3", person=nadia)
    assert asks(nadia) == ["Say what you know about “A kettle”"]
    (turn,) = asked.of(nadia)
    assert "Could somebody get hurt" in turn.why
    for other in (marcus, sam, ada):
        assert asks(other) == []
    move(weighed, State.WITHDRAWN)
    assert asks(nadia) == []
    move(weighed, State.ASSESSING)
    Consultation.objects.filter(pk=row.pk).update(answered_at=timezone.now())
    assert asks(nadia) == []


def test_whoever_weighs_it_answers_what_is_proposed(weighed, marcus, amina, sam, ada, priya):
    first = a_risk(weighed, sam)
    a_risk(weighed, sam, Risk.Standing.TAKEN, number=2)
    Mitigation.objects.create(risk=first, text="A cosy.", proposed_by=sam)
    other = a_risk(weighed, sam, Risk.Standing.SET_ASIDE, number=3)
    Mitigation.objects.create(
        risk=other, text="A lid.", proposed_by=sam, standing=Mitigation.Standing.SET_ASIDE
    )
    (turn,) = asked.of(marcus)
    assert turn.title == "Answer what is proposed for “A kettle”"
    assert turn.why == "Colleagues proposed 2 things."
    for person in (amina, sam, ada, priya):
        assert asks(person) == []
    Risk.objects.update(standing=Risk.Standing.TAKEN)
    assert [turn.why for turn in asked.of(marcus)] == ["A colleague proposed something."]
    Mitigation.objects.update(standing=Mitigation.Standing.SET_ASIDE)
    assert asks(marcus) == []


@pytest.mark.parametrize(
    ("days", "fields", "shown"),
    [
        (7, {}, True),
        (-3, {}, True),
        (8, {}, False),
        (1, {"status": "in_place"}, False),
        (1, {"standing": "set_aside"}, False),
    ],
)
def test_what_somebody_promised_is_shown_a_week_before(days, fields, shown, weighed, sam, marcus):
    given = {"standing": "taken", "owner": sam, "proposed_by": sam, "text": "A cosy."} | fields
    due_on = timezone.localdate() + timedelta(days=days)
    risk = a_risk(weighed, sam, Risk.Standing.TAKEN)
    Mitigation.objects.create(risk=risk, due_on=due_on, **given)
    assert asks(sam) == (["Say how far it is: A cosy."] if shown else [])
    assert asks(marcus) == []


def test_a_pen_name_stays_closed_to_whoever_grants_an_exception(weighed, amina, farida):
    weighed.idea.pen_name = "The Owl"
    weighed.idea.save()
    until = timezone.localdate() + timedelta(days=30)
    Waiver.objects.create(
        assessment=weighed, category="staff", level="M", why="W", until=until, asked_by=amina
    )
    (turn,) = asked.of(farida)
    assert turn.why.startswith("The Owl asks for it until")


def test_an_executive_sponsor_is_asked_for_exceptions(weighed, marcus, farida, person, ada):
    other = person("Helen Marsh", Role.SPONSOR)
    author = person("Idris Cole", Role.SPONSOR)
    CoAuthor.objects.create(idea=weighed.idea, person=author)
    waiver = Waiver.objects.create(
        assessment=weighed,
        category="staff",
        level="M",
        why="For a month.",
        until=timezone.localdate() + timedelta(days=30),
        asked_by=other,
    )
    assert asks(farida) == ["Say whether “A kettle” may have an exception"]
    for person_ in (marcus, other, author, ada):
        assert asks(person_) == []
    weighed.idea.confidential = True
    weighed.idea.save()
    assert asks(farida) == []
    weighed.idea.confidential = False
    weighed.idea.save()
    Waiver.objects.filter(pk=waiver.pk).update(granted=False)
    assert asks(farida) == []

"""Opening an assessment, writing down what could happen, and what each change does to the seals."""

import pytest
from django.db import transaction

from ideas.models import Assessment, Consultation, Criteria, Idea, Risk
from ideas.risk import assessing, consulting, criteria, ground, mitigating, sight, waiving
from ideas.seats import Refused
from portal import trail
from portal.models import Notice
from tests.ideas import playing


def told(kind):
    return {notice.person for notice in Notice.objects.filter(kind=kind)}


def test_sending_an_idea_opens_its_assessment(full, assessment, leo, amina):
    assert assessment.criteria == criteria.current()
    nothing = assessment.risks.get()
    assert (nothing.number, nothing.side, nothing.standing) == (0, "nothing", "taken")
    assert [one.person for one in assessment.consultations.all()] == [leo]
    notice = Notice.objects.get(kind="idea.consulted")
    assert (notice.person, notice.settled_at) == (leo, None)


def test_opening_it_again_changes_nothing(full, assessment):
    with transaction.atomic():
        assert assessing.open(full) == assessment
    assert Notice.objects.filter(kind="idea.consulted").count() == 1
    assert Risk.objects.count() == Consultation.objects.count() == 1


def test_an_assessment_keeps_the_criteria_it_was_made_with(full, assessment, ada, marcus):
    body = criteria.current().body | {"matrix": ["LLLMM"] * 2 + ["LLMMH"] * 3}
    criteria.publish(by=ada, body=body, why="A try.")
    assert Criteria.objects.count() == 2
    seen = sight.of(playing.fresh(full), marcus)
    assert seen.outdated
    assert seen.assessment.criteria.number == 1
    assert seen.method.matrix[4] == "LMHSS"


def test_other_answers_ask_other_colleagues(full, leo, joy, farida):
    """Who has not answered is asked no more; who has is heard for good."""

    def answered(**tripwires):
        Idea.objects.update(tripwires=tripwires)
        with transaction.atomic():
            assessing.open(playing.fresh(full))
        return {one.tripwire: one.person for one in Consultation.objects.all()}

    assert answered(T3=True, T2=True) == {"T3": leo, "T2": joy}
    assert answered(T3=False, T2=True) == {"T2": joy}
    assert Notice.objects.get(person=leo, kind="idea.consulted").settled_at is not None
    one = Consultation.objects.get()
    consulting.answer(one, by=joy, verdict="fine")
    assert answered(T2=False) == {"T2": joy}
    assert answered(T2=True, T3=True) == {"T2": joy, "T3": leo}
    assert Consultation.objects.get(tripwire="T2") == one


def test_without_anybody_to_ask_whoever_weighs_it_is_asked(draft, amina, marcus):
    """An idea is sent all the same."""
    from ideas import services

    draft.tripwires = {"T2": True}
    draft.save()
    services.perform(draft, "submit", by=amina)
    assert Consultation.objects.get().person == marcus


def test_an_author_or_a_manager_it_is_kept_from_is_not_asked(draft, amina, marcus, priya, joy):
    from ideas import services
    from ideas.models import Specialist

    Specialist.objects.create(tripwire="T2", person=marcus, deputy=amina)
    Idea.objects.update(tripwires={"T2": True}, hidden_from_manager=True)
    services.perform(playing.fresh(draft), "submit", by=amina)
    assert Consultation.objects.get().person == joy
    assert not Idea.objects.visible_to(marcus).exists()


def test_a_proposal_is_told_to_the_author_first_and_answered_to_whoever_made_it(
    full, assessment, amina, marcus, sam
):
    risk = assessing.add_risk(assessment, by=sam, **playing.CUSTOMER)
    assert told("idea.risk_proposed") == {amina, marcus}
    assert risk.standing == "proposed"
    assessing.answer(risk, by=marcus, take=False, why="We have that one.")
    notice = Notice.objects.get(kind="idea.risk_set_aside")
    assert (notice.person, notice.data["why"]) == (sam, "We have that one.")
    assert not Notice.objects.filter(kind="idea.risk_proposed", settled_at=None).exists()
    with pytest.raises(Refused, match="sets something aside"), transaction.atomic():
        assessing.answer(risk, by=amina, take=True)  # the author doesn't overrule the assessor
    assessing.answer(risk, by=marcus, take=True, why="It is another one after all.")
    assert Risk.objects.get(pk=risk.pk).standing == "taken"


def test_setting_aside_costs_a_sentence(full, risk, marcus):
    with pytest.raises(Refused, match="why you set it aside"), transaction.atomic():
        assessing.answer(risk, by=marcus, take=False, why="  ")
    nothing = Risk.objects.get(number=0)
    with pytest.raises(Refused, match="always counts"):
        assessing.answer(nothing, by=marcus, take=False, why="No.")


def test_a_pen_name_is_kept_from_whom_the_author_writes_to(full, sam, amina):
    Idea.objects.update(pen_name="Red Boot")
    risk = playing.add(full, by=amina)
    playing.mitigate(risk, amina, owner=sam)
    notice = Notice.objects.get(kind="idea.mitigation_yours")
    assert (notice.person, notice.actor, notice.data["who"]) == (sam, None, "Red Boot")


@pytest.mark.parametrize(
    ("wording", "sentence"),
    [
        ({"cause": " "}, "what it could come from"),
        ({"event": ""}, "what could happen"),
        ({"sufferer": ""}, "who would suffer"),
        ({"harm": ""}, "what they would suffer"),
        ({"event": "x" * 3001}, "longer than 3000"),
        ({"sufferer": "x" * 201}, "longer than 200"),
        ({"side": "nothing"}, "Choose one"),
        ({"category": "nothing"}, "Choose one"),
        ({"category": "weather"}, "Choose one"),
        ({"guide_word": "perhaps"}, "Choose one"),
    ],
)
def test_a_risk_is_a_whole_sentence(full, marcus, wording, sentence):
    with pytest.raises(Refused, match=sentence), transaction.atomic():
        playing.add(full, **wording)
    assert Risk.objects.count() == 1


def test_there_are_ends_to_how_much_can_be_weighed(full, assessment, risk, sam, joy, marcus):
    for _one in range(assessing.PROPOSED_AT_MOST):
        assessing.add_risk(assessment, by=sam, **playing.CUSTOMER)
    with pytest.raises(Refused, match="Five of yours"), transaction.atomic():
        assessing.add_risk(assessment, by=sam, **playing.CUSTOMER)
    assessing.add_risk(assessment, by=joy, **playing.CUSTOMER)
    for _one in range(assessing.RISKS_AT_MOST - Risk.objects.exclude(number=0).count()):
        playing.add(full)
    with pytest.raises(Refused, match="20 risks"), transaction.atomic():
        playing.add(full)
    assessing.answer(Risk.objects.get(number=3), by=marcus, take=False, why="Twice.")
    assert playing.add(full).number == 21


def test_a_proposer_may_put_it_better_until_it_is_answered(full, assessment, sam, joy, marcus):
    risk = assessing.add_risk(assessment, by=sam, **playing.CUSTOMER)
    with pytest.raises(Refused), transaction.atomic():
        assessing.reword(risk, by=joy, event="it breaks")
    assert assessing.reword(risk, by=sam, event="it breaks").event == "it breaks"
    assessing.answer(risk, by=marcus, take=True)
    with pytest.raises(Refused), transaction.atomic():
        assessing.reword(risk, by=sam, event="it melts")


def test_what_was_scored_is_reworded_by_the_assessor_only(full, risk, amina, marcus):
    playing.first(risk, marcus)
    with pytest.raises(Refused, match="scored as it stands"), transaction.atomic():
        assessing.reword(risk, by=amina, event="it breaks")
    assessing.reword(risk, by=marcus, event="it breaks")
    event = trail.about(playing.fresh(full)).first()
    assert event.data["before"] == {"event": "somebody is scalded"}
    assert event.data["after"] == {"event": "it breaks"}


def test_nobody_overwrites_what_they_did_not_see(full, assessment, risk, amina, marcus):
    seen = ground.mark_of(risk, assessing.SHOWN)
    assessing.reword(risk, by=marcus, event="it breaks")
    for stale in (
        lambda: assessing.reword(risk, by=amina, event="it melts", mark=seen),
        lambda: assessing.evaluate(
            assessment, by=amina, effort=[1] * 5, value=[1] * 5, version=assessment.version - 1
        ),
    ):
        with pytest.raises(Refused) as refused, transaction.atomic():
            stale()
        assert refused.value.status == 409
    assert Risk.objects.get(pk=risk.pk).event == "it breaks"


@pytest.mark.parametrize("answers", [[1] * 4, [1] * 6, [5, 0, 0, 0, 0], ["1"] * 5, [-1] * 5])
def test_five_answers_from_nought_to_four(assessment, marcus, answers):
    with pytest.raises(Refused), transaction.atomic():
        assessing.evaluate(assessment, by=marcus, effort=answers, value=[1] * 5)
    with pytest.raises(Refused), transaction.atomic():
        assessing.evaluate(assessment, by=marcus, effort=[1] * 5, value=answers)
    assert Assessment.objects.get().effort == []


def test_the_page_takes_few_queries_however_much_there_is(
    full, assessment, leo, marcus, farida, sam, django_assert_max_num_queries
):
    """Two for what it shows; one more for the reader's roles where an exception waits."""
    playing.weigh(full, inherent="M")
    for risk in [playing.add(full) for _one in range(6)]:
        playing.first(risk, leo)
        playing.first(risk, marcus)
        mitigating.propose(risk, by=marcus, text="A tray.")
    waiving.ask(
        assessment,
        by=marcus,
        category="customer",
        level="M",
        why="It helps.",
        until=playing.tomorrow(),
    )
    for reader, most in ((marcus, 3), (leo, 3), (sam, 3), (farida, 3)):
        idea = playing.fresh(full)
        with django_assert_max_num_queries(most):
            seen = sight.of(idea, reader)
        assert len(seen.risks) == 8

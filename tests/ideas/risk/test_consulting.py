"""The colleagues who know about it, and exceptions from what we accept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ideas import drafts
from ideas.models import Consultation, Idea, Waiver
from ideas.risk import consulting, screening, sight, waiving
from ideas.seats import Refused
from portal.models import Notice
from portal.roles import Role
from tests.ideas import playing


@pytest.fixture
def asked(assessment):
    return assessment.consultations.get()


def waiting(person):
    """What this person is asked for and has not done."""
    kinds = ("idea.consulted", "idea.waiver_asked")
    return Notice.objects.filter(person=person, kind__in=kinds, settled_at=None).count()


@pytest.mark.parametrize(
    ("verdict", "advice", "enough"),
    [
        ("fine", "", True),
        ("care", "", False),
        ("care", "Mind the cable.", True),
        ("against", " ", False),
        ("against", "It will burn.", True),
        ("", "Hm.", False),
        ("perhaps", "Hm.", False),
    ],
)
def test_an_answer_says_what_to_take_care_of(asked, leo, marcus, verdict, advice, enough):
    if not enough:
        with pytest.raises(Refused):
            consulting.answer(asked, by=leo, verdict=verdict, advice=advice)
        assert waiting(leo) == 1
        return
    consulting.answer(asked, by=leo, verdict=verdict, advice=advice)
    assert waiting(leo) == 0
    assert Notice.objects.filter(person=marcus, kind="idea.consultation_answered").exists()


def test_they_may_change_their_mind_until_it_is_agreed(full, asked, leo):
    consulting.answer(asked, by=leo, verdict="fine")
    consulting.answer(asked, by=leo, verdict="against", advice="It will burn.")
    assert Consultation.objects.get().verdict == "against"
    Idea.objects.update(state="trial")
    with pytest.raises(Refused, match="This is agreed"):
        consulting.answer(asked, by=leo, verdict="fine")


def test_what_they_said_when_they_talked_can_be_corrected_by_them(asked, leo, marcus):
    with pytest.raises(Refused, match="in a sentence"), transaction.atomic():
        consulting.note_talk(asked, by=marcus, verdict="fine", advice="")
    consulting.note_talk(asked, by=marcus, verdict="fine", advice="He says it is fine.")
    assert waiting(leo) == 0
    assert Notice.objects.filter(person=leo, kind="idea.talked_to").exists()
    with pytest.raises(Refused, match="answered already"), transaction.atomic():
        consulting.note_talk(asked, by=marcus, verdict="fine", advice="Again.")
    consulting.answer(asked, by=leo, verdict="care", advice="I said: mind the cable.")
    assert Consultation.objects.get().verdict == "care"


def test_another_colleague_is_asked_and_told(asked, leo, joy, sam, amina, marcus):
    consulting.hand_on(asked, by=leo, to=joy)
    assert (waiting(leo), waiting(joy)) == (0, 1)
    consulting.hand_on(asked, by=joy, to=leo)
    assert (waiting(leo), waiting(joy)) == (1, 0)
    with pytest.raises(Refused, match="asked already"), transaction.atomic():
        consulting.hand_on(asked, by=marcus, to=leo)
    with pytest.raises(Refused, match="one of its authors"), transaction.atomic():
        consulting.hand_on(asked, by=leo, to=amina)
    sam.is_active = False
    with pytest.raises(Refused, match="works here"), transaction.atomic():
        consulting.hand_on(asked, by=leo, to=sam)
    consulting.answer(asked, by=leo, verdict="fine")
    with pytest.raises(Refused, match="answered already"), transaction.atomic():
        consulting.hand_on(asked, by=leo, to=joy)


def test_it_is_not_handed_to_the_manager_it_is_kept_from(full, asked, leo, marcus, priya):
    from ideas import seats
    from ideas.compact import Party

    Idea.objects.update(hidden_from_manager=True)
    with transaction.atomic():
        seats.fill(playing.fresh(full), Party.ASSESSOR, priya, by=None)
    with pytest.raises(Refused, match="kept from their line manager"):
        consulting.hand_on(asked, by=leo, to=marcus)


@pytest.mark.parametrize("missing", [one.key for one in screening.SCREEN])
def test_each_screening_question_is_answered(asked, leo, missing):
    Consultation.objects.update(tripwire="T1")
    for answers in (
        {key: yes for key, yes in playing.NO.items() if key != missing},
        playing.NO | {missing: "no"},
    ):
        with pytest.raises(Refused, match="each of the screening"), transaction.atomic():
            consulting.answer(asked, by=leo, verdict="fine", screen=answers)
    consulting.answer(asked, by=leo, verdict="fine", screen=playing.NO | {"made_up": True})
    assert Consultation.objects.get().screen == playing.NO


LEAVE = {"category": "customer", "level": "M", "why": "It helps so many."}


def ask(assessment, by, **other):
    return waiving.ask(assessment, by=by, **LEAVE | {"until": playing.tomorrow(90)} | other)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"level": "L"}, "no exception is needed"),
        ({"category": "money"}, "no exception is needed"),  # Medium is accepted there
        ({"level": "S"}, "Nobody may back a severe risk"),
        ({"category": "nothing"}, "Choose one"),
        ({"category": "weather"}, "Choose one"),
        ({"level": "X"}, "Choose one"),
        ({"why": " "}, "why it is worth it"),
        ({"until": None}, "within the next ninety days"),
        ({"until": 0}, "within the next ninety days"),
        ({"until": 91}, "within the next ninety days"),
    ],
)
def test_what_cannot_be_asked_for(assessment, marcus, farida, other, sentence):
    if isinstance(other.get("until"), int):
        other = {"until": timezone.localdate() + timedelta(days=other["until"])}
    with pytest.raises(Refused, match=sentence):
        ask(assessment, marcus, **other)


def test_one_at_a_time_and_anew_when_it_is_answered(assessment, marcus, farida):
    waiver = ask(assessment, marcus)
    assert waiting(farida) == 1
    with pytest.raises(Refused, match="asked already"), transaction.atomic():
        ask(assessment, marcus)
    with pytest.raises(Refused, match="Say why not"), transaction.atomic():
        waiving.answer(waiver, by=farida, granted=False)
    with pytest.raises(Refused, match="under which conditions"), transaction.atomic():
        waiving.answer(waiver, by=farida, granted=True)
    waiving.answer(waiver, by=farida, granted=False, why="Not before spring.")
    assert waiting(farida) == 0
    assert Notice.objects.get(kind="idea.waiver_refused", person=marcus)
    with pytest.raises(Refused, match="answered already"), transaction.atomic():
        waiving.answer(waiver, by=farida, granted=True, conditions="One shop.")
    assert ask(assessment, marcus).pk != waiver.pk


@pytest.mark.parametrize("who", ["asker", "author", "manager", "champion", "superuser", "other"])
def test_who_answers_it(assessment, amina, marcus, priya, tomasz, ada, farida, person, who):
    """An executive sponsor, never the one who asked and none of its authors."""
    others = person("Edith Moore", Role.SPONSOR)
    amina.groups.add(*farida.groups.all())
    marcus.groups.add(*farida.groups.all())
    waiver = ask(assessment, marcus)
    by = {
        "asker": marcus,
        "author": amina,
        "manager": priya,
        "champion": tomasz,
        "superuser": ada,
        "other": others,
    }[who]
    if who == "other":
        assert waiving.answer(waiver, by=by, granted=True, conditions="One shop.").granted
        return
    with pytest.raises(Refused) as refused:
        waiving.answer(waiver, by=by, granted=True, conditions="One shop.")
    assert refused.value.status == 403
    assert Waiver.objects.get().granted is None


def test_the_database_says_so_too(assessment, marcus, farida):
    ask(assessment, marcus)
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.update(granted=True, answered_by=marcus)


def test_somebody_must_be_there_to_grant_it(full, assessment, marcus, farida):
    Idea.objects.update(confidential=True)
    with pytest.raises(Refused, match="Hand the sponsor’s seat"):
        ask(assessment, marcus)


def test_it_is_not_granted_for_a_time_that_is_over(assessment, marcus, farida):
    waiver = ask(assessment, marcus)
    Waiver.objects.update(until=timezone.localdate())
    with pytest.raises(Refused, match="within the next ninety days"), transaction.atomic():
        waiving.answer(waiver, by=farida, granted=True, conditions="One shop.")
    waiving.answer(waiver, by=farida, granted=False, why="It is over.")


def test_who_became_its_author_is_consulted_no_more(asked, leo, marcus, amina):
    idea = Idea.objects.get()
    drafts.invite(idea, leo, by=amina)
    drafts.answer_invitation(idea, by=leo, yes=True)
    with pytest.raises(Refused, match="your own idea"):
        consulting.answer(asked, by=leo, verdict="fine")
    assert "answer" not in sight.of(idea, leo).consultations[0].may
    consulting.hand_on(asked, by=leo, to=marcus)

"""The pages of an assessment: what the buttons do, and what a refusal keeps."""

import re

import pytest

from ideas import services
from ideas.models import FirstScore, Idea, Mitigation, Risk, Specialist
from ideas.risk import assessing
from tests.ideas import playing
from tests.ideas.risk.paging import SCENARIO, address, hidden, named, said


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("likelihood", "Say how likely it is."),
        ("customer", "Say how bad it would be, at worst."),
        ("confidence", "Say how sure you are."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(client, cast, full, risk, missing, says):
    client.force_login(cast["assessor"])
    typed = {"likelihood": 2, "customer": 3, "public": 1, "confidence": "high"}
    del typed[missing]
    answer = client.post(address(full, 1), {"do": "first"} | named("first", typed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert "<title>Error:" in page
    for name, value in typed.items():
        assert re.search(rf'name="first-{name}" value="{value}"[^>]* checked', page), name
    assert not FirstScore.objects.exists()


def test_a_colleague_proposes_and_the_assessor_answers(client, cast, full, risk):
    client.force_login(cast["colleague"])
    sent = {"do": "risk"} | named("risk", SCENARIO | {"event": "it tips over"})
    answer = client.post(address(full) + "new/", sent)
    made = Risk.objects.get(event="it tips over")
    assert answer["Location"] == address(full, made.number)
    assert made.standing == "proposed"
    told = said(client.get(address(full, made.number)))
    assert "Sam Whitlock thought of this, and waits for an answer." in told
    assert "Take it up" not in told
    assert client.post(address(full, made.number), {"do": "take"}).status_code == 403

    client.force_login(cast["assessor"])
    aside = {"do": "aside"} | named("aside", {"why": ""})
    answer = client.post(address(full, made.number), aside)
    assert answer.status_code == 422
    assert "Say in a sentence why you set it aside." in answer.content.decode()
    aside |= named("aside", {"why": "It stands on the floor."})
    assert client.post(address(full, made.number), aside).status_code == 302
    told = said(client.get(address(full)))
    assert "1 risk was set aside" in told
    assert "It stands on the floor." in told
    assert client.post(address(full, made.number), {"do": "take"}).status_code == 302
    made.refresh_from_db()
    assert made.standing == "taken"


def test_a_word_to_think_along_is_kept(client, cast, full):
    client.force_login(cast["author"])
    page = client.get(address(full) + "new/").content.decode()
    assert "What if there’s no way to a person?" in page
    sent = {"do": "risk"} | named("risk", SCENARIO | {"guide_word": "stuck"})
    client.post(address(full) + "new/", sent)
    assert Risk.objects.get(number=1).guide_word == "stuck"


def test_a_mitigation_goes_its_way(client, cast, full, risk):
    client.force_login(cast["colleague"])
    client.post(address(full, 1), {"do": "mitigate"} | named("mitigate", {"text": "A lid."}))
    lid = Mitigation.objects.get()
    assert (lid.standing, lid.proposed_by) == ("proposed", cast["colleague"])
    client.force_login(cast["assessor"])
    take = {"do": "m-take", "of": lid.pk}
    owned = named(f"m-take{lid.pk}", {"owner": "amina.yusuf", "due_on": str(playing.tomorrow(5))})
    assert client.post(address(full, 1), take).status_code == 422
    assert client.post(address(full, 1), take | owned).status_code == 302
    lid.refresh_from_db()
    assert (lid.standing, lid.owner) == ("taken", cast["author"])
    client.force_login(cast["author"])
    progress = named(f"m-progress{lid.pk}", {"status": "in_place", "evidence": "See the photo."})
    client.post(address(full, 1), {"do": "m-progress", "of": lid.pk} | progress)
    lid.refresh_from_db()
    assert (lid.status, lid.evidence) == ("in_place", "See the photo.")
    assert client.post(address(full, 1), {"do": "m-progress", "of": "77"}).status_code == 404


def test_two_people_do_not_write_over_each_other(client, cast, full, risk):
    """The second is shown how it stands, keeps every word, and may then send it knowingly."""
    client.force_login(cast["assessor"])
    seen = hidden(client.get(address(full, 1)), "reword", "mark")
    assessing.reword(risk, by=cast["author"], event="somebody is burnt")
    sent = {"do": "reword", "mark": seen}
    sent |= named("reword", SCENARIO | {"event": "somebody drops it"})
    answer = client.post(address(full, 1), sent)
    assert answer.status_code == 409
    told = said(answer)
    assert "Somebody changed this while you were writing." in told
    assert "How it stands now" in told
    assert "somebody is burnt" in told
    assert "somebody drops it" in answer.content.decode()
    sent["mark"] = hidden(answer, "reword", "mark")
    assert client.post(address(full, 1), sent).status_code == 302
    risk.refresh_from_db()
    assert risk.event == "somebody drops it"


def test_effort_and_value_are_kept_with_gaps_and_compared(client, cast, full):
    client.force_login(cast["author"])
    seen = hidden(client.get(address(full)), "worth", "mark")
    answers = {f"effort{n}": 1 for n in range(5)} | {"value0": 3}
    sent = {"do": "worth", "mark": seen} | named("worth", answers)
    assert client.post(address(full), sent).status_code == 302
    assessment = playing.assessment_of(full)
    assert (assessment.effort, assessment.value) == ([1] * 5, [3, None, None, None, None])
    answer = client.post(address(full), sent | {"worth-value1": 2})
    assert answer.status_code == 409
    assert "How it stands now" in said(answer)


def test_who_was_asked_answers_in_the_same_place(client, cast, full):
    asked = playing.assessment_of(full).consultations.get()
    client.force_login(cast["specialist"])
    name = f"advise{asked.pk}"
    sent = {"do": "advise", "of": asked.pk} | named(name, {"verdict": "care"})
    answer = client.post(address(full), sent)
    assert answer.status_code == 422
    assert "Say what to take care of, and why." in answer.content.decode()
    sent |= named(name, {"advice": "Never alone on Saturdays."})
    assert client.post(address(full), sent).status_code == 302
    client.force_login(cast["colleague"])
    assert "Never alone on Saturdays." in said(client.get(address(full)))
    assert client.post(address(full), sent).status_code == 403


def test_the_screening_questions_come_with_personal_details(client, draft, amina, marcus, leo):
    Specialist.objects.create(tripwire="T1", person=leo)
    Idea.objects.filter(pk=draft.pk).update(tripwires={"T1": True})
    services.perform(playing.fresh(draft), "submit", by=amina)
    idea = playing.fresh(draft)
    asked = playing.assessment_of(idea).consultations.get()
    client.force_login(leo)
    page = client.get(address(idea)).content.decode()
    assert "Does it know people by their face, voice or body?" in page
    name = f"advise{asked.pk}"
    given = dict.fromkeys(playing.NO, "no") | {"body": "yes", "verdict": "fine", "advice": ""}
    sent = {"do": "advise", "of": asked.pk} | named(name, given)
    assert client.post(address(idea), sent).status_code == 302
    asked.refresh_from_db()
    assert asked.screen["body"] is True
    assert asked.screen["join"] is False
    assert "call for a data protection impact assessment" in said(client.get(address(idea)))
    del sent[f"{name}-join"]
    assert client.post(address(idea), sent).status_code == 422


def test_an_exception_is_asked_for_and_answered(client, cast, full, farida):
    playing.weigh(full, inherent="M")
    client.force_login(cast["assessor"])
    assert "That’s more than we accept here." in said(client.get(address(full)))
    typed = {"category": "customer", "level": "M", "why": "It helps so many."}
    typed |= {"until": str(playing.tomorrow(60))}
    sent = {"do": "leave", "of": "customer"} | named("leavecustomer", typed)
    assert client.post(address(full), sent).status_code == 302
    asked = playing.assessment_of(full).waivers.get()
    answer = {"do": "leave-answer", "of": asked.pk}
    answer |= named(f"leave-answer{asked.pk}", {"granted": "yes", "said": "One shop only."})
    assert client.post(address(full), answer).status_code == 403
    client.force_login(farida)
    assert client.post(address(full), answer).status_code == 302
    asked.refresh_from_db()
    assert (asked.granted, asked.conditions) == (True, "One shop only.")


def test_a_button_that_is_not_there_does_nothing(client, cast, full, risk):
    client.force_login(cast["assessor"])
    for path in (address(full), address(full, 1), address(full) + "new/"):
        assert client.post(path, {"do": "approve"}).status_code == 422
    assert client.post(address(full), {"do": "first"}).status_code == 422


def test_a_double_click_counts_once(client, cast, full):
    client.force_login(cast["author"])
    sent = {"do": "risk", "submission_key": "k" * 24} | named("risk", SCENARIO)
    answers = [client.post(address(full) + "new/", sent) for _twice in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Risk.objects.filter(number__gt=0).count() == 1

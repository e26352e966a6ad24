"""The pages of an assessment: what each person sees, and what the buttons do."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ideas import services
from ideas.compact import State
from ideas.models import FirstScore, Idea, Mitigation, Risk, Specialist
from ideas.risk import assessing, mitigating
from tests.ideas import playing

SCENARIO = {
    "cause": "the kettle is hot",
    "event": "somebody is scalded",
    "sufferer": "a customer",
    "harm": "a burn",
    "side": "customer",
    "category": "customer",
}


def address(idea, number=None):
    if number is None:
        return reverse("ideas:assessment", args=[idea.reference])
    return reverse("ideas:risk", args=[idea.reference, number])


def named(prefix, fields):
    """Fields as the browser names them inside a form with a prefix."""
    return {f"{prefix}-{name}": value for name, value in fields.items()}


def said(response):
    """The main part of the page as text, with single blanks."""
    html = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def hidden(response, form, name):
    """The value of a hidden field in the form of a button."""
    html = response.content.decode()
    part = html.partition(f'name="do" value="{form}"')[2]
    return re.search(rf'name="{name}" value="([^"]*)"', part)[1]


@pytest.mark.parametrize(
    "who", ["author", "co_author", "assessor", "specialist", "sponsor", "colleague"]
)
def test_whoever_sees_the_idea_opens_all_pages(client, cast, full, risk, who):
    client.force_login(cast[who])
    for path in (address(full), address(full, 0), address(full, 1), address(full) + "new/"):
        assert client.get(path).status_code == 200, path
    assert client.get(address(full, 7)).status_code == 404
    assert client.put(address(full)).status_code == 405


def test_a_stranger_to_a_confidential_idea_finds_no_page(client, cast, full, risk, stranger):
    stranger()
    for who, status in (("colleague", 404), ("administrator", 404), ("assessor", 200)):
        client.force_login(cast[who])
        for path in (address(full), address(full, 1), address(full) + "new/"):
            assert client.get(path).status_code == status, (who, path)
        sent = client.post(address(full), {"do": "risk"})
        assert sent.status_code == (422 if status == 200 else status)


def test_a_draft_has_no_assessment(client, draft, amina):
    client.force_login(amina)
    assert client.get(f"/ideas/{draft.token}/assessment/").status_code == 404


def test_the_page_names_people_and_what_waits_for_whom(client, cast, full, risk):
    client.force_login(cast["assessor"])
    told = said(client.get(address(full)))
    for words in (
        "Weigh the idea, never the person.",
        "You have it until",
        "1. Somebody is scalded",
        "Say what you think, before you see what others think.",
        "Leo Grant",
        "Taking it all together",
        "Score risk 1 for yourself.",
        "Write down at least one thing that could go wrong for colleagues.",
    ):
        assert words in told, words
    assert "Finish weighing it" not in told
    client.force_login(cast["colleague"])
    told = said(client.get(address(full)))
    assert "Marcus Bell has it until" in told
    assert "Not now" not in told


def test_first_scores_stay_blind_until_one_gave_ones_own(client, cast, full, risk):
    playing.first(risk, cast["specialist"], 5, 4)
    for who in ("assessor", "author"):
        client.force_login(cast[who])
        told = said(client.get(address(full, 1)))
        assert "1 person has scored it." in told
        assert "Leo Grant" not in told
        assert "Severe" not in told.partition("Where this one sits")[0]
    client.force_login(cast["assessor"])
    typed = named("first", {"likelihood": 2, "customer": 3, "confidence": "high"})
    answer = client.post(address(full, 1), {"do": "first"} | typed)
    assert answer.status_code == 302
    given = FirstScore.objects.get(person=cast["assessor"])
    assert (given.likelihood, given.impacts, given.confidence) == (2, {"customer": 3}, "high")
    told = said(client.get(address(full, 1)))
    assert "Leo Grant" in told
    assert "Severe" in told.partition("Where this one sits")[0]
    client.force_login(cast["author"])
    assert "Leo Grant" in said(client.get(address(full, 1)))
    client.force_login(cast["colleague"])
    told = said(client.get(address(full, 1)))
    assert "Leo Grant" not in told
    assert "2 people have scored it." in told


def test_colleagues_see_levels_once_all_is_weighed(client, full, sam, farida):
    idea = playing.weigh(full, inherent="M", target="L")
    client.force_login(sam)
    for path in (address(full), address(full, 1)):
        told = said(client.get(path)).partition("Where this one sits")[0]
        assert "Before: Medium" not in told
    services.perform(
        idea,
        "weigh",
        by=idea.seated("assessor"),
        answers={"heard": playing.HEARD, "note": playing.NOTE},
    )
    for path in (address(full), address(full, 1)):
        told = said(client.get(path)).partition("Where this one sits")[0]
        assert "Before: Medium" in told
        assert "After: Low" in told


def test_the_matrix_says_in_words_what_it_shows(client, cast, full, risk):
    playing.score(risk, cast["assessor"], inherent="H", target="M")
    client.force_login(cast["assessor"])
    page = client.get(address(full, 1)).content.decode()
    assert "Before: Likely, impact 4 of 5, which is High." in page
    assert "After: Could well, impact 3 of 5, which is Medium." in page
    assert len(re.findall(r'data-band="4" class', page)) == 0
    assert re.search(r'data-i="4" data-band="3" class="is-before">High<', page)
    assert re.search(r'data-i="3" data-band="2" class="is-after">Medium<', page)
    assert "High comes down to Medium." in page
    assert "The head of a department, or an executive sponsor, can back that." in page


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


def test_once_nothing_is_missing_the_assessor_finishes(client, cast, full):
    playing.weigh(full)
    client.force_login(cast["assessor"])
    page = client.get(address(full)).content.decode()
    assert "Nothing is missing." in page
    action = re.search(r'action="([^"]*/weigh/)"', page)[1]
    sent = {"heard": playing.HEARD, "note": playing.NOTE, "seen": "assessing:1"}
    assert client.post(action, sent).status_code == 302
    assert playing.fresh(full).state == State.SPONSORSHIP
    told = said(client.get(address(full)))
    assert "Finish weighing it" not in told
    assert "Ask a question first" not in told


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


def test_a_pen_name_holds_on_these_pages(client, cast, full, risk):
    Idea.objects.filter(pk=full.pk).update(pen_name="Night Owl")
    playing.first(risk, cast["author"])
    mitigating.propose(risk, by=cast["author"], text="A lid.")
    playing.mitigate(risk, cast["assessor"], owner=cast["author"])
    for who, knows in (("colleague", False), ("assessor", True)):
        client.force_login(cast[who])
        for path in (address(full), address(full, 1)):
            assert ("Amina" in said(client.get(path))) is knows, (who, path)


@pytest.mark.parametrize("path", ["", "1/"])
def test_the_pages_take_the_same_queries_however_much_stands_in_them(
    client, cast, full, risk, path
):
    client.force_login(cast["assessor"])
    playing.first(risk, cast["assessor"])
    playing.mitigate(risk, cast["assessor"])
    client.get(address(full) + path)
    with CaptureQueriesContext(connection) as few:
        client.get(address(full) + path)
    for n in range(4):
        more = playing.add(full, event=f"another {n}")
        playing.first(more, cast["specialist"])
        playing.mitigate(more, cast["assessor"])
        playing.mitigate(risk, cast["assessor"], text=f"and {n}")
    with CaptureQueriesContext(connection) as many:
        client.get(address(full) + path)
    assert len(many) == len(few)
    assert len(many) <= 28

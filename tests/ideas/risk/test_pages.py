"""The pages of an assessment: what each person sees of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ideas import services
from ideas.compact import State
from ideas.models import FirstScore, Idea
from ideas.risk import mitigating
from tests.ideas import playing
from tests.ideas.risk.paging import address, named, said


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
    assert len(many) <= 12

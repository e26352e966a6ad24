"""The page of an idea: who has it, since when, what comes next, and what each reader may know."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ideas import services, shown, talk
from ideas.compact import STAGES, State, Word
from ideas.models import Idea, Support

DECLINED = {
    "reason": "The till supplier changes in October.",
    "would_be_yes": "A quote from the new supplier.",
    "look_again": "2027-01-15",
}


def body(client, idea):
    page = client.get(idea.get_absolute_url()).content.decode()
    return page.split("<main", 1)[1].split("</main", 1)[0]


def test_every_state_has_a_sentence_for_what_comes_next():
    assert set(shown.NEXT) == set(State)
    for state, (then, note) in shown.NEXT.items():
        assert str(note).endswith(".")
        assert ("%(holder)s" in then and "%(due)s" in then) is STAGES[state].promised


@pytest.mark.parametrize("who", ["amina", "marcus", "sam", "ada"])
def test_everybody_reads_who_has_it_since_when_and_what_comes_next(client, request, shared, who):
    client.force_login(request.getfixturevalue(who))
    page = body(client, shared)
    for words in ("Who has it", "Marcus Bell", "Since", "What comes next", shared.reference):
        assert words in page
    assert "Marcus Bell finishes weighing it by" in page


def test_a_late_idea_says_so(client, shared, sam):
    Idea.objects.filter(pk=shared.pk).update(due_at=timezone.now() - timedelta(days=1))
    client.force_login(sam)
    assert "and it is late" in body(client, shared)


@pytest.mark.parametrize(
    ("technology", "t5", "fitted"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
def test_technology_decides_the_trail_and_the_third_seal(
    client, shared, sam, technology, t5, fitted
):
    Idea.objects.filter(pk=shared.pk).update(technology=technology, tripwires={"T5": t5})
    client.force_login(sam)
    page = body(client, shared)
    assert (">Fitted<" in page) is fitted
    assert ("there is no technology in it" in page) is not fitted


def test_heard_comes_before_weighed(client, shared, marcus, sam):
    client.force_login(sam)
    assert "Now: </span>Heard" in body(client, shared)
    talk.say(idea=shared, by=marcus, text="I’ll ring you.", for_whom="everyone")
    page = body(client, shared)
    assert "Done: </span>Heard" in page
    assert "Now: </span>Weighed" in page


@pytest.mark.parametrize("state", State)
def test_the_trail_is_sound_in_every_state(shared, amina, state):
    from ideas.audience import Names

    shared.state = state
    trail = shown.eyelets(shared, Names(shared, True), list(shared.steps.all()))
    states = [eyelet.state for eyelet in trail]
    assert states == sorted(states, key=["done", "now", ""].index)
    assert states.count("now") <= 1
    assert len(trail) == len(Word) - (state != State.SIGN_OFF)


@pytest.mark.parametrize("who", ["amina", "sam"])
def test_a_no_shows_its_reason_and_what_would_make_it_a_yes(client, request, shared, marcus, who):
    services.perform(shared, "decline", by=marcus, answers=DECLINED)
    client.force_login(request.getfixturevalue(who))
    page = body(client, shared)
    for words in (*list(DECLINED.values())[:2], "15 Jan 2027", "Marcus Bell"):
        assert words in page
    assert ("Ask another manager" in page) is (who == "amina")


def test_a_move_that_is_not_possible_shows_why(client, shared, amina, marcus):
    for _round in range(2):
        services.perform(Idea.objects.get(), "ask", by=marcus, answers={"question": "Which?"})
        services.perform(Idea.objects.get(), "answer", by=amina, answers={"answer": "That."})
    client.force_login(marcus)
    page = body(client, shared)
    assert "Two rounds of questions are enough" in page
    assert reverse("ideas:step", args=[shared.reference, "ask"]) not in page
    assert reverse("ideas:step", args=[shared.reference, "decline"]) in page


def test_a_pen_name_hides_the_author_everywhere_on_the_page(client, shared, amina, marcus, sam):
    Idea.objects.filter(pk=shared.pk).update(pen_name="The Owl")
    services.perform(Idea.objects.get(), "ask", by=marcus, answers={"question": "Which till?"})
    talk.say(idea=Idea.objects.get(), by=amina, text="Soon.", for_whom="everyone")
    for reader, knows in ((sam, False), (marcus, True), (amina, True)):
        client.force_login(reader)
        for url in (shared.get_absolute_url(), reverse("ideas:history", args=[shared.reference])):
            page = client.get(url).content.decode()
            named = "Amina" in page.replace("You, Amina Yusuf", "").replace("AY", "")
            assert named is knows, (reader, url)
            assert knows or "The Owl" in page
            assert knows or "amina.yusuf" not in page


def test_a_stranger_finds_no_draft_and_its_address_lasts(client, draft, amina, sam):
    url = draft.get_absolute_url()
    client.force_login(sam)
    assert client.get(url).status_code == 404
    services.perform(draft, "submit", by=amina)
    assert client.get(url).url == Idea.objects.get().get_absolute_url()


def count(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


def test_the_page_asks_the_database_as_often_for_much_as_for_little(
    client, person, shared, marcus, sam
):
    client.force_login(sam)
    url = shared.get_absolute_url()
    client.get(url)
    few = count(client, url)
    for n in range(12):
        someone = person(f"Colleague {n}")
        talk.say(idea=shared, by=someone, text=f"Words {n} @sam.whitlock", for_whom="everyone")
        Support.objects.create(idea=shared, person=someone)
    Idea.objects.filter(pk=shared.pk).update(supporters=12)
    many = count(client, url)
    about_ideas = [sql for sql in many if '"ideas_' in sql]
    assert len(about_ideas) <= 3, "\n".join(about_ideas)
    assert len(many) <= 9, "\n".join(many)  # session, person, duties, bell and desk too
    assert len(many) == len(few), "\n".join(many)

"""The fast lane: one page, one form, one manager."""

import re

import pytest
from django.urls import reverse

from ideas import services
from ideas.compact import State
from ideas.models import Assessment, FirstScore, Mitigation, Risk
from ideas.risk import assessing
from tests.ideas import playing

WHOLE = {
    "n-event": "people go on standing",
    "n-harm": "pain in the back",
    "ns-likelihood": 4,
    "ns-customer": 2,
    "ns-confidence": "high",
    "s-side": "customer",
    "s-cause": "the kettle is hot",
    "s-event": "somebody is scalded",
    "s-sufferer": "a customer",
    "s-harm": "a burn",
    "b-likelihood": 2,
    "b-customer": 2,
    "b-confidence": "medium",
    "b-treatment": "accept",
    "heard": playing.HEARD,
    "note": playing.NOTE,
}
HELP = {
    "m-text": "Put it behind the counter.",
    "m-owner": "amina.yusuf",
    "a-likelihood": 1,
    "a-customer": 2,
}


def address(idea):
    return reverse("ideas:assessment", args=[idea.reference])


@pytest.fixture
def page(client, shared, marcus):
    """The one page, as Marcus sends it: page(typed, do="finish")."""
    client.force_login(marcus)

    def send(typed, do="finish"):
        return client.post(address(shared), {"do": do} | typed)

    return send


def text_of(response):
    return response.content.decode()


def test_one_page_is_all_it_takes(client, shared, marcus, page):
    told = text_of(client.get(address(shared)))
    assert "about ten minutes" in told
    assert "in our queue for forty minutes" in told
    answer = page(WHOLE)
    assert answer.status_code == 302
    idea = playing.fresh(shared)
    assert answer["Location"] == idea.get_absolute_url()
    assert idea.state == State.SPONSORSHIP
    nothing, risk = Risk.objects.all()
    assert (nothing.event, nothing.inherent_likelihood) == ("people go on standing", 4)
    assert (risk.side, risk.category, risk.standing) == ("customer", "customer", "taken")
    assert (risk.inherent_impacts, risk.target_impacts) == ({"customer": 2},) * 2
    assert FirstScore.objects.get().person == marcus
    step = idea.steps.get(verb="weigh")
    assert (step.words["heard"], step.words["note"]) == (playing.HEARD, playing.NOTE)


def test_what_we_do_about_it_brings_it_down(shared, page):
    due = {"m-due_on": str(playing.tomorrow(7))}
    worse = {"b-likelihood": 3, "b-customer": 3, "b-treatment": "reduce"}
    assert page(WHOLE | worse | HELP | due).status_code == 302
    risk = Risk.objects.get(number=1)
    assert (risk.inherent_likelihood, risk.target_likelihood) == (3, 1)
    assert Mitigation.objects.get().standing == "taken"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("n-event", "Say what happens if we leave it as it is."),
        ("n-harm", "Say what they would suffer."),
        ("ns-likelihood", "Say how likely it is."),
        ("ns-customer", "Say how bad it would be, at worst."),
        ("s-side", "Say whom it hurts."),
        ("s-cause", "Say what it could come from."),
        ("b-customer", "Say how bad it would be, at worst."),
        ("b-treatment", "Say what we do about it."),
        ("heard", "Say in your own words who it was hard for, and what it was like."),
        ("note", "Say what you make of it, in your own words."),
    ],
)
def test_what_is_missing_is_said_and_everything_stays(shared, page, name, says):
    typed = {key: value for key, value in WHOLE.items() if key != name}
    answer = page(typed)
    assert answer.status_code == 422
    told = text_of(answer)
    assert says in told
    assert "<title>Error:" in told
    for text in ("people go on standing", "the kettle is hot", playing.NOTE):
        assert text in told or text == WHOLE[name]
    assert re.search(r'name="b-likelihood" value="2"[^>]* checked', told)
    assert not Risk.objects.filter(number=1).exists()
    assert playing.fresh(shared).state == State.ASSESSING


def test_the_score_of_whom_it_hurts_is_the_one_that_counts(page):
    """A score for customers says nothing about a risk for colleagues."""
    answer = page(WHOLE | {"s-side": "staff"})
    assert answer.status_code == 422
    assert page(WHOLE | {"s-side": "staff", "b-staff": 1}).status_code == 302
    assert Risk.objects.get(number=1).category == "staff"


def test_what_is_complete_is_kept_for_later(client, shared, page):
    begun = {name: WHOLE[name] for name in ("n-event", "n-harm", "heard")}
    assert page(begun, do="keep").status_code == 302
    told = text_of(client.get(address(shared)))
    assert "people go on standing" in told
    assert playing.HEARD in told
    assert page(begun | {"s-event": "it tips over"}, do="keep").status_code == 422
    rest = {name: one for name, one in WHOLE.items() if name[0] == "s"}
    assert page(begun | rest, do="keep").status_code == 302
    assert Risk.objects.get(number=1).event == "somebody is scalded"
    assert page(WHOLE).status_code == 302
    assert playing.fresh(shared).state == State.SPONSORSHIP
    assert Risk.objects.count() == 2


def test_a_guess_needs_a_second_pair_of_eyes_and_nothing_is_kept(shared, page):
    answer = page(WHOLE | {"b-confidence": "low"})
    assert answer.status_code == 422
    assert "second pair of eyes" in text_of(answer)
    assert not Risk.objects.filter(number=1).exists()
    assert page(WHOLE | {"b-confidence": "low", "b-treatment": "smaller"}).status_code == 302


def test_what_changed_meanwhile_is_shown(client, shared, page, amina):
    mark = re.search(r'name="mark-n" value="(\w+)"', text_of(client.get(address(shared))))[1]
    own = Assessment.objects.get()
    assessing.describe_nothing(own, by=amina, event="they go elsewhere", harm="a lost sale")
    answer = page(WHOLE | {"mark-n": mark})
    assert answer.status_code == 409
    told = text_of(answer)
    assert "they go elsewhere" in told
    assert "people go on standing" in told


def test_an_idea_that_went_on_meanwhile_keeps_what_was_typed(shared, page, amina):
    services.perform(shared, "withdraw", by=amina, answers={"reason": "Sold."})
    answer = page(WHOLE)
    assert answer.status_code == 409
    assert "the kettle is hot" in text_of(answer)


@pytest.mark.parametrize("who", ["amina", "sam", "priya"])
def test_only_whoever_weighs_it_has_the_one_page(client, shared, request, who):
    client.force_login(request.getfixturevalue(who))
    told = text_of(client.get(address(shared)))
    assert "about ten minutes" not in told
    answer = client.post(address(shared), {"do": "finish"} | WHOLE)
    assert answer.status_code == 403
    assert not Risk.objects.filter(number=1).exists()


def test_the_long_way_and_proposals_lead_to_the_whole_page(client, shared, marcus, sam):
    client.force_login(marcus)
    told = text_of(client.get(address(shared) + "?all"))
    assert "about ten minutes" not in told
    playing.add(shared, by=sam)
    told = text_of(client.get(address(shared)))
    assert "Sam Whitlock thought of this." in told

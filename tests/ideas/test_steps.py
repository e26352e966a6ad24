"""One view for every move: who may open it, what it asks, and that no words get lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ideas import seats, services, words
from ideas.compact import BY_VERB, MOVES, State
from ideas.models import Idea, Step
from portal.roles import Role
from tests.ideas.test_compact import ANSWERS

KEY = "a-key-of-enough-letters"


def address(idea, verb):
    return reverse("ideas:step", args=[idea.slug, verb])


def typed(idea, **words):
    return {"seen": f"{idea.state}:{idea.round}", "submission_key": KEY, **words}


@pytest.mark.parametrize(
    ("who", "verb", "status"),
    [
        ("amina", "withdraw", 200),
        ("amina", "ask", 403),
        ("amina", "decline", 403),
        ("amina", "submit", 409),
        ("amina", "answer", 409),
        ("marcus", "ask", 200),
        ("marcus", "decline", 200),
        ("marcus", "hand-over", 200),
        ("marcus", "withdraw", 403),
        ("sam", "ask", 403),
        ("sam", "withdraw", 403),
        ("ada", "decline", 403),
        ("priya", "hand-over", 403),
        (None, "ask", 302),
    ],
)
def test_who_opens_a_move(client, request, shared, who, verb, status):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get(address(shared, verb)).status_code == status
    if who and status != 200:
        sent = client.post(address(shared, verb), typed(shared, **ANSWERS))
        assert sent.status_code == status
    assert Idea.objects.get().state == State.ASSESSING


def test_what_is_not_in_the_table_is_no_address(client, shared, amina):
    client.force_login(amina)
    url = f"/ideas/{shared.reference}/approve/"
    assert client.get(url).status_code == client.post(url).status_code == 404
    assert client.put(address(shared, "withdraw")).status_code == 405


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.verb)
def test_an_idea_that_nobody_may_see_has_no_moves(client, draft, sam, move):
    client.force_login(sam)
    assert client.get(address(draft, move.verb)).status_code == 404
    assert client.post(address(draft, move.verb), {}).status_code == 404


def test_a_question_and_its_answer(client, shared, amina, marcus):
    client.force_login(marcus)
    made = client.post(address(shared, "ask"), typed(shared, question="Which till?"))
    assert made.url == shared.get_absolute_url()
    client.force_login(amina)
    page = client.get(shared.get_absolute_url()).content.decode()
    assert "Which till?" in page
    idea = Idea.objects.get()
    client.post(address(idea, "answer"), typed(idea, answer="The one by the door."))
    assert Idea.objects.get().state == State.ASSESSING
    assert "The one by the door." in client.get(shared.get_absolute_url()).content.decode()


def test_sent_twice_moves_once(client, shared, marcus):
    client.force_login(marcus)
    answers = [
        client.post(address(shared, "ask"), typed(shared, question="Which?")) for _n in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Step.objects.filter(verb="ask").count() == 1


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ({}, "Say why"),
        ({"reason": "  "}, "Say why"),
        ({"would_be_yes": ""}, "Say what would make it a yes"),
        ({"look_again": ""}, "or say “never”"),
        ({"look_again": "2020-01-01"}, "Pick a day after today"),
        ({"look_again": "soon"}, "or say “never”"),
        ({"never": "on"}, "or say “never”"),
    ],
)
def test_a_no_that_says_too_little_keeps_what_it_says(client, shared, marcus, words, missing):
    client.force_login(marcus)
    full = {
        "reason": "The till supplier changes.",
        "would_be_yes": "A quote from the new one.",
        "look_again": "2099-01-15",
    }
    sent = {**full, **words} if words else {"would_be_yes": "A quote from the new one."}
    answer = client.post(address(shared, "decline"), typed(shared, **sent))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert missing in page
    for text in sent.values():
        assert text.strip() in page
    assert KEY in page
    assert Idea.objects.get().state == State.ASSESSING


def test_never_is_a_date_too(client, shared, marcus):
    client.force_login(marcus)
    sent = typed(shared, reason="The shop closes.", would_be_yes="A new shop.", never="on")
    assert client.post(address(shared, "decline"), sent).status_code == 302
    assert Step.objects.get(verb="decline").words["look_again"] == "never"


def test_what_moved_meanwhile_is_said_and_the_words_are_kept(client, shared, amina, marcus):
    services.perform(Idea.objects.get(), "ask", by=marcus, answers={"question": "Which?"})
    client.force_login(amina)
    sent = typed(shared, reason="It was never a good idea.")
    answer = client.post(address(shared, "withdraw"), sent)
    assert answer.status_code == 409
    assert "It was never a good idea." in answer.content.decode()
    assert Idea.objects.get().state == State.CLARIFYING


@pytest.mark.parametrize("seen", ["", "assessing", "assessing:x", "assessing:-1", ":", "x:99999"])
def test_a_forged_place_moves_nothing_it_should_not(client, shared, sam, seen):
    client.force_login(sam)
    sent = {"seen": seen, "question": "Which?", "submission_key": KEY}
    assert client.post(address(shared, "ask"), sent).status_code == (409 if seen else 403)
    assert Idea.objects.get().state == State.ASSESSING


def test_handing_over_offers_those_who_may_and_refuses_others(client, shared, marcus, priya, sam):
    client.force_login(marcus)
    page = client.get(address(shared, "hand-over")).content.decode()
    assert f'value="{priya.username}"' in page
    assert f'value="{sam.username}"' not in page
    refused = client.post(
        address(shared, "hand-over"), typed(shared, to=sam.username, reason="Holiday")
    )
    assert refused.status_code == 422
    assert "Holiday" in refused.content.decode()
    done = client.post(
        address(shared, "hand-over"), typed(shared, to=priya.username, reason="Holiday")
    )
    assert done.status_code == 302
    assert Idea.objects.get().holder == priya


def test_who_hands_on_a_confidential_idea_is_led_to_the_list(client, shared, marcus, priya):
    Idea.objects.filter(pk=shared.pk).update(confidential=True)
    client.force_login(marcus)
    sent = typed(shared, to=priya.username, reason="Holiday")
    assert client.post(address(shared, "hand-over"), sent).url == reverse("ideas:list")
    assert client.get(shared.get_absolute_url()).status_code == 404


def test_extra_words_are_not_kept(shared, marcus):
    services.perform(
        shared, "ask", by=marcus, answers={"question": "Which?", "state": "celebrated", "to": "x"}
    )
    assert Step.objects.get(verb="ask").words == {"question": "Which?"}


@pytest.mark.parametrize("move", [m for m in MOVES if m.words], ids=lambda move: move.verb)
def test_no_caller_moves_an_idea_without_the_words_it_costs(move):
    full = dict.fromkeys(move.words, "A word.")
    for name in {"until", "look_again"} & set(full):
        full[name] = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert words.of(move, full) == full
    for name in move.words:
        blank = {**full, name: " "}
        if name in move.asks:
            with pytest.raises(services.Refused):
                words.of(move, blank)
        else:
            assert words.of(move, blank)[name] == ""
        with pytest.raises(services.Refused):
            words.of(move, {**full, name: "x" * (words.most(name) + 1)})


@pytest.mark.parametrize(
    ("name", "days", "fits"),
    [("until", 0, False), ("until", 366, True), ("until", 367, False), ("look_again", 1000, True)],
)
def test_a_day_that_somebody_names_lies_ahead_and_rest_ends_within_a_year(name, days, fits):
    move = BY_VERB["park" if name == "until" else "decline"]
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    given = {**dict.fromkeys(move.words, "A word."), name: day}
    given = {"look_again": "never", **given} if name == "until" else given
    if fits:
        assert words.of(move, given)[name] == day
    else:
        with pytest.raises(services.Refused, match="Pick a day"):
            words.of(move, given)


def test_whoever_has_room_is_the_first_choice(client, shared, marcus, priya, person):
    other = person("Bola Akande", Role.MANAGER, load_limit=1)
    client.force_login(marcus)
    page = client.get(address(shared, "hand-over")).content.decode()
    assert "Whoever has room: Priya Nair, who has none" in page
    assert page.index("Whoever has room") < page.index(f'value="{other.username}"')
    done = client.post(
        address(shared, "hand-over"), typed(shared, to=seats.ANYBODY, reason="Holiday")
    )
    assert done.status_code == 302
    assert Idea.objects.get().holder == priya
    assert Step.objects.get(verb="hand-over").words["to"] == "Priya Nair"


def test_nobody_is_left_to_hand_over_to(client, shared, marcus):
    client.force_login(marcus)
    page = client.get(address(shared, "hand-over"))
    assert page.status_code == 200
    assert "Whoever has room" not in page.content.decode()

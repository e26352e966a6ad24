"""The hints beside the words: like ideas, rules, needs; a piece of a page that nothing breaks."""

from html import unescape

import pytest
from django.urls import reverse

from ideas import services
from ideas.models import Idea, Support

NEAR = reverse("ideas:near")


@pytest.fixture
def hints(client, joy):
    def ask(person, method="post", **typed):
        client.force_login(person)
        response = getattr(client, method)(NEAR, typed)
        assert response.status_code == 200
        return unescape(response.content.decode())

    return ask


def test_an_idea_that_sounds_close_is_named_with_its_state_and_a_button(hints, shared, sam):
    html = hints(sam, title="A kettel for people who wait")
    assert "A kettle for the queue" in html
    assert "Amina Yusuf. Being weighed." in html
    assert f'formaction="/ideas/{shared.reference}/support/"' in html
    assert "<html" not in html
    assert "<form" not in html


def test_a_question_in_the_address_works_as_well(hints, shared, sam):
    assert "A kettle for the queue" in hints(sam, "get", q="kettle")


def test_pressing_it_is_support_that_says_mine_too(client, shared, sam, joy):
    client.force_login(sam)
    answer = client.post(f"/ideas/{shared.reference}/support/", {"wanted": "yes", "mine_too": "1"})
    assert answer.status_code == 302
    assert Support.objects.get(idea=shared, person=sam).mine_too


def test_who_is_behind_it_already_is_not_asked_again(hints, shared, amina, sam):
    Support.objects.create(idea=shared, person=sam)
    assert "You’re behind it already." in hints(sam, title="kettle")
    mine = hints(amina, title="kettle")
    assert "This one is yours." in mine
    assert "formaction" not in mine


def test_the_draft_itself_is_not_like_itself(hints, shared, amina):
    assert "A kettle for the queue" not in hints(amina, title="A kettle", draft=shared.token)


def test_anothers_draft_address_hides_nothing(hints, shared, sam):
    assert "A kettle for the queue" in hints(sam, title="A kettle", draft=shared.token)


def test_a_pen_name_stays_one(hints, draft, amina, sam, marcus):
    Idea.objects.filter(pk=draft.pk).update(pen_name="A night owl")
    services.perform(Idea.objects.get(pk=draft.pk), "submit", by=amina)
    assert "A night owl. Being weighed." in hints(sam, title="kettle")
    assert "Amina" not in hints(sam, title="kettle")
    assert "Amina Yusuf. Being weighed." in hints(marcus, title="kettle")


@pytest.mark.parametrize("fields", [{"confidential": True}, {}])
def test_what_is_not_open_to_one_is_not_hinted_at(hints, draft, amina, sam, fields):
    Idea.objects.filter(pk=draft.pk).update(title="CANARY kettle", **fields)
    if fields:
        services.perform(Idea.objects.get(pk=draft.pk), "submit", by=amina)
    assert "CANARY" not in hints(sam, title="CANARY kettle")


@pytest.mark.parametrize(
    "text", ["", "a", "  ", "\x00\x00", "<script>alert(1)</script>", "🫖" * 99]
)
def test_no_words_break_it(hints, shared, sam, text):
    html = hints(sam, title=text)
    assert "<script" not in html
    assert "Nothing close so far." in html


def test_nothing_is_written(hints, shared, sam):
    hints(sam, title="A kettle", T1="yes", T4="yes", technology="yes")
    assert Idea.objects.count() == 1
    assert not Support.objects.exists()


def test_long_words_are_cut(hints, shared, sam):
    assert "A kettle for the queue" in hints(sam, title="kettle " * 200, moment="x" * 200_000)


def test_strangers_sign_in(client, db):
    assert client.post(NEAR, {"title": "kettle"}).status_code == 302

"""The search of the house finds ideas: by reference, by words, by meaning, and never too many."""

import pytest

from home import search
from ideas.compact import State
from ideas.models import Idea


def titles(person, typed):
    return [hit.title for hit in search.answer(person, typed)[1]]


@pytest.mark.parametrize(
    "typed",
    ["kettle", "a kettle for the queue", "ketle", "tea for people who wait", "queue kettle"],
)
def test_a_shared_idea_is_found(shared, sam, typed):
    assert "A kettle for the queue" in titles(sam, typed)


def test_its_reference_finds_it_alone(shared, sam):
    _query, hits = search.answer(sam, f" {shared.reference.lower()} ")
    assert hits[0].title == "A kettle for the queue"
    assert hits[0].kind == "Idea, Being weighed"
    assert hits[0].url == shared.get_absolute_url()


@pytest.mark.parametrize("fields", [{"confidential": True}, {"state": State.WITHDRAWN}])
@pytest.mark.parametrize("typed", ["kettle", "CANARY", "HERO-2026-0001", "tea"])
def test_what_one_may_not_see_is_not_found(shared, sam, ada, fields, typed):
    Idea.objects.filter(pk=shared.pk).update(title="CANARY kettle", **fields)
    assert "CANARY kettle" not in titles(sam, typed)
    assert "CANARY kettle" not in titles(ada, typed)


def test_a_draft_is_found_by_its_author_only(draft, amina, sam, ada):
    assert "A kettle for the queue" in titles(amina, "kettle")
    assert "A kettle for the queue" not in titles(sam, "kettle") + titles(ada, "kettle")

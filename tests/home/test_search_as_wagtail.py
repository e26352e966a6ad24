"""The prepared search finds what Wagtail's own search finds, in the same order."""

import pytest
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from home import search
from policy.models import SectionText
from portal import indexed
from tests.policy.making import published, section

ASKED = (
    "photograph",
    "speak customer",
    "customer photograph smile",
    "smile spe",
    "the customer and a smi",
    "forklift",
    "of the",
    "word_with_underscores 2026",
    "zażółć photograph",
)


@pytest.fixture
def world(nadia, ada):
    speaking = [
        section("Three ways to speak", "<p>As yourself, with a smile, to every customer.</p>"),
        section("The photograph", "<p>Ask anyone in it. A photograph of a customer is theirs.</p>"),
        section("Your time", "<p>Paid work, in your shift, with a smile and a smile.</p>"),
    ]
    published(nadia, by=ada, body=speaking, search_description="How a customer is spoken to.")
    photographs = [section("A smile", "<p>No photograph of a customer without one.</p>")]
    told = "What a customer and a smile have to do with a photograph."
    asked = {"title": "Photographs", "slug": "photographs", "search_description": told}
    published(nadia, by=ada, body=photographs, **asked)


def found(person, typed, which):
    query = search.Query.of(typed)
    return query, [row[0] for row in indexed.in_order(query.texts(person, which))]


@pytest.mark.parametrize("typed", ASKED)
def test_pages(world, sam, ada, typed):
    query, held = found(sam, typed, search.HELD)
    _query, begun = found(sam, typed, search.BEGUN)
    live, asked = Page.objects.live().filter(depth__gt=2), " ".join(query.telling)
    assert held == [page.pk for page in live.search(asked, operator="or")[:20]]
    assert begun == [page.pk for page in live.autocomplete(asked, operator="or")[:20]]
    assert found(ada, typed, search.HELD)[1] == held


@pytest.mark.parametrize("typed", ASKED)
def test_sections(world, sam, ada, typed):
    query = search.Query.of(typed)
    asked, backend = " ".join(query.telling), get_search_backend()
    every = [text.pk for text in backend.search(asked, SectionText, operator="and")[:20]]
    some = [text.pk for text in backend.search(asked, SectionText, operator="or")[:20]]
    rows = indexed.in_order(query.texts(sam, search.SECTIONS))
    assert [row[0] for row in rows if row[1]] == every
    assert {row[0] for row in rows} == set(some)
    assert every or [row[0] for row in rows] == some
    assert indexed.in_order(query.texts(ada, search.SECTIONS)) == rows


def test_the_set_finds_something(world, sam):
    """So that the tests above compare more than nothing."""
    lengths = {typed: len(found(sam, typed, search.HELD)[1]) for typed in ASKED}
    assert [typed for typed, length in lengths.items() if length > 1]
    assert lengths["forklift"] == 0

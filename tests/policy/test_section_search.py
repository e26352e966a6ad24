"""Search finds sections and lands on the anchor."""

import pytest

from policy import search
from policy.models import SectionText
from tests.policy.making import draft, published, republish, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(nadia, ada):
    body = [
        section("Three ways to speak", "<p>As yourself, with a trowel &amp; a smile.</p>"),
        section("Your time", "<p>Paid work, in your <strong>shift</strong>.</p>"),
    ]
    return published(nadia, by=ada, body=body)


@pytest.mark.parametrize(
    ("query", "anchors"),
    [
        ("trowel", ["three-ways-to-speak"]),
        ("shift", ["your-time"]),
        ("your time", ["your-time"]),
        ("TROWEL smile", ["three-ways-to-speak"]),
        ("trowel shift", []),  # all the words, in one section
        ("nothing-like-it", []),
        ("", []),
        ('"', []),
        ('"trowel', ["three-ways-to-speak"]),
        ('tro"wel" OR (', []),
        ("trowel*", ["three-ways-to-speak"]),
        ("' ; drop", []),
    ],
)
def test_what_is_found(query, anchors, policy):
    assert [hit.url for hit in search.sections(query)] == [
        f"/policies/speaking-online/#{anchor}" for anchor in anchors
    ]


def test_the_excerpt_shows_the_words_and_no_markup_of_ours(nadia, ada):
    long = "word " * 80
    published(nadia, by=ada, body=[section("T", f"<p>{long} find &lt;b&gt; me {long}</p>")])
    (hit,) = search.sections("find me")
    assert "<mark>find</mark> &lt;b&gt; <mark>me</mark>" in hit.excerpt
    assert hit.excerpt.startswith("… ")
    assert hit.excerpt.endswith(" …")
    assert len(hit.excerpt) < 400


def test_only_what_people_read_now_is_found(policy, nadia, ada):
    draft(nadia, title="Draft", slug="draft", body=[section("Trowel", "<p>trowel</p>")])
    republish(policy, writer=nadia, by=ada, body=[section("Your time", "<p>A spade.</p>")])
    assert search.sections("trowel") == []
    assert len(search.sections("spade")) == 1
    policy.unpublish()
    assert search.sections("spade") == []
    assert not SectionText.objects.exists()


def test_the_search_of_the_house_leads_to_the_section(policy, amina, client):
    client.force_login(amina)
    content = client.get("/search/", {"q": "trowel"}).content.decode()
    assert "/policies/speaking-online/#three-ways-to-speak" in content

"""Search forgives slips of the finger in everything, and puts first what was likely meant."""

import pytest

from home import search, spelling
from ideas import services
from policy import ambassadors
from tests.ideas.conftest import draft, shared  # noqa: F401
from tests.policy.conftest import larkfield_speaks, world  # noqa: F401
from tests.policy.making import published, section


@pytest.fixture
def policy(nadia, ada):
    body = [
        section("Three ways to speak", "<p>As yourself, with a smile, on social media.</p>"),
        section("The thank-you photograph", "<p>Ask anyone in it, every customer too.</p>"),
    ]
    return published(
        nadia, by=ada, body=body, search_description="Our social-media policy, in short."
    )


def found(person, typed):
    return search.answer(person, typed)[1]


@pytest.mark.parametrize(
    "typed",
    [
        "social media policy",
        "socal media polcy",
        "Sozial media",
        "the policy of social media",
        "speaking onlin",
        "speeking online",
    ],
)
def test_the_policy_is_the_best_answer(policy, sam, typed):
    assert found(sam, typed)[0].title == "Speaking online"


@pytest.mark.parametrize(
    "typed", ["thank-you photograph", "photograhp", "fotograph thank you", "potograph"]
)
def test_its_section_is_found_at_its_anchor(policy, sam, typed):
    assert found(sam, typed)[0].url == "/policies/speaking-online/#the-thank-you-photograph"


@pytest.mark.parametrize("typed", ["kettle", "kettel", "ketle", "a kettel for the quue", "kettles"])
def test_the_idea_is_found(shared, sam, typed):  # noqa: F811
    assert found(sam, typed)[0].title == "A kettle for the queue"


@pytest.mark.parametrize("typed", ["forklift karaoke", "quantum", "policemen karaoke", "1234567"])
def test_what_nobody_wrote_is_not_guessed(policy, shared, sam, typed):  # noqa: F811
    assert found(sam, typed) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("socal polcy", ("social", "policy")),
        ("social policy", ("social", "policy")),
        ("polic", ("polic",)),  # they are still typing
        ("xyzzy 2026 a", ("xyzzy", "2026", "a")),
        ("of", ("of",)),
    ],
)
def test_what_words_were_meant(policy, typed, meant):
    assert spelling.meant(tuple(typed.split())) == meant


def test_a_word_is_known_as_soon_as_it_is_published(policy, sam, nadia, ada):
    assert found(sam, "parafin") == []
    published(nadia, by=ada, title="Paraffin", slug="paraffin", body=[section("Heaters")])
    assert found(sam, "parafin")[0].title == "Paraffin"


@pytest.mark.parametrize(
    ("typed", "by"),
    [("paint", True), ("paints", True), ("drawers", False), ("accidents", False)],
)
def test_whom_to_ask_is_found_by_topic_under_the_chosen_name(
    world,  # noqa: F811
    amina,
    marcus,
    sam,
    typed,
    by,
):
    world.clear(amina, marcus)
    ambassadors.keep(person=amina, chosen_name="Amy")
    hits = {hit.title: hit for hit in found(sam, typed)}
    assert ("Amy" in hits) is by
    assert "Amina Yusuf" not in hits
    if by:
        assert hits["Amy"].url == ambassadors.url_of_topic(world.paint)


def test_ones_own_draft_and_what_was_shared_stand_in_one_answer(draft, amina, sam, policy):  # noqa: F811
    assert [hit.title for hit in found(amina, "kettle")] == ["A kettle for the queue"]
    services.perform(draft, "submit", by=amina)
    assert [hit.title for hit in found(sam, "kettle")] == ["A kettle for the queue"]

"""The editions of the criteria: one is always there, and only a good one comes after it."""

import copy

import pytest

from ideas.models import Assessment, Criteria
from ideas.risk import body, changes, criteria, defaults
from portal import trail
from portal.models.trail import Immutable

pytestmark = pytest.mark.django_db


@pytest.fixture
def edited():
    """A body that differs from edition 1 in one word."""
    changed = copy.deepcopy(defaults.body())
    changed["columns"][0]["anchors"][0] = "Somebody sighs"
    return changed


def test_edition_one_stands_from_the_start():
    edition = criteria.current()
    assert (edition.number, edition.body, edition.made_by) == (1, defaults.body(), None)
    criteria.keep()
    assert Criteria.objects.count() == 1


def test_the_first_edition_is_a_good_one():
    assert body.check(defaults.body()) is None


def test_an_edition_follows_the_one_before(edited, ada):
    made = criteria.publish(by=ada, body=edited, why="Nobody is annoyed here.")
    assert criteria.current() == made
    assert (made.number, made.made_by, made.body) == (2, ada, edited)
    assert made.digest != Criteria.objects.get(number=1).digest
    assert trail.sentence(trail.about(made).get()) == (
        "Ada Lund published edition 2 of the risk criteria: Nobody is annoyed here."
    )


def test_the_digest_goes_by_what_it_says_and_not_by_the_order(edited, ada):
    criteria.publish(by=ada, body=edited, why="One word.")
    turned = dict(reversed(edited.items()))
    with pytest.raises(criteria.Refused, match="Nothing changed"):
        criteria.publish(by=ada, body=turned, why="The other way round.")


def test_going_back_is_another_edition(edited, ada):
    criteria.publish(by=ada, body=edited, why="One word.")
    back = criteria.publish(by=ada, body=defaults.body(), why="It was better before.")
    assert back.number == 3
    assert back.digest == Criteria.objects.get(number=1).digest


def test_an_edition_is_written_once(edited):
    edition = criteria.current()
    edition.body = edited
    with pytest.raises(Immutable):
        edition.save()
    with pytest.raises(Immutable):
        edition.delete()


def test_nobody_without_the_role_publishes(edited, person, nadia, farida, marcus):
    root = person("Root Rootson", is_superuser=True)
    for somebody in (nadia, farida, marcus, root):
        with pytest.raises(criteria.Refused, match="Administrators") as refused:
            criteria.publish(by=somebody, body=edited, why="I like it.")
        assert refused.value.status == 403
    assert Criteria.objects.count() == 1


@pytest.mark.parametrize("why", ["", "   ", "x" * 301])
def test_an_edition_has_a_reason(edited, ada, why):
    with pytest.raises(criteria.Refused) as refused:
        criteria.publish(by=ada, body=edited, why=why)
    assert refused.value.field == "why"


def test_a_stale_page_publishes_nothing(edited, ada):
    criteria.publish(by=ada, body=edited, why="One word.", seen=1)
    with pytest.raises(criteria.Refused, match="Ada Lund published edition 2") as refused:
        criteria.publish(by=ada, body=defaults.body(), why="Another.", seen=1)
    assert refused.value.status == 409


def test_a_newer_edition_is_told_and_rescores_nothing(edited, ada, shared):
    assessment = Assessment.objects.filter(idea=shared).first() or Assessment.objects.create(
        idea=shared, criteria=criteria.current()
    )
    assert not criteria.outdated(assessment)
    criteria.publish(by=ada, body=edited, why="One word.")
    assessment.refresh_from_db()
    assert criteria.outdated(assessment)
    assert assessment.criteria.number == 1
    method = criteria.method_of(assessment.criteria)
    assert method.anchors["customer"][0] != "Somebody sighs"
    assert criteria.method_of(criteria.current()).anchors["customer"][0] == "Somebody sighs"


def without(name):
    def take(told):
        del told[name]

    return take


def put(path, value):
    """Change one place of the body, by its path."""

    def change(told):
        *steps, last = path
        for step in steps:
            told = told[step]
        told[last] = value

    return change


BAD = [
    (without("matrix"), "", "lack a part"),
    (put(["extra"], 1), "", "lack a part"),
    (put(["matrix"], ["LLLMM"] * 4), "matrix", "five rows"),
    (put(["matrix", 4], "LMHS"), "matrix", "five rows"),
    (
        put(
            [
                "matrix",
                1,
            ],
            "LLXMH",
        ),
        "matrix-1-2",
        "Likelihood 2, impact 3: choose",
    ),
    (put(["matrix", 2], "LMLHH"), "matrix", "less grave"),
    (put(["matrix", 0], "LLLMS"), "matrix", "less grave"),
    (put(["columns"], []), "columns", "missing"),
    (put(["columns", 0, "label"], ""), "columns-0-label", "name"),
    (put(["columns", 1, "key"], "customer"), "columns-1-label", "there twice"),
    (put(["columns", 1, "key"], "Staff!"), "columns-1-label", "starts with a letter"),
    (put(["columns", 1, "key"], "far_too_long_a_key"), "columns-1-label", "starts with a letter"),
    (put(["columns", 2, "anchors"], ["one"] * 4), "columns-2-anchors", "“Personal details” needs"),
    (put(["columns", 2, "anchors", 4], " "), "columns-2-anchors-4", "“Personal details” has a gap"),
    (put(["columns", 2, "anchors", 4], "x" * 201), "columns-2-anchors-4", "longer than 200"),
    (put(["columns", 2, "anchors", 4], 5), "columns-2-anchors-4", "gap"),
    (put(["likelihoods"], []), "likelihoods", "missing"),
    (put(["likelihoods", 3, "share"], ""), "likelihoods-3-share", "“Likely” has a gap"),
    (put(["categories"], []), "categories", "missing"),
    (put(["categories"], ["data"]), "categories", "missing"),
    (put(["categories", 0, "columns"], ["weather"]), "categories-0-columns", "isn’t there"),
    (put(["categories", 0, "columns"], []), "categories-0-columns", "“Harm to customers”"),
    (put(["categories", 0, "columns"], [["data"]]), "categories-0-columns", "isn’t there"),
    (put(["categories", 0, "appetite"], "XL"), "categories-0-appetite", "“Harm to customers”"),
    (put(["categories", 0, "appetite"], ["L"]), "categories-0-appetite", "“Harm to customers”"),
    (put(["categories", 0, "vulnerable"], 1), "categories-0-vulnerable", "yes or no"),
    (
        put(["categories", 4, "relaxed"], {"level": "M", "tripwire": "T9"}),
        "categories-4-relaxed",
        "whose word",
    ),
    (
        put(["categories", 4, "relaxed"], {"level": "L", "tripwire": "T1"}),
        "categories-4-relaxed",
        "more than without",
    ),
    (put(["categories", 4, "relaxed"], {"level": "M"}), "categories-4-relaxed", "whose word"),
    (
        put(["categories", 4, "relaxed"], {"level": "X", "tripwire": "T1"}),
        "categories-4-relaxed",
        "more than without",
    ),
    (put(["categories", 10, "key"], "idleness"), "categories", "Keep “Doing nothing”"),
    (put(["guide_words", 3, "ask"], ""), "guide_words-3-ask", "“Wrong” has a gap"),
    (put(["guide_words", 3, "key"], "not"), "guide_words-3-label", "there twice"),
    (put(["effort", 0, "answers"], []), "effort-0-answers", "needs five"),
    (put(["value", 4, "label"], ""), "value-4-label", "name"),
    (put(["value"], []), "value", "missing"),
    (put(["value", 0, "weight"], 2), "value", "missing"),
    (put(["guide_words", 0, "colour"], "red"), "guide_words", "missing"),
    (put(["likelihoods", 0, "points"], 1), "likelihoods", "missing"),
    (put(["columns", 0, "weight"], 2), "columns", "missing"),
    (put(["categories", 0, "weight"], 2), "categories", "missing"),
    (
        put(["categories", 4, "relaxed"], {"level": ["M"], "tripwire": "T1"}),
        "categories-4-relaxed",
        "more than without",
    ),
]


@pytest.mark.parametrize(("change", "field", "says"), BAD)
def test_a_body_that_is_off_is_refused_with_its_place(ada, change, field, says):
    told = defaults.body()
    change(told)
    with pytest.raises(criteria.Refused) as refused:
        criteria.publish(by=ada, body=told, why="Why not.")
    assert refused.value.field == field
    assert says in refused.value.reason
    assert refused.value.status == 422
    assert Criteria.objects.count() == 1


@pytest.mark.parametrize("told", [None, [], "matrix", {}])
def test_what_is_no_body_at_all_is_refused_too(ada, told):
    with pytest.raises(criteria.Refused, match="lack a part"):
        criteria.publish(by=ada, body=told, why="Why not.")


def test_what_changed_is_told_place_by_place(edited):
    edited["matrix"][4] = "MMHSS"
    edited["categories"][4]["relaxed"] = None
    del edited["guide_words"][0]
    told = changes.between(defaults.body(), edited)
    assert [tuple(change) for change in told] == [
        ("Impact column “customer”, 1", "Somebody is annoyed", "Somebody sighs"),
        ("Matrix, likelihood 5, impact 1", "Low", "Medium"),
        (
            "Category “data”, we accept",
            "Low, or Medium with the word of the data protection colleague",
            "Low",
        ),
        (
            "Guide word “not”",
            "Not: What if it doesn’t happen when it’s needed? (The text is never sent)",
            "",
        ),
    ]
    assert not changes.between(edited, copy.deepcopy(edited))

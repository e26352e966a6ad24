"""What applies to an idea: sections that talk about it, agreements that are owed, the licence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ideas import applies
from ideas.models import Idea
from portal.models import Department
from tests.policy.learning.making import make_course
from tests.policy.making import published, section

DATA = (
    "<p>Treat a customer’s personal details, address and phone number as a secret. Keep little.</p>"
)
SPEAK = "<p>In public you answer and post with your own name, on a channel you are cleared for.</p>"
MONEY = "<p>A refund of money has a limit. Ask who holds the budget before you spend more.</p>"


@pytest.fixture
def rules(nadia, ada):
    """Three policies with a section each, and a course for the second."""
    made = {}
    for slug, words in (("data", DATA), ("speaking", SPEAK), ("trying", MONEY)):
        body = [section(slug.capitalize(), words, slug)]
        made[slug] = published(nadia, by=ada, title=slug.capitalize(), slug=slug, body=body)
    return made


def slugs(found):
    return [rule.url.split("/")[2] for rule in found.rules]


@pytest.mark.parametrize(
    ("text", "yes", "wanted"),
    [
        ("A kettle by the lift", [], []),
        ("A kettle by the lift", ["T1"], ["data"]),
        ("A kettle by the lift", ["T4"], ["speaking"]),
        ("A kettle by the lift", ["T2"], ["trying"]),
        ("A kettle by the lift", ["T1", "T4"], ["data", "speaking"]),
        ("A refund of money up to a limit", [], ["trying"]),
        ("Post answers in public under our own name", [], ["speaking"]),
    ],
)
def test_tripwires_and_words_lead_to_sections(rules, amina, text, yes, wanted):
    found = applies.for_text(text, dict.fromkeys(yes, True), amina)
    assert sorted(slugs(found)) == wanted


def test_a_no_leads_nowhere(rules, amina):
    assert not applies.for_text("A kettle", {"T1": False, "T4": "yes"}, amina)


def test_it_leads_to_the_section_with_the_minutes_of_the_whole(rules, amina):
    (rule,) = applies.for_text("A kettle", {"T1": True}, amina).rules
    assert (rule.title, rule.section, rule.url) == ("Data", "Data", "/policies/data/#data")
    assert rule.minutes == 1


def test_what_is_owed_is_needed_until_it_is_agreed(rules, amina):
    from policy import agreeing, editions

    (need,) = applies.for_text("A kettle", {"T1": True}, amina).needs
    assert (need.title, need.url) == ("Read and agree to Data", "/policies/data/")
    digest = editions.live(rules["data"]).digest
    agreeing.agree(person=amina, policy=rules["data"], digest=digest)
    assert applies.for_text("A kettle", {"T1": True}, amina).needs == ()


def test_speaking_in_public_needs_the_licence(rules, amina, nadia):
    course = make_course(nadia)
    course.policies.set([rules["speaking"]])
    course.save()
    found = applies.for_text("A kettle", {"T4": True}, amina)
    assert [one.title for one in found.courses] == [course.title]
    titles = " ".join(need.title for need in found.needs)
    assert "Read and agree to Speaking" in titles
    assert course.title in titles
    assert len({need.url for need in found.needs}) == len(found.needs)
    assert all(need.minutes for need in found.needs)
    assert applies.for_text("A kettle", {"T1": True}, amina).courses == ()


def test_policies_for_others_do_not_apply(rules, amina):
    rules["data"].audience_departments.add(Department.objects.create(name="Kitchens"))
    rules["data"].save()
    assert not applies.for_text("A kettle", {"T1": True}, amina)


def test_only_the_author_is_told_what_they_need(rules, amina, sam):
    idea = Idea.objects.create(
        author=amina, token="draft-amina002", title="A kettle", tripwires={"T1": True}
    )
    assert applies.for_idea(idea, amina).needs
    assert applies.for_idea(idea, sam).needs == ()
    assert slugs(applies.for_idea(idea, sam)) == ["data"]


def test_without_policies_nothing_applies(amina, db):
    assert not applies.for_text("A refund", {"T2": True, "T4": False}, amina)


def test_it_costs_the_same_with_more_policies(rules, amina, nadia, ada):
    def count():
        with CaptureQueriesContext(connection) as queries:
            applies.for_text("A refund of money", {"T1": True, "T2": True}, amina)
        return len(queries)

    count()  # a process reads what there is when it is asked first
    few = count()
    for number in range(3):
        body = [section("More", MONEY, "more")]
        published(nadia, by=ada, title=f"More {number}", slug=f"more-{number}", body=body)
    assert count() == few + 2, "what changed is read once"
    assert count() == few <= 5

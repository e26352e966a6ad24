"""Search leaves out what somebody may not see, whoever they are and however they ask."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from home import search
from ideas import services
from ideas.models import Idea
from portal.roles import Role
from tests.ideas.conftest import draft, shared  # noqa: F401
from tests.policy.making import draft as policy_draft
from tests.policy.making import published, section

CAST = ("amina", "marcus", "priya", "tomasz", "nadia", "farida", "sam", "ada")
ASKED = ("canary", "CANARY kettle", "canery", "HERO-2026-0001", "yellow", "songbird")


def sees(person, canary):
    """Whether any way to ask shows the canary: in a title, in an address, in an excerpt."""
    hits = [hit for typed in ASKED for hit in search.answer(person, typed)[1]]
    return any(canary in f"{hit.title} {hit.url} {hit.excerpt}".lower() for hit in hits)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize(
    ("fields", "seen_by"),
    [
        ({}, set(CAST)),
        ({"confidential": True}, {"amina", "marcus"}),  # its author, and who weighs it
        ({"hidden_from_manager": True}, set(CAST)),  # Marcus sits in a seat of it
        ({"pen_name": "A night owl"}, set(CAST)),
    ],
)
def test_ideas(request, shared, who, fields, seen_by):  # noqa: F811
    person = request.getfixturevalue(who)
    Idea.objects.filter(pk=shared.pk).update(**fields)
    idea = Idea.objects.get(pk=shared.pk)
    idea.title, idea.moment = "A canary kettle", "The yellow songbird was cold."
    idea.save()
    assert sees(person, "canary") is (who in seen_by)


@pytest.mark.parametrize("who", ["amina", "marcus", "sam", "ada"])
def test_what_is_kept_from_the_manager(request, draft, amina, marcus, priya, joy, who):  # noqa: F811
    person = request.getfixturevalue(who)
    draft.title, draft.hidden_from_manager = "A canary kettle", True
    draft.save()
    services.perform(draft, "submit", by=amina)
    assert sees(person, "canary") is (who != "marcus")


@pytest.mark.parametrize("who", CAST)
def test_drafts(request, draft, who):  # noqa: F811
    person = request.getfixturevalue(who)
    Idea.objects.filter(pk=draft.pk).update(title="A canary kettle")
    assert sees(person, "canary") is (who == "amina")


@pytest.mark.parametrize("typed", ["Amina", "Amina Yusuf", "Yusuf"])
def test_a_name_finds_no_idea_under_a_pen_name(shared, sam, typed):  # noqa: F811
    Idea.objects.filter(pk=shared.pk).update(pen_name="A night owl")
    assert [hit.title for hit in search.answer(sam, typed)[1]] == ["Amina Yusuf"]


@pytest.mark.parametrize(
    ("rule", "seen_by"),
    [
        (None, set(CAST)),
        (PageViewRestriction.LOGIN, set(CAST)),
        (PageViewRestriction.GROUPS, {"marcus", "priya", "ada"}),
        (PageViewRestriction.PASSWORD, {"ada"}),
    ],
)
@pytest.mark.parametrize("who", CAST)
def test_policies_and_their_sections(request, nadia, ada, rule, who, seen_by):
    """Wagtail itself opens every page to a superuser."""
    person = request.getfixturevalue(who)
    body = [section("The canary", "<p>A yellow songbird.</p>")]
    policy = published(nadia, by=ada, title="Canary rules", slug="canary", body=body)
    if rule:
        made = PageViewRestriction.objects.create(page=policy, restriction_type=rule)
        made.groups.set(Group.objects.filter(name=Role.MANAGER))
    assert sees(person, "canary") is (who in seen_by)


@pytest.mark.parametrize("who", CAST)
def test_policies_that_are_not_out(request, nadia, who):
    policy_draft(nadia, title="Canary rules", slug="canary", body=[section("The canary")])
    assert not sees(request.getfixturevalue(who), "canary")


@pytest.mark.parametrize("who", ["marcus", "sam", "ada"])
def test_leavers(request, person, who):
    person("Canary Songbird", is_active=False)
    assert not sees(request.getfixturevalue(who), "canary")

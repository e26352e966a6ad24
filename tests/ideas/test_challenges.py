"""Challenges: a question, a person who decides by a day, and the ideas that one may see."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ideas import challenges
from ideas.compact import State
from ideas.models import ChallengeIndexPage, ChallengePage, Idea
from portal.models import User
from portal.people import leaving


def make(leader, slug="waiting", **fields):
    today = timezone.localdate()
    given = {
        "title": "Nobody waits twice",
        "question": "Where does a customer wait for us?",
        "why": "<p>They do.</p>",
        "good": "<p>One real person.</p>",
        "opens_on": today - timedelta(days=3),
        "closes_on": today + timedelta(days=3),
        "decides_on": today + timedelta(days=9),
    }
    challenge = ChallengePage(slug=slug, leader=leader, **given | fields)
    return ChallengeIndexPage.objects.get().add_child(instance=challenge)


def answer(author, challenge, number, title="A kettle", **fields):
    return Idea.objects.create(
        author=author,
        challenge=challenge,
        title=title,
        token=f"draft-{number:010}",
        reference=f"HERO-2026-{number:04}",
        submitted_at=timezone.now() + timedelta(seconds=number),
        **{"state": State.DECLINED} | fields,
    )


def days(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def open_one(farida, joy):
    return make(farida)


def read(client, person, page):
    client.force_login(person)
    response = client.get(page.url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_an_open_one_names_its_leader_and_leads_to_the_front_door(client, open_one, sam):
    html = read(client, sam, open_one)
    assert "Where does a customer wait for us?" in html
    assert "Farida Haddad decides by" in html
    assert f"/ideas/new/?challenge={open_one.pk}" in html
    assert "Yours could be the first" in html


def test_the_strip_names_the_leader(client, open_one, sam):
    client.force_login(sam)
    assert client.get(open_one.url).context["zero"].person == open_one.leader


@pytest.mark.parametrize(
    ("fields", "said", "invites"),
    [
        ({"opens_on": days(2)}, "It opens on", False),
        ({"closes_on": days(0)}, "Open until", True),
        ({"closes_on": days(-1)}, "Farida Haddad decides by", False),
        ({"closes_on": days(-2), "decides_on": days(-1)}, "hasn’t yet. That’s late", False),
        (
            {"closes_on": days(-2), "decides_on": days(-1), "decision": "<p>All of it.</p>"},
            "Farida Haddad has decided",
            False,
        ),
    ],
)
def test_the_promise_holds_on_each_day(client, farida, joy, sam, fields, said, invites):
    challenge = make(farida, **fields)
    html = read(client, sam, challenge)
    assert said in challenges.promise(challenge)
    assert challenges.promise(challenge) in html
    assert ("?challenge=" in html) == invites == challenge.is_open
    assert ("All of it." in html) == bool(challenge.decision)


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, True),
        ({"confidential": True}, False),
        ({"state": State.DRAFT}, False),
        ({"state": State.WITHDRAWN}, False),
    ],
)
def test_only_ideas_that_one_may_see_are_shown_and_counted(
    client, open_one, amina, sam, fields, seen
):
    answer(amina, open_one, 1, "CANARY kettle", **fields)
    html = read(client, sam, open_one)
    assert ("CANARY" in html) == seen
    assert ("1 idea came in" in html) == seen
    index = read(client, sam, ChallengeIndexPage.objects.get())
    assert ("1 idea so far" in index) == seen
    assert ("0 ideas so far" in index) != seen


def test_a_pen_name_stays_one(client, open_one, amina, sam):
    answer(amina, open_one, 1, pen_name="A night owl")
    html = read(client, sam, open_one)
    assert "A night owl" in html
    assert "Amina" not in html


def test_the_list_sorts_by_what_one_can_do(client, farida, joy, sam):
    make(farida, "one", title="Open one")
    make(farida, "two", title="Coming one", opens_on=days(2))
    make(farida, "three", title="Past one", closes_on=days(-1))
    html = read(client, sam, ChallengeIndexPage.objects.get())
    places = [html.index(title) for title in ("Open one", "Coming one", "Past one")]
    assert places == sorted(places)


def test_without_any_the_list_says_what_to_do(client, joy, sam):
    html = read(client, sam, ChallengeIndexPage.objects.get())
    assert "Which is when the best ideas turn up." in html


def test_twenty_to_a_page_and_no_query_for_each(client, open_one, amina, sam):
    answer(amina, open_one, 1)
    read(client, sam, open_one)
    with CaptureQueriesContext(connection) as one:
        read(client, sam, open_one)
    for number in range(2, 25):
        answer(amina, open_one, number)
    with CaptureQueriesContext(connection) as many:
        html = read(client, sam, open_one)
    assert html.count('class="entry result"') == 20
    assert "24 ideas came in" in html
    assert len(many) <= len(one) + 1
    following = client.get(open_one.url, {"after": Idea.objects.get(token="draft-0000000020").pk})
    assert following.content.decode().count('class="entry result"') == 4


def test_strangers_sign_in_first(client, open_one):
    assert client.get(open_one.url).status_code == 302
    assert client.get("/challenges/").status_code == 302


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"closes_on": days(-9)}, "closes_on"),
        ({"decides_on": days(1)}, "decides_on"),
    ],
)
def test_dates_in_the_wrong_order_are_refused(farida, fields, wrong):
    with pytest.raises(ValidationError) as refused:
        make(farida, **fields)
    assert set(refused.value.message_dict) == {wrong}


@pytest.mark.parametrize(
    ("name", "may"), [("nadia", True), ("ada", True), ("marcus", False), ("sam", False)]
)
def test_editors_write_challenges_and_nobody_else(request, name, may):
    person = User.objects.get(pk=request.getfixturevalue(name).pk)
    index = ChallengeIndexPage.objects.get()
    allowed = index.permissions_for_user(person)
    assert allowed.can_add_subpage() == may
    assert allowed.can_publish_subpage() == may


def test_the_form_opens_in_the_cms(client, open_one, nadia):
    client.force_login(nadia)
    for path in (
        f"/cms/pages/{open_one.pk}/edit/",
        f"/cms/pages/add/ideas/challengepage/{open_one.get_parent().pk}/",
    ):
        html = client.get(path).content.decode()
        assert "the leader decides by" in html.lower()


def test_a_leaver_hands_over_what_is_not_decided(open_one, farida, priya, ada):
    decided = make(farida, "old", closes_on=days(-1), decision="<p>Yes.</p>")
    assert ("challenges", "leader of 1 challenge") in leaving.holdings(farida)
    leaving.leave(farida, by=ada, successor=priya)
    open_one.refresh_from_db()
    decided.refresh_from_db()
    assert (open_one.leader, decided.leader) == (priya, farida)

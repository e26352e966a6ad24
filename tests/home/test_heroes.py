"""The wall: the whole chain, in a leader's own words, and nobody who would rather not."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home import heroes
from ideas.compact import Party
from ideas.delivery import boots, stories
from ideas.models import Boots, Cheer, Idea, Story
from ideas.seats import Refused
from portal.models import Department, Notice
from portal.roles import Role

THANKS = {"thanks": "Amina saw what none of us had seen.", "quote": "", "quote_by": ""}


def post(client, idea, name, **data):
    """As a form of the page does it, with a one-time key of its own."""
    key = uuid4().hex
    return client.post(
        reverse(f"home:{name}", args=[idea.reference]), data | {"submission_key": key}
    )


def wall(client):
    return client.get(reverse("home:heroes")).content.decode()


def test_the_wall_says_whose_idea_it_was(client, celebrated, sam):
    client.force_login(sam)
    assert "Amina Yusuf" in wall(client)
    page = client.get(reverse("home:hero", args=[celebrated.reference])).content.decode()
    assert "Amina Yusuf is a HERO." in page
    assert str(celebrated.seated(Party.SPONSOR)) in page


@pytest.fixture
def many(celebrated):
    """Thirty stories, the last of them the newest."""
    fields = {field.attname for field in Idea._meta.concrete_fields} - {"id", "reference", "token"}
    told = {name: getattr(celebrated, name) for name in fields}
    made = []
    for number in range(1, 30):
        since = celebrated.state_since + timedelta(minutes=number)
        told |= {"title": f"Story number {number}.", "state_since": since}
        reference = f"HERO-2026-{7000 + number}"
        made.append(Idea(**told, reference=reference, token=f"story-{number}"))
    return [celebrated, *Idea.objects.bulk_create(made)]


@pytest.mark.parametrize(
    ("page", "first", "last", "leads_to"),
    [
        ("", 29, 18, ["2"]),
        ("?page=1", 29, 18, ["2"]),
        ("?page=2", 17, 6, ["1", "3"]),
        ("?page=3", 5, 0, ["2"]),
        ("?page=4", 5, 0, ["2"]),
        ("?page=0", 5, 0, ["2"]),
        ("?page=kettle", 29, 18, ["2"]),
    ],
)
def test_the_wall_has_pages(client, many, sam, page, first, last, leads_to):
    client.force_login(sam)
    shown = client.get(reverse("home:heroes") + page).content.decode()
    titles = re.findall(r'<h2 class="h3"><a href="/heroes/[^"]*/">([^<]*)</a>', shown)
    assert titles == [idea.title for idea in reversed(many[last : first + 1])]
    assert re.findall(r'href="\?page=(\d+)"', shown) == leads_to


def test_the_first_page_counts_nothing(client, many, sam):
    client.force_login(sam)
    with CaptureQueriesContext(connection) as asked:
        wall(client)
    assert not [query for query in asked.captured_queries if "COUNT(*)" in query["sql"]]
    assert len(asked) <= 6


@pytest.mark.parametrize("state", ["trial", "measuring", "learned", "declined"])
def test_only_what_is_celebrated_has_a_story(client, celebrated, sam, state):
    held = {"holder": sam, "due_at": celebrated.submitted_at}
    Idea.objects.update(state=state, **held)
    client.force_login(sam)
    assert celebrated.title not in wall(client)
    assert client.get(reverse("home:hero", args=[celebrated.reference])).status_code == 404


@pytest.mark.parametrize(
    ("privacy", "knows", "title", "name"),
    [
        ({}, False, True, True),
        ({"confidential": True}, False, False, False),
        ({"confidential": True}, True, True, True),
        ({"pen_name": "A friend of tea"}, False, True, False),
        ({"pen_name": "A friend of tea"}, True, True, True),
    ],
)
def test_what_is_private_stays_so_on_the_wall(
    client, celebrated, sam, farida, privacy, knows, title, name
):
    Idea.objects.update(**privacy)
    client.force_login(farida if knows else sam)
    page = wall(client)
    assert (celebrated.title in page) == title
    story = client.get(reverse("home:hero", args=[celebrated.reference]))
    assert story.status_code == (200 if title else 404)
    shown = story.content.decode().split('class="zero')[0]
    assert ("Amina Yusuf" in page and "Amina Yusuf" in shown) == name
    assert ("Amina Yusuf" in page or "Amina Yusuf" in shown) == name


@pytest.mark.parametrize("who", ["author", "sponsor", "assessor"])
def test_whoever_would_rather_not_is_shown_nowhere_and_can_come_back(client, celebrated, sam, who):
    person = celebrated.seated(Party(who))
    client.force_login(person)
    assert post(client, celebrated, "hero_own", do="decline").status_code == 302
    client.force_login(sam)
    page = client.get(reverse("home:hero", args=[celebrated.reference]))
    names = [*page.context["page"].card.heroes, *(one for one, _part in page.context["page"].laced)]
    assert person not in names
    assert str(person) not in page.content.decode().split('class="zero')[0]
    assert str(person) not in wall(client)
    client.force_login(person)
    post(client, celebrated, "hero_own", do="accept")
    client.force_login(sam)
    page = client.get(reverse("home:hero", args=[celebrated.reference]))
    assert person in [one for one, _part in page.context["page"].laced]


def test_an_author_who_would_rather_not_is_a_colleague_by_every_name(celebrated):
    Boots.objects.filter(idea=celebrated, person=celebrated.author).update(
        declined_at=celebrated.made_at
    )
    names = heroes.Shown(celebrated, False, celebrated.boots.all())
    assert names.author == names.of(celebrated.author) == "a colleague"


def test_a_size_is_read_by_nobody_else(client, celebrated, amina, sam):
    client.force_login(amina)
    post(client, celebrated, "hero_own", do="fit", size="41 wide")
    assert Boots.objects.get(person=amina).size == "41 wide"
    client.force_login(sam)
    page = client.get(reverse("home:hero", args=[celebrated.reference])).content.decode()
    assert "41 wide" not in page


def test_nobody_else_has_boots_to_decline(celebrated, sam, ada):
    for person in (sam, ada):
        with pytest.raises(Refused, match="for the people who laced"):
            boots.decline(celebrated, by=person)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("head", True), ("executive", True), ("author", False), ("manager", False),
     ("stranger", False), ("administrator", False)],
)  # fmt: skip
def test_the_thanks_come_from_a_leader(celebrated, person, sam, ada, who, allowed):
    head = person("Helen Marsh", Role.MANAGER)
    shops = Department.objects.create(name="Shops", head=head)
    celebrated.author.department = shops
    celebrated.author.save()
    by = {
        "head": head,
        "executive": person("Ruth Abara", Role.SPONSOR),
        "author": celebrated.author,
        "manager": person("Bola Akande", Role.MANAGER),
        "stranger": sam,
        "administrator": ada,
    }[who]
    if allowed:
        assert stories.thank(celebrated, by=by, **THANKS).by == by
    else:
        with pytest.raises(Refused):
            stories.thank(celebrated, by=by, **THANKS)
        assert not Story.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"thanks": "Well done."}, {"thanks": ""}, {"quote": "Lovely.", "quote_by": " "}]
)
def test_thin_thanks_are_refused_and_kept_on_the_page(client, celebrated, farida, wrong):
    client.force_login(farida)
    answer = post(client, celebrated, "hero_thank", **THANKS | wrong)
    assert answer.status_code == 422
    assert next(iter(wrong.values())) in answer.content.decode()
    assert not Story.objects.exists()


def test_a_leader_is_asked_once_and_settled_by_the_thanks(celebrated, farida):
    leader = stories.leader_of(celebrated)
    asked = Notice.objects.get(kind="idea.thanks")
    assert asked.person == leader == farida
    stories.thank(celebrated, by=farida, **THANKS)
    asked.refresh_from_db()
    assert asked.settled_at


def test_whoever_may_not_see_it_is_not_asked_for_thanks(celebrated, person):
    head = person("Helen Marsh", Role.MANAGER)
    celebrated.author.department = Department.objects.create(name="Shops", head=head)
    assert stories.leader_of(celebrated) == head
    celebrated.confidential = True
    assert stories.leader_of(celebrated) == celebrated.seated(Party.SPONSOR)


def test_a_cheer_counts_once_and_not_for_oneself(client, celebrated, sam, amina):
    client.force_login(sam)
    post(client, celebrated, "hero_cheer")
    assert Cheer.objects.count() == 1
    stories.cheer(celebrated, by=sam)
    assert Cheer.objects.count() == 1
    with pytest.raises(Refused, match="your own"):
        stories.cheer(celebrated, by=amina)


def test_it_goes_to_another_shop_and_credits_the_first(client, celebrated, sam, amina):
    client.force_login(sam)
    answer = post(client, celebrated, "hero_take")
    draft = Idea.objects.get(author=sam)
    assert answer.url == reverse("ideas:edit", args=[draft.slug])
    assert (draft.borrowed_from, draft.state, draft.title) == (
        celebrated,
        "draft",
        celebrated.title,
    )
    client.force_login(amina)
    page = client.get(reverse("home:hero", args=[celebrated.reference]))
    assert page.context["page"].taken == []  # a draft is nobody else's business
    with pytest.raises(Refused, match="your own"):
        stories.take(celebrated, by=amina)


def test_the_wall_costs_the_same_for_one_story_and_for_ten(client, celebrated, sam):
    client.force_login(sam)
    counts = []
    for copies in (0, 9):
        for number in range(copies):
            copy = Idea.objects.get(pk=celebrated.pk)
            copy.pk, copy.reference, copy.token = (
                None,
                f"HERO-2020-{number:04}",
                f"draft-x{number:08}",
            )
            copy.save()
            Boots.objects.create(idea=copy, person=celebrated.author, part="author")
        wall(client)
        with CaptureQueriesContext(connection) as queries:
            wall(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_where_nobody_likes_to_be_shown_it_is_one_colleague(client, celebrated, amina, sam):
    boots.decline(celebrated, by=amina)
    client.force_login(sam)
    page = client.get(reverse("home:hero", args=[celebrated.reference])).content.decode()
    assert "A colleague is a HERO." in page

"""The list: what it finds, in which order, page by page, and that its length costs nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ideas import listing, similar
from ideas.compact import State
from ideas.listing import Asked
from ideas.models import CoAuthor, Idea, Support
from portal.models import Site

FEW = 30  # of those that are made at once can be searched for


@pytest.fixture
def make(amina, marcus):
    """Make ideas in bulk: make(30, state=…). Each has a number, its place in time."""

    def ideas(number, **fields):
        start, first = timezone.now(), Idea.objects.count()
        made = Idea.objects.bulk_create(
            Idea(
                **{
                    "author": amina,
                    "token": f"draft-{n:08d}",
                    "reference": f"HERO-2026-{n + 1:04d}",
                    "title": f"Idea {n}",
                    "moment": "A pensioner stood in our queue.",
                    "state": State.ASSESSING,
                    "holder": marcus,
                    "due_at": start + timedelta(days=n % 7),
                    "submitted_at": start + timedelta(minutes=n // 3),
                    "supporters": n % 5,
                    **fields,
                }
            )
            for n in range(first, first + number)
        )
        for idea in made[:FEW]:
            similar.index(idea)  # as it is kept of an idea that a service shares
        return made

    return ideas


def shown(person, size=listing.SIZE, **query):
    return listing.page(person, Asked.of(query), size=size).rows


def titles(person, **query):
    return {row.idea.title for row in shown(person, **query)}


def walk(person, asked, size):
    """Every page, and the ideas on them in order."""
    key, seen = "", []
    while True:
        page = listing.page(person, asked, key, size=size)
        seen += [row.idea for row in page.rows]
        key = page.next_key
        if not key:
            return seen


@pytest.mark.parametrize("sort", listing.SORTS)
@pytest.mark.parametrize("size", [1, 4, 7, 50])
def test_pages_show_everything_once_and_in_order(make, sam, sort, size):
    make(17)
    make(3, state=State.DECLINED, holder=None, due_at=None)
    seen = walk(sam, Asked.of({"sort": sort}), size)
    expected = {
        "newest": lambda idea: (-idea.submitted_at.timestamp(), -idea.pk),
        "due": lambda idea: (
            (0, idea.due_at.timestamp(), idea.pk) if idea.due_at else (1, 0, -idea.pk)
        ),
        "support": lambda idea: (-idea.supporters, -idea.pk),
    }[sort]
    assert [idea.pk for idea in seen] == [i.pk for i in sorted(seen, key=expected)]
    assert len({idea.pk for idea in seen}) == 20


def test_what_is_shared_meanwhile_moves_nothing_to_the_next_page(make, sam):
    make(6)
    first = listing.page(sam, Asked.of({}), size=3)
    make(2, submitted_at=timezone.now() + timedelta(days=1))
    second = listing.page(sam, Asked.of({}), first.next_key, size=3)
    assert not {r.idea.pk for r in first.rows} & {r.idea.pk for r in second.rows}
    assert len(second.rows) == 3


@pytest.mark.parametrize(
    "key",
    ["x", "=", "é", "A" * 500, "bnVsbA", "WzEsMiwzXQ", "WyJuZXdlc3QiLCAieCIsIDFd", "W1tbW1tb"],
)
def test_a_key_that_makes_no_sense_gives_the_first_page(client, make, sam, key):
    make(3)
    client.force_login(sam)
    answer = client.get("/ideas/", {"after": key})
    assert answer.status_code == 200
    assert "Idea 2" in answer.content.decode()


def test_a_key_of_another_order_gives_the_first_page(make, sam):
    make(9)
    key = listing.page(sam, Asked.of({"sort": "due"}), size=3).next_key
    first = shown(sam, size=3)
    assert [row.idea for row in listing.page(sam, Asked.of({}), key, size=3).rows] == [
        row.idea for row in first
    ]


def test_filters(make, sam, amina, marcus, priya):
    leeds = Site.objects.create(name="Leeds")
    make(1, title="Kettle", technology=False, site=leeds, category="waiting")
    make(1, title="Film", technology=True, moment="A flat pack.", holder=priya)
    make(1, title="Bot", technology=False, tripwires={"T5": True}, author=priya)
    make(1, title="Not now", state=State.DECLINED, holder=None, due_at=None)
    CoAuthor.objects.create(idea=Idea.objects.get(title="Bot"), person=amina)
    Support.objects.create(idea=Idea.objects.get(title="Film"), person=sam)
    assert titles(sam) == {"Kettle", "Film", "Bot", "Not now"}
    assert titles(sam, state="motion") == {"Kettle", "Film", "Bot"}
    assert titles(sam, state="declined") == {"Not now"}
    assert titles(sam, tech="yes") == {"Film", "Bot"}
    assert titles(sam, tech="no") == {"Kettle"}
    assert titles(sam, category="waiting") == {"Kettle"}
    assert titles(sam, site=str(leeds.pk)) == {"Kettle"}
    assert titles(sam, q="FLAT pack") == {"Film"}
    assert titles(sam, q=Idea.objects.get(title="Bot").reference.lower()) == {"Bot"}
    assert titles(sam, q="flat kettle") == set()
    assert titles(sam, behind="1") == {"Film"}
    assert titles(sam, mine="1") == set()
    assert titles(amina, mine="1") == {"Kettle", "Film", "Bot", "Not now"}
    assert titles(priya, mine="1") == {"Bot"}
    assert titles(priya, needs_me="1") == {"Film"}


def test_nonsense_filters_are_left_out(make, sam):
    make(2)
    nonsense = {"state": "adopted", "tech": "x", "category": "'", "site": "9" * 40, "sort": "-pk"}
    assert len(shown(sam, **nonsense)) == 2
    assert len(shown(sam, q="\x00")) == 2


def test_drafts_are_among_mine_and_nowhere_else(make, amina, sam):
    make(2)
    make(1, title="A draft", state=State.DRAFT, reference=None, submitted_at=None)
    make(1, title="Thrown away", state=State.WITHDRAWN, reference=None, submitted_at=None)
    assert "A draft" not in titles(amina)
    assert "A draft" not in titles(sam)
    seen = [idea.title for idea in walk(amina, Asked.of({"mine": "1"}), 1)]
    assert seen[0] == "A draft"
    assert len(seen) == 3


def test_a_confidential_idea_counts_for_its_parties_only(make, amina, sam, ada):
    make(2, confidential=True)
    make(1)
    counts = [listing.page(person, Asked.of({})).count for person in (amina, sam, ada)]
    assert counts == [3, 1, 1]
    assert not titles(sam, q="queue") - {"Idea 2"}


def test_a_pen_name_stands_for_its_author(client, make, amina, sam):
    make(1, pen_name="The Owl", site=None, holder=amina, state=State.CLARIFYING)
    client.force_login(sam)
    page = client.get("/ideas/").content.decode()
    assert "The Owl" in page
    assert "Amina" not in page
    client.force_login(amina)
    assert "Amina" in client.get("/ideas/").content.decode().split("<main")[1]


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return captured


@pytest.mark.parametrize("sort", listing.SORTS)
def test_a_thousand_ideas_ask_no_more_than_ten(client, make, sam, joy, sort):
    client.force_login(sam)
    make(10, pen_name="The Owl")
    client.get("/ideas/")
    ten = [q for q in queries(client, f"/ideas/?sort={sort}") if '"ideas_' in q["sql"]]
    make(990, pen_name="The Owl")
    asked = queries(client, f"/ideas/?sort={sort}")
    thousand = [q for q in asked if '"ideas_' in q["sql"]]
    assert len(thousand) <= len(ten) <= 5
    assert not any("OFFSET" in query["sql"] for query in thousand)
    assert len(asked) <= 11, "\n".join(query["sql"] for query in asked)


@pytest.mark.parametrize("query", ["q=karaoke", "state=celebrated", "mine=1", "needs_me=1", ""])
def test_an_empty_list_offers_a_way_on(client, sam, joy, query):
    client.force_login(sam)
    page = client.get(f"/ideas/?{query}").content.decode().split("<main")[1].split("</main")[0]
    assert 'class="empty"' in page
    assert '<a class="btn' in page
    if query.startswith("q="):
        assert "/ideas/new/?q=karaoke" in page
        assert "Joy Adeyemi" in page


def test_the_address_keeps_the_filters_and_a_chip_removes_one(client, make, sam):
    make(25)
    client.force_login(sam)
    page = client.get("/ideas/?q=idea&state=motion&sort=support").content.decode()
    assert 'value="idea"' in page
    assert "/ideas/?state=motion&amp;sort=support" in page
    assert "q=idea&amp;state=motion&amp;sort=support&amp;after=" in page


@pytest.mark.parametrize("sort", listing.SORTS)
@pytest.mark.parametrize("query", ["queue", "queue idea", "HERO-2026-1003 idea", "the", "kettles"])
@pytest.mark.parametrize("mine", ["", "1"])
def test_few_and_many_with_a_word_are_found_alike(make, amina, sam, monkeypatch, query, sort, mine):
    """They are asked for in two ways."""
    make(6, title="A kettle for the queue")
    make(3, title="A draft of the queue", state=State.DRAFT, reference=None)
    make(3, author=sam, confidential=True, title="A kettle for few")
    for person in (amina, sam):
        asked = Asked.of({"q": query, "sort": sort, "mine": mine})
        few = walk(person, asked, 4)
        monkeypatch.setattr(listing, "COUNTED", 0)
        assert walk(person, asked, 4) == few
        monkeypatch.undo()

"""Search: one answer, best first, only what this person may see; no question breaks it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from home import search, search_people
from home.models import HomePage
from portal.models import Department
from portal.roles import Role


@pytest.fixture
def page(db):
    """Add a live page below the home page."""

    def make(title, **fields):
        home = HomePage.objects.get()
        slug = title.lower().replace(" ", "-")
        return home.add_child(instance=Page(title=title, slug=slug, **fields))

    return make


def titles(person, typed):
    return [hit.title for hit in search.answer(person, typed)[1]]


@pytest.mark.parametrize(
    "typed",
    [
        "Amina",
        "amina",
        "Yusuf",
        "Amina Yusuf",
        "Yusuf Amina",
        "ami",
        "Amnia",  # two letters swapped
        "Ammina",  # one too many
        "Yusif",  # one wrong
        "paint",  # her role
        "Kitchens",  # her department
        "Kitchens paint",
        '"Amina',
        "Amina's",
    ],
)
def test_a_person_is_found_in_many_ways(amina, sam, typed):
    amina.job_title = "Paint desk adviser"
    amina.department = Department.objects.create(name="Kitchens")
    amina.save()
    assert titles(sam, typed)[:1] == ["Amina Yusuf"]


def test_a_name_is_found_in_a_company_of_many(person, sam, monkeypatch):
    """Half of "Wright" is in "Night adviser", and there are hundreds of those."""
    monkeypatch.setattr(search_people, "CANDIDATES", 5)
    for number in range(8):
        person(f"Ann{number} Bell", job_title="Night adviser")
    person("Zoe Wright")
    assert "Zoe Wright" in titles(sam, "Wright")


@pytest.mark.parametrize("typed", ["Wróbel", "Wrobel", "wrubel", "Tomasz"])
def test_letters_of_other_languages_are_no_hurdle(tomasz, sam, typed):
    assert titles(sam, typed) == ["Tomasz Wróbel"]


def test_people_who_left_are_not_found(amina, sam):
    amina.is_active = False
    amina.save()
    assert titles(sam, "Amina") == []


@pytest.mark.parametrize("typed", ["forklift karaoke", "Xavier", "zz", "qu"])
def test_what_is_not_there_is_not_guessed(amina, marcus, sam, page, typed):
    page("Filming at work")
    assert titles(sam, typed) == []


def test_pages_and_people_stand_in_one_list_best_first(page, person, sam):
    page("Filming at work", search_description="Ask anyone in the picture first.")
    page("Work clothes")
    person("Filming Moore")
    _query, hits = search.answer(sam, "filming")
    assert [hit.title for hit in hits] == ["Filming Moore", "Filming at work"]
    assert hits[1].excerpt == "Ask anyone in the picture first."
    assert hits[1].url == "/filming-at-work/"


def test_drafts_are_not_found(page, sam):
    page("Filming at work", live=False)
    assert titles(sam, "filming") == []


LOGIN, GROUPS, PASSWORD = (
    PageViewRestriction.LOGIN,
    PageViewRestriction.GROUPS,
    PageViewRestriction.PASSWORD,
)


@pytest.mark.parametrize(
    ("rule", "who", "found"),
    [
        (None, "sam", True),
        (LOGIN, "sam", True),
        (GROUPS, "sam", False),
        (GROUPS, "marcus", True),
        (PASSWORD, "sam", False),
        (PASSWORD, "marcus", False),
    ],
)
def test_a_page_is_found_by_whoever_may_read_it(request, page, rule, who, found):
    from django.contrib.auth.models import Group

    person = request.getfixturevalue(who)
    above = page("For some")
    below = above.add_child(instance=Page(title="Filming at work", slug="filming"))
    if rule:
        made = PageViewRestriction.objects.create(page=above, restriction_type=rule)
        made.groups.set(Group.objects.filter(name=Role.MANAGER))
    assert (below.title in titles(person, "filming")) is found


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "a",
        '"',
        "'",
        '"unbalanced',
        "a\x00b",
        "\x00",
        "%",
        "%%%_",
        "\\",
        "*",
        "NEAR(a b)",
        "title:x AND OR NOT",
        "x" * 10_000,
        "word " * 5_000,
        "'; DROP TABLE portal_user; --",
        "<script>alert(1)</script>",
        "{{ 7|add:7 }}",
        "💥 ﷽ Ω≈ç√",
        "ａｍｉｎａ",
        "-amina",
        "(((",
    ],
)
def test_no_question_breaks_it(client, joy, amina, page, typed):
    page("Filming at work")
    client.force_login(amina)
    answer = client.get("/search/", {"q": typed})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<script>alert" not in text
    assert "Joy" in text


def test_bytes_that_are_no_text_do_not_break_it(client, joy, amina):
    client.force_login(amina)
    assert client.get("/search/?q=%ff%fe%00%ed%a0%80").status_code == 200


def test_nothing_found_offers_a_person(client, joy, amina):
    client.force_login(amina)
    text = client.get("/search/", {"q": "forklift karaoke"}).content.decode()
    assert "Nothing and nobody here goes by “forklift karaoke”" in text
    assert "Ask Joy" in text


def test_a_stranger_finds_nothing(client, amina):
    assert client.get("/search/?q=amina").status_code == 302


def test_a_room_adds_its_own_source(sam):
    def ideas(person, query):
        return [search.Hit("Call me back", "/ideas/1/", "Idea", score=99)]

    sources = (*search.SOURCES, search.Source("ideas", ideas))
    _query, hits = search.answer(sam, "call", sources)
    assert [hit.title for hit in hits] == ["Call me back"]


def test_search_asks_the_database_as_often_for_much_as_for_little(client, joy, sam, page, person):
    client.force_login(sam)
    page("Filming 0")
    person("Filming Moore")
    client.get("/search/?q=filming")

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/search/?q=filming")
        return len(asked)

    little = queries()
    for n in range(1, 15):
        page(f"Filming {n}")
        person(f"Filming Moore{n}")
    client.get("/search/?q=filming")  # the words of the house are read once after a change
    assert queries() == little
    assert little <= 14


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("marcus bell", {"mar", "cus", "be", "ll"}),
        ("al", {"al"}),
        ("a b", set()),  # no name is told by one letter
        ("a of bell", set()),  # one word of three is not enough, whatever the short one tells
        ("al bell", {"al"}),  # half of it is not good enough
        ("of bell road", {"of"}),  # nor are two of three
        ("of bell road gate", {"of", "be", "ll", "ro", "ad", "ga", "te"}),
    ],
)
def test_people_are_looked_for_by_what_can_find_them(typed, parts):
    words = typed.split()
    assert search_people._parts(words, words) == parts

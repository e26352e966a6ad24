"""One page of a long list, by key."""

import pytest
from django.http import QueryDict

from portal import paging
from portal.models import Department

BY = ("name", "pk")


@pytest.fixture
def letters(db):
    Department.objects.bulk_create(Department(name=name) for name in "abcdefg")
    return Department.objects.all()


def cut(queryset, words="", size=3):
    page = paging.cut(queryset, QueryDict(words), by=BY, size=size)
    return "".join(row.name for row in page.rows), page


def test_forth_and_back_shows_each_once(letters):
    shown, page = cut(letters, "state=agreed")
    seen = [shown]
    assert not page.previous_url
    while page.next_url:
        assert "state=agreed" in page.next_url
        shown, page = cut(letters, page.next_url[1:])
        seen.append(shown)
    assert seen == ["abc", "def", "g"]
    while page.previous_url:
        shown, page = cut(letters, page.previous_url[1:])
        seen.append(shown)
    assert seen[3:] == ["def", "abc"]
    assert page.next_url


def test_whoever_comes_meanwhile_moves_nothing(letters):
    _shown, page = cut(letters)
    Department.objects.create(name="aa")
    assert cut(letters, page.next_url[1:])[0] == "def"


@pytest.mark.parametrize("key", ["x", "-1", "0", "99999999999999999999999", "١", ""])
def test_a_key_that_is_none_gives_the_first_page(key, letters):
    assert cut(letters, f"after={key}")[0] == "abc"


def test_all_on_one_page(letters):
    _shown, page = cut(letters, size=7)
    assert (page.previous_url, page.next_url) == ("", "")


def test_equal_names_are_told_apart(letters, person):
    people = [person(f"Sam Twin{n}", username=f"sam{n}") for n in range(4)]
    type(people[0]).objects.update(last_name="Twin")
    by = ("first_name", "last_name", "pk")
    queryset = type(people[0]).objects.all()
    first = paging.cut(queryset, QueryDict(), by=by, size=2)
    second = paging.cut(queryset, QueryDict(first.next_url[1:]), by=by, size=2)
    assert first.rows + second.rows == people

"""Default-deny: every address is in tests/access.py, and answers as the table says."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests.access import (
    ACCESS,
    ADA,
    ANONYMOUS,
    CHAMPION,
    EDITOR,
    FRONTLINE,
    MANAGER,
    SPONSOR,
    TREES,
    VISITORS,
)

OURS = ("portal", "policy", "ideas", "home")


def walk(patterns, path="", spaces=()):
    """Every URL pattern below ``patterns``: (path, the name reverse takes, the pattern)."""
    for entry in patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, ":".join([*spaces, entry.name or here]), entry
        else:
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from walk(entry.url_patterns, here, inner)


def is_ours(pattern):
    """Whether the view behind a pattern is written in one of our rooms."""
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return view.__module__.partition(".")[0] in OURS


ADDRESSES = list(walk(get_resolver().url_patterns))
OUR_NAMES = sorted({name for _path, name, pattern in ADDRESSES if is_ours(pattern)})


def test_every_address_of_ours_has_a_row():
    missing = sorted(set(OUR_NAMES) - set(ACCESS))
    assert not missing, f"Say in tests/access.py who may open: {', '.join(missing)}"


def test_every_row_has_an_address():
    stale = sorted(set(ACCESS) - {name for _path, name, _pattern in ADDRESSES})
    assert not stale, f"tests/access.py has rows for addresses that are gone: {', '.join(stale)}"


def test_what_comes_with_a_library_sits_where_we_expect_it():
    """A library that adds an address outside its tree opens a door that nobody looked at."""
    trees = [tree for tree in TREES if tree]
    stray = [
        path
        for path, name, pattern in ADDRESSES
        if name not in ACCESS
        and not path.lstrip("^").startswith(tuple(trees))
        and not pattern.callback.__module__.startswith("wagtail.")
    ]
    assert not stray


@pytest.fixture
def cast(amina, marcus, tomasz, nadia, farida, ada):
    """One person for each kind of visitor; nobody for ANONYMOUS."""
    return {
        ANONYMOUS: None,
        FRONTLINE: amina,
        MANAGER: marcus,
        CHAMPION: tomasz,
        EDITOR: nadia,
        SPONSOR: farida,
        ADA: ada,
    }


def visit(client, person, url):
    if person is not None:
        client.force_login(person)
    return client.get(url)


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_the_table_holds(name, cast, client):
    """Every visitor gets the answer the table names, and those turned away go to sign in."""
    row = ACCESS[name]
    url = reverse(name, kwargs=row.given(cast) if row.given else None)
    answers = {}
    for visitor in VISITORS:
        client.logout()
        response = visit(client, cast[visitor], url)
        answers[visitor] = response.status_code
        if visitor == ANONYMOUS and visitor not in row.allowed:
            assert response.url.startswith(reverse("account_login"))
    assert answers == {visitor: row.answer(visitor) for visitor in VISITORS}


CMS = [(path, pattern) for path, _name, pattern in ADDRESSES if path.startswith("cms/")]

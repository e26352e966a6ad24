"""Default-deny: every address is in tests/access.py, and answers as the table says."""

import re
from uuid import UUID

import pytest
from django.template.backends.django import Template
from django.urls import URLPattern, get_resolver, reverse
from django.utils.safestring import SafeString

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
    stray = [
        path
        for path, name, pattern in ADDRESSES
        if not is_ours(pattern)
        and name not in ACCESS
        and not path.lstrip("^").startswith(tuple(TREES))
    ]
    assert not stray


def test_there_is_one_door(client, amina):
    """Sign-in pages that know no second factor lead to ours, whatever is sent to them."""
    for door in ("/cms/login/", "/_util/login/"):
        sent = {"username": amina.username, "password": "a long enough password"}
        assert client.post(door, sent).url.startswith(reverse("account_login"))
        assert "_auth_user_id" not in client.session


def ask(client, person, url):
    if person is not None:
        client.force_login(person)
    return client.get(url)


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_the_table_holds(name, cast, client):
    """Every visitor gets the answer the table names, and those turned away go to sign in."""
    row = ACCESS[name]
    given = row.given(cast) if row.given else None
    url = f"/{name}" if "/" in name else reverse(name, kwargs=given)
    answers = {}
    for visitor in VISITORS:
        client.logout()
        response = ask(client, cast[visitor], url)
        answers[visitor] = response.status_code
        if visitor == ANONYMOUS and visitor not in row.allowed:
            assert response.url.startswith(reverse("account_login"))
    assert answers == {visitor: row.answer(visitor) for visitor in VISITORS}


CMS = sorted({path for path, _name, _pattern in ADDRESSES if path.startswith("cms/")})
HARMLESS = {"cms/sprite/", "cms/jsi18n/"}  # icons and translated words, for the sign-in page too


def example(route):
    """An address that fits a route, with 1 for each number and a word for each word."""
    address = re.sub(r"<uuid:\w+>", str(UUID(int=1)), route)
    address = re.sub(r"<int:\w+>|\(\?P<\w+>\\d\+\)", "1", address)
    address = re.sub(r"\(\?P<\w+>(\w+)[^)]*\)", r"\1", address)
    address = re.sub(r"<[^>]+>", "x", address)
    return "/" + address.replace("^", "").replace("$", "").replace("\\", "").replace(".*", "x")


@pytest.mark.parametrize("visitor", [ANONYMOUS, FRONTLINE, MANAGER, CHAMPION, SPONSOR])
def test_the_cms_is_closed(visitor, cast, client, monkeypatch):
    """No page of the admin and no action in it answers people who do not edit.

    What a page of ours says to whom it turns away is drawn by the tests of the table above.
    """
    monkeypatch.setattr(Template, "render", lambda *_given, **_more: SafeString(""))
    if cast[visitor]:
        client.force_login(cast[visitor])
    client.raise_request_exception = False
    opened = [
        (verb, address, answer.status_code)
        for address in map(example, sorted(set(CMS) - HARMLESS))
        for verb in ("get", "post")
        if not 300 <= (answer := getattr(client, verb)(address)).status_code < 500
    ]
    assert len(CMS) > 150
    assert not opened


def test_the_cms_is_open_to_those_who_edit(cast, client):
    """The other half of the test above: it must be able to fail."""
    for visitor in (EDITOR, ADA):
        client.force_login(cast[visitor])
        assert client.get("/cms/").status_code == 200

"""Every address with every method, and what policy editors may open in the CMS."""

from itertools import cycle

import pytest
from django.template.backends.django import Template
from django.urls import reverse
from django.utils.safestring import SafeString

from tests.access import ACCESS, ANONYMOUS, EDITOR, VISITORS
from tests.hostile.editors import NOT_FOR_EDITORS, OPEN_TO_EDITORS
from tests.hostile.sending import ANSWERS, Sender, taken_back
from tests.test_access import ADDRESSES, OUR_NAMES, example

OTHERS = ("put", "patch", "delete", "options")
LOOSE = ("/cms/", "/accounts/")  # views of libraries, some of which know more methods
PAGES = {"home:home", "wagtail_serve"}  # Wagtail shows its pages whatever the method is called


@pytest.fixture
def sender(cast, monkeypatch):
    monkeypatch.setattr(Template, "render", lambda *_given, **_more: SafeString(""))
    with Sender(cast.values(), follow=False) as opened:
        yield opened


def at(name, cast):
    """The address of a row, with whatever it needs to be there."""
    row = ACCESS[name]
    given = row.given(cast) if row.given else None
    return f"/{name}" if "/" in name else reverse(name, kwargs=given)


def test_no_address_knows_another_method(sender, cast):
    """405 for whoever may come, the door for whoever is not signed in."""
    turn, stray = cycle(OTHERS), []
    for name in OUR_NAMES:
        row = ACCESS[name]
        with taken_back():
            url = at(name, cast)
            for who in {row.allowed[-1], ANONYMOUS}:
                method = next(turn)
                answer = sender.ask(cast[who], method, url)
                loose = (url.startswith(LOOSE) or name in PAGES) and answer is not None
                if answer is None or (loose and answer.status_code in ANSWERS):
                    continue
                door = who == ANONYMOUS and ANONYMOUS not in row.allowed
                if answer.status_code != (302 if door else 405):
                    stray.append((name, who, method, answer.status_code))
    assert not stray
    sender.check()


def test_looking_with_head_is_looking(sender, cast):
    stray = []
    for name in OUR_NAMES:
        row = ACCESS[name]
        with taken_back():
            url, who = at(name, cast), row.allowed[-1]
            answer = sender.ask(cast[who], "head", url, expected={*ANSWERS, row.ok})
            if answer is not None and (answer.status_code != row.ok or _body(answer)):
                stray.append((name, who, answer.status_code))
    assert not stray
    sender.check()


def _body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_an_empty_form_opens_nothing(sender, cast):
    """POST with nothing in it: whoever may not look may not send, and it changes nothing."""
    turn, stray = cycle(VISITORS[1:]), []
    for name in OUR_NAMES:
        row = ACCESS[name]
        with taken_back():
            url = at(name, cast)
            for who in (ANONYMOUS, next(turn)):
                answer = sender.ask(cast[who], "post", url, {})
                if answer is None or who in row.allowed:
                    continue
                if answer.status_code not in (405, row.answer(who)):
                    stray.append((name, who, answer.status_code))
    assert not stray
    sender.check()


def test_what_editors_reach_in_the_cms(sender, cast):
    """The table is read again whenever Wagtail changes: nothing opens that nobody looked at.

    What Wagtail's choosers say to an id that is none of theirs is Wagtail's, so it is not asked.
    """
    opened = set()
    for route in sorted({path for path, _name, _pattern in ADDRESSES if path.startswith("cms/")}):
        answer = sender.ask(cast[EDITOR], "get", example(route))
        if answer is not None and answer.status_code not in (302, 403, 404, 405):
            opened.add(route)
    assert not opened ^ OPEN_TO_EDITORS, "\n".join(sorted(opened ^ OPEN_TO_EDITORS))
    assert not [route for route in opened if route.startswith(NOT_FOR_EDITORS)]

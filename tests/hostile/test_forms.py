"""Every form of every page, read from its HTML, with what nobody should send.

Never an error, nothing logged as one, nothing written by a refusal, nothing shown unescaped, and
nobody led to another host: tests.hostile.sending looks at every answer.
"""

import re

import pytest
from django.urls import Resolver404, resolve, reverse

from tests.access import ACCESS, ANONYMOUS, FRONTLINE, POST_ONLY
from tests.hostile import corpus, forms, recipes, world
from tests.hostile.sending import Sender, taken_back
from tests.ideas import truth
from tests.test_access import ADDRESSES, example

PARTS = ("author", *world.SEATS)
PAGES = ("", "edit/", "people/", "files/", "assessment/", "assessment/1/", "trial/", "compact/")


class Fuzz:
    """Opens pages, reads their forms, and sends each form once what the cook makes."""

    def __init__(self, sender):
        self.sender, self.cook, self.seen, self.names = sender, recipes.Cook(), set(), set()

    def page(self, person, url):
        """All forms of a page that were not sent yet."""
        answer = self.sender.ask(person, "get", url)
        if answer is None or answer.status_code != 200 or answer.streaming:
            return
        if "html" not in answer.get("Content-Type", ""):
            return
        for form in forms.read(answer.content.decode(), url):
            key = self._key(form)
            if key and key not in self.seen:
                self.seen.add(key)
                self.names.add(key[1])
                self._send(person, form)

    def _key(self, form):
        """What makes a form another one: where it goes and what it asks, but for the numbers."""
        try:
            name = resolve(form.action.split("?")[0]).view_name
        except Resolver404:
            self.sender.wrong.append(f"A form leads nowhere: {form.action}")
            return None
        if name == "account_logout":
            return None  # it is on every page, and asks nothing
        asked = {re.sub(r"\d+", "#", field) for field in (*form.fields, *dict(form.buttons))}
        pressed = {re.sub(r"\d+", "#", value) for _name, value in form.buttons}
        return form.method, name, frozenset(asked), frozenset(pressed)

    def _send(self, person, form):
        for sent, more in self.cook.dishes(form):
            if form.method == "get":
                if isinstance(sent, bytes):
                    continue
                sent = {name: [text[:20_000] for text in texts] for name, texts in sent.items()}
            self.sender.ask(person, form.method, form.action, sent, **more)


@pytest.fixture
def fuzz(person, cast):
    with Sender(cast.values()) as sender:
        yield Fuzz(sender)


def at(name, cast):
    row = ACCESS[name]
    given = row.given(cast) if row.given else None
    return f"/{name}" if "/" in name else reverse(name, kwargs=given)


def test_the_forms_of_every_address(fuzz, cast):
    for name in sorted(ACCESS):
        row = ACCESS[name]
        with taken_back():
            url = at(name, cast)
            if row.ok == 200:
                for who in {row.allowed[0], row.allowed[-1]}:
                    fuzz.page(cast[who], url)
            elif row.ok == POST_ONLY:
                sender, person = fuzz.sender, cast[row.allowed[-1]]
                added = {key: [value] for key, value in corpus.EXTRA.items()}
                sender.ask(person, "post", url, added)
                for content_type, body in recipes.BODIES[:: 1 if recipes.EACH > 10 else 4]:
                    sender.ask(person, "post", url, body, content_type=content_type)
    fuzz.sender.check()
    assert fuzz.sender.accepted > 50  # a corpus that everybody refuses at the door proves little


def test_the_forms_of_the_door(fuzz, cast):
    """Signing in, the password and the second step, for strangers and right after signing in."""
    for route in sorted(
        path for path, _name, _pattern in ADDRESSES if path.startswith("accounts/")
    ):
        for who in (ANONYMOUS, FRONTLINE):
            fuzz.page(cast[who], example(route))
    fuzz.sender.check()


def test_the_forms_of_an_idea(db):
    """On each page, in each state, for each part; and the form of every move."""
    with world.opened() as (known, ideas), Sender(filter(None, known.values())) as sender:
        fuzz = Fuzz(sender)
        for place, idea in ideas.items():
            holder = {"draft": "author", "clarifying": "author"}.get(place)
            for who in [holder] if holder else PARTS[:3]:
                for page in PAGES if place in ("assessing", "launched", "trial") else PAGES[:1]:
                    fuzz.page(known[who], f"/ideas/{idea.slug}/{page}")
            for verb, (parts, _after) in truth.told(place, technology=True).items():
                who = next(part for part in known if part in parts)
                fuzz.page(known[who], f"/ideas/{idea.slug}/{verb}/")
        sender.check()
        assert sender.accepted > 25

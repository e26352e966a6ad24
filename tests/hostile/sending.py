"""Send something, see that nothing broke and nothing leaked, and take it back."""

import logging
import re
import time
from contextlib import contextmanager

from bs4 import BeautifulSoup
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

ANSWERS = {200, 301, 302, 400, 401, 403, 404, 405, 409, 422, 429, 503}
ROOMS = ("portal", "policy", "ideas", "home")
# That something was sent or looked at may be noted of what is refused, too.
ASIDE = {"portal_submissionkey", "ideas_glance"}
WRITES = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
SUSPECT = re.compile(r"<zq|<svg/|<img src=x|on\w+=zq|(?:javascript|data):\S*zq", re.IGNORECASE)
SCHEMES = ("javascript:", "data:text", "vbscript:")


class Broken(logging.Handler):
    """Keeps what is logged as an error while it listens."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.said = []

    def emit(self, record):
        if not record.name.startswith("django.security"):  # refused as it should be
            self.said.append(record.getMessage())


class Written:
    """The tables that were written, whether it stayed or not."""

    def __init__(self):
        self.tables = set()

    def __call__(self, execute, sql, params, many, context):
        if found := WRITES.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


def fingerprint(tables):
    """Every row of those of our tables."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    names = {model._meta.db_table for model in models} - ASIDE
    taken = {}
    with connection.cursor() as cursor:
        for name in sorted(names & tables):
            cursor.execute(f'SELECT * FROM "{name}"')
            taken[name] = sorted(map(repr, cursor.fetchall()))
    return taken


@contextmanager
def taken_back():
    """Whatever is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def unescaped(html):
    """What of the corpus would run in a browser that shows this page: sentences."""
    if not SUSPECT.search(html):
        return []
    found = []
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        if tag.name.startswith("zq") or (tag.name == "script" and "zq" in tag.text):
            found.append(f"<{tag.name}>")
        for name, value in tag.attrs.items():
            text = re.sub(r"[\x00-\x20]", "", " ".join(value) if isinstance(value, list) else value)
            if name.startswith("on") or (
                name in ("href", "src", "action", "formaction") and text.lower().startswith(SCHEMES)
            ):
                found.append(f"<{tag.name} {name}={text[:40]}>")
    return found


class Sender:
    """People at their browsers. ``wrong`` gets a line about everything that should not have been.

    Use it as a context: it listens to what is logged as an error meanwhile.
    """

    def __init__(self, people, *, follow=True):
        self.follow = follow  # whether to look at the page where an answer leads
        self.wrong, self.sent, self.accepted = [], 0, 0
        self.clients, self.cookies, self.log = {}, {}, Broken()
        for person in people:  # now, because what is written later is taken back
            self.client(person)

    def __enter__(self):
        logging.getLogger().addHandler(self.log)
        return self

    def __exit__(self, *_error):
        logging.getLogger().removeHandler(self.log)

    def check(self):
        """Fail with every line, if there is one."""
        assert not self.wrong, "\n".join(self.wrong)

    def client(self, person):
        """The browser of somebody, with the cookies of the beginning."""
        if person not in self.clients:
            client = Client()
            if person is not None:
                client.force_login(person)
                _just_signed_in(client, person)
            self.clients[person] = client
            self.cookies[person] = {name: one.value for name, one in client.cookies.items()}
        client = self.clients[person]
        client.cookies.clear()
        client.cookies.load(self.cookies[person])
        return client

    def ask(self, person, method, url, sent=None, *, expected=ANSWERS, **more):
        """The answer to one request, which is taken back; None if it broke."""
        self.sent += 1
        where = f"{method} {url[:100]} by {person} with {_short(sent, more)}"
        written, after, answer = Written(), None, None
        client = self.client(person)
        try:
            with taken_back():
                with connection.execute_wrapper(written):
                    answer = getattr(client, method)(url, sent, **more)
                    shown = self._judge(answer, where, expected)
                    if self.follow and answer.status_code == 302:
                        self._follow(client, answer, where)
                if answer.status_code >= 400:
                    after = fingerprint(written.tables)
                elif method == "post":
                    self.accepted += 1
        except Exception as error:  # whatever it is, it is what we look for
            self.wrong.append(f"{where}: {type(error).__name__}: {str(error)[:200]}")
            return None
        if after is not None and after != fingerprint(written.tables):
            self.wrong.append(f"{where}: {answer.status_code}, and something was written")
        return shown

    def _judge(self, answer, where, expected):
        if answer.status_code not in expected:
            self.wrong.append(f"{where}: {answer.status_code}")
        if self.log.said and answer.status_code != 503:  # which is logged, and meant
            self.wrong.append(f"{where}: logged {self.log.said.pop()[:200]}")
        self.log.said.clear()
        if not answer.streaming and "html" in answer.get("Content-Type", ""):
            for found in unescaped(answer.content.decode("utf-8", "replace")):
                self.wrong.append(f"{where}: unescaped {found}")
        return answer

    def _follow(self, client, answer, where):
        """What was taken is shown where it leads."""
        if not answer.url.startswith("/") or answer.url.startswith(("//", "/\\")):
            self.wrong.append(f"{where}: led away to {answer.url[:80]}")
            return
        self._judge(client.get(answer.url), f"{where}, then {answer.url[:60]}", ANSWERS)


def _just_signed_in(client, person):
    """As right after typing the password, so that no page asks for it once more."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def _short(sent, more):
    text = repr(sent) if sent is not None else repr(more)
    return text if len(text) < 300 else f"{text[:300]}…"

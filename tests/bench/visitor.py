"""Somebody at a browser: one person's cookies, pages and forms, over real HTTP."""

import http.client
import sys
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup

from portal.demo.loader import PASSWORD
from tests.bench.served import QUERIES


class Answer:
    """What came back, and what it took."""

    def __init__(self, response, body, seconds):
        self.status, self.body, self.seconds = response.status, body, seconds
        self.location = response.headers.get("Location", "")
        self.queries = int(response.headers.get(QUERIES, 0))

    def form(self, action):
        """The fields of the form that goes to an address, as a browser sends them untouched."""
        forms = BeautifulSoup(self.body, "html.parser").find_all("form", method="post")
        found = [one for one in forms if one.get("action", "").split("#")[0] in (action, "")]
        if not found:
            sys.exit(f"The bench finds no form for {action}.")
        fields = {}
        for one in found[0].find_all(["input", "textarea", "select"]):
            name, kind = one.get("name"), one.get("type", "text")
            if not name or kind in ("submit", "button", "file"):
                continue
            if kind in ("checkbox", "radio") and not one.has_attr("checked"):
                continue
            fields[name] = _value(one)
        return fields


def _value(one):
    if one.name == "textarea":
        return one.text
    if one.name == "select":
        chosen = one.find("option", selected=True) or one.find("option")
        return chosen.get("value", chosen.text) if chosen else ""
    return one.get("value", "on" if one.get("type") in ("checkbox", "radio") else "")


class Visitor:
    """One person, signed in at one server."""

    def __init__(self, port, username):
        self.port, self.username, self.cookies = port, username, {}
        self.sign_in()

    def sign_in(self):
        page = self.get("/accounts/login/")
        fields = page.form("/accounts/login/") | {"login": self.username, "password": PASSWORD}
        self.post("/accounts/login/", fields)

    def get(self, path, status=200):
        return self._ask("GET", path, None, {"Accept": "text/html"}, status)

    def post(self, path, fields, status=302):
        """Send a form. 302 is what a write answers that has happened."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        return self._ask("POST", path, urlencode(fields), headers, status)

    def submit(self, page, action, status=302, **typed):
        """Fill in the form of a page and send it."""
        return self.post(action, page.form(action) | typed, status)

    def _ask(self, method, path, body, headers, status):
        headers |= {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - begun
        connection.close()
        for told in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(told).items():
                self.cookies[name] = morsel.value
        if response.status != status:
            where = urlsplit(response.headers.get("Location", "")).path
            sys.exit(
                f"{method} {path} as {self.username}: {response.status} {where}, not {status}.\n"
                f"{BeautifulSoup(content, 'html.parser').get_text(' ', strip=True)[:600]}"
            )
        return Answer(response, content, seconds)

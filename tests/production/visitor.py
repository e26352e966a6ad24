"""A browser without a window that does not give up: what people do when nobody answers.

They press again. The form carries its one-time key, so that is what every POST here does until it
is answered; a 503 asks for the same.
"""

import time

import requests
from bs4 import BeautifulSoup

from tests.production.company import PASSWORD

TRIES = 3  # of signing in, from an empty form
PATIENCE = 120  # seconds, on a busy machine
PAUSE = 0.05
# A sign-in waits its turn with the others of its address, and says 429 when that takes a second.
LATER = (503, 429)


class Visitor:
    """One person's browser: cookies, forms, patience. Counts what it had to bear."""

    def __init__(self, address, username):
        self.address, self.username = address, username
        self.session = requests.Session()
        self.unanswered = self.told_to_wait = 0

    def once(self, method, path, data=None, files=None):
        """One request; the answer, or None if nobody gave one."""
        try:
            return self.session.request(
                method,
                f"{self.address}{path}",
                data=data,
                files=files,
                allow_redirects=False,
                timeout=30,
            )
        except requests.RequestException:
            return None

    def patiently(self, method, path, data=None):
        """The same request until it is answered by something else than “later”."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            answer = self.once(method, path, data)
            if answer is not None and answer.status_code not in LATER:
                return answer
            self.unanswered += answer is None
            self.told_to_wait += answer is not None
            time.sleep(PAUSE)
        raise AssertionError(f"{method} {path} was not answered in {PATIENCE} seconds")

    def form(self, path, action):
        """What the form of a page that goes to ``action`` would send: {name: value}."""
        answer = self.patiently("GET", path)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
        return form_in(answer.text, action)

    def sign_in(self):
        """By name and password; a new session each time."""
        for _try in range(TRIES):
            self.session.cookies.clear()
            data = self.form("/accounts/login/", "/accounts/login/")
            data |= {"login": self.username, "password": PASSWORD}
            answer = self.patiently("POST", "/accounts/login/", data)
            # A first one that counted gave us another token, and its page was lost on the way: the
            # portal then says that the form is too old, and whoever reads that opens it again.
            if answer.status_code != 403:
                break
        # Pressed again after a first one that had counted: signed in already, which leads home.
        assert answer.status_code == 302, f"signing in answered {answer.status_code}"

    def send(self, page, action, **words):
        """Fill in the form and press until somebody answers; where the answer leads."""
        data = self.form(page, action) | words
        answer = self.patiently("POST", action, data)
        assert answer.status_code == 302, f"{action} answered {answer.status_code}"
        return answer.headers["Location"]


def leads(form):
    return form.get("action", "").partition("#")[0]


def form_in(text, action):
    """The fields of a form of a page as they stand."""
    page = BeautifulSoup(text, "html.parser")
    forms = page.find_all("form", method="post")
    form = next((one for one in forms if leads(one) in (action, "")), None)
    assert form is not None, f"no form leads to {action}"
    found = {}
    for field in form.find_all(["input", "textarea"]):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.get("name"):
            found[field["name"]] = field.get("value", field.text if not field.get("type") else "")
    return found

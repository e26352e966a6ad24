"""What each address costs: at most a dozen queries, in the order of tests/access.py.

The lists of tests are short here, and most rooms have a test of their own that a list costs the
same for few rows and for many. This one sees that no page is forgotten.
"""

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access import (
    ACCESS,
    ADA,
    FRONTLINE,
    a_policy,
)
from tests.policy.learning import given

MOST = 12
# What costs more, and why. The numbers are exact: they can only fall.
MORE = {
    # the CMS: Wagtail's own forms and lists, which look for what refers to a row
    "question_bank:edit": 17,
    "question_bank:delete": 13,
    "topics:delete": 15,
    "channels:delete": 14,
    "wagtailusers_users:index": 13,
    "wagtailusers_users:edit": 16,
    "roster:edit": 13,
    "specialists:edit": 15,
    "leads:edit": 13,
    # rare, and for administrators: every room says what somebody who leaves holds
    "people_leave": 24,
    "clockwork": 13,
}
PAGES = {  # of Wagtail, for which tests/access.py has one row
    "policies/": None,
    "policies/{slug}/": a_policy,
    "learn/": None,
    "learn/{course}/": given.a_course,
    "challenges/": None,
}


def addresses(cast):
    """(name, who looks, a function that gives the address) of everything that answers to GET."""
    for name, row in ACCESS.items():
        for visitor in row.allowed[-2:] if row.ok == 200 else ():
            yield name, visitor, lambda name=name, row=row: _address(name, row, cast)
    for path, make in PAGES.items():
        for visitor in (FRONTLINE, ADA):
            yield path, visitor, lambda path=path, make=make: _page(path, make, cast)


def _address(name, row, cast):
    kwargs = row.given(cast) if row.given else None
    return f"/{name}" if "/" in name else reverse(name, kwargs=kwargs)


def _page(path, make, cast):
    return "/" + path.format(**(make(cast) if make else {}))


def cost(client, address):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, headers={"Sec-Fetch-Dest": "document"})
    assert answer.status_code == 200, address
    return len(asked)


def test_no_page_asks_more_than_a_dozen_times(cast, client):
    costs = {}
    for name, visitor, address in addresses(cast):
        client.logout()
        if cast[visitor]:
            client.force_login(cast[visitor])
        with transaction.atomic():  # each address finds the world as it was
            path = address()
            client.get(path)  # what a process learns once
            costs[name] = max(costs.get(name, 0), cost(client, path))
            transaction.set_rollback(True)
    assert len(costs) > 80
    more = {name: number for name, number in costs.items() if number > MOST}
    assert more == MORE, f"These cost more than {MOST}: {more}"

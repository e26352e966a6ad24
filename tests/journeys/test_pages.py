"""Every page of ours, on a phone and a desk, light and dark: axe-core finds nothing, the browser
complains about nothing, and nothing runs off the side."""

import pytest
from django.urls import reverse

from tests.access import (
    ACCESS,
    ANONYMOUS,
    FRONTLINE,
    MANAGER,
    STAFF,
)
from tests.journeys.visit import THEMES, WIDTHS

pytestmark = pytest.mark.browser

# Pages that come with allauth or Wagtail and wear our look: path, who looks.
BESIDE = [
    ("/", FRONTLINE),
    ("/", MANAGER),
    ("/accounts/password/reset/", ANONYMOUS),
    ("/accounts/logout/", FRONTLINE),
    ("/accounts/password/change/", FRONTLINE),
    ("/accounts/2fa/", FRONTLINE),
    ("/accounts/sessions/", FRONTLINE),
    ("/accounts/reauthenticate/", FRONTLINE),
    ("/nowhere/", FRONTLINE),
]
NO_PAGES = {"healthz", "readyz", "policy:results", "ideas:near"}  # for machines, or a part of one


def looker(row):
    """Who looks at a page: the first of these whom the table lets in."""
    return next(who for who in (*STAFF, ANONYMOUS) if who in row.allowed)


PAGES = [
    (name, looker(row)) for name, row in ACCESS.items() if row.ok == 200 and name not in NO_PAGES
] + BESIDE


@pytest.mark.parametrize(("name", "who"), PAGES, ids=lambda value: value.strip("/") or "today")
def test_a_page_is_sound(name, who, cast, window):
    path = name
    if not name.startswith("/"):
        given = ACCESS[name].given
        path = f"/{name}" if "/" in name else reverse(name, kwargs=given(cast) if given else None)
    window.show(WIDTHS[0], THEMES[0])
    if cast[who]:
        window.be(cast[who])
    answer = window.context.request.get(path)
    assert answer.status < 500
    if "html" not in answer.headers["content-type"]:
        return  # a file
    window.open(path)
    if path.startswith("/cms/"):
        return  # Wagtail's own look; the complaints of the browser count all the same
    assert not window.faults_everywhere()

"""The pictures that the documentation shows, taken anew by `make screenshots`: the demo company on
a Tuesday morning."""

import os
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from ideas.models import Idea
from policy.models import PolicyPage
from portal.models import User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.thread("the pictures show one morning, and time stands still in one process"),
    pytest.mark.skipif("SCREENSHOTS" not in os.environ, reason="make screenshots takes them"),
]
IMAGES = settings.BASE_DIR / "docs" / "images"
MORNING = datetime(2026, 11, 24, 10, 20, tzinfo=UTC)
PHONE, DESK = 390, 1280
CALL_BACKS = "Pick-your-moment call-backs"


def page_of(name, title):
    return reverse(name, args=[Idea.objects.get(title=title).slug])


def editing(slug):
    return reverse("wagtailadmin_pages:edit", args=[PolicyPage.objects.get(slug=slug).pk])


# name of the picture: (who looks, how wide, the address)
PICTURES = {
    "today": ("amina.yusuf", PHONE, lambda: "/"),
    "desk": ("priya.nair", DESK, lambda: reverse("home:desk")),
    "assessment": ("priya.nair", DESK, lambda: page_of("ideas:assessment", "Ask a Larkfielder")),
    "compact": ("amina.yusuf", PHONE, lambda: page_of("ideas:compact", CALL_BACKS)),
    "hero": ("priya.nair", DESK, lambda: page_of("home:hero", "Name the person, not the queue")),
    "insights": ("priya.nair", DESK, lambda: reverse("home:insights")),
    "policy": ("amina.yusuf", PHONE, lambda: "/policies/speaking-online/"),
    "cms-policy": ("nadia.brandt", DESK, lambda: editing("speaking-online")),
}


@pytest.fixture
def larkfield(transactional_db, settings):
    """The demo company, on that morning."""
    settings.DEMO = True
    with time_machine.travel(MORNING):
        call_command("demo", verbosity=0)
        yield


def test_pictures(visit, larkfield):
    for name, (username, width, address) in PICTURES.items():
        window = visit(width=width)
        window.be(User.objects.get(username=username))
        window.open(address())
        window.look(name, IMAGES, full_page=False)

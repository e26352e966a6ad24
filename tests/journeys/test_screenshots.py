"""The pictures that the documentation shows, taken anew by `make screenshots`."""

import os

import pytest
from django.conf import settings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("SCREENSHOTS" not in os.environ, reason="make screenshots takes them"),
]
IMAGES = settings.BASE_DIR / "docs" / "images"


def test_today(visit, amina, joy):
    window = visit(width=390)
    window.be(amina)
    window.open("/")
    window.look("today", IMAGES, full_page=False)

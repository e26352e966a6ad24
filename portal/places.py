"""Where in the portal somebody was, without what stands for one idea or one person.

``/ideas/HERO-2026-0042/history/`` is the place ``/ideas/…/history/``: what is said about it tells
nobody which idea it was. A page of the CMS is a place of its own.
"""

import re
from dataclasses import dataclass

from django.urls import Resolver404, resolve
from wagtail.models import Page, Site

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """``name`` is the address to show, "" where nothing is; ``page`` the page of the CMS."""

    name: str
    page: Page | None = None


def of(request, address):
    """The Place of an address of ours, which may be anything that somebody typed."""
    path = address.partition("?")[0].partition("#")[0]
    try:
        match = resolve(path)
    except Resolver404:
        return Place("")
    if match.url_name == "wagtail_serve":
        return _page(request, path)
    if not match.captured_kwargs and not match.args:
        return Place(path[:LONGEST])
    # A move of the compact is a step of its own: it stays in the name.
    kept = {"verb": match.captured_kwargs.get("verb", "…")}
    name = re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: kept.get(found[1], "…"), match.route.replace("\\", "")
    )
    return Place(f"/{name}"[:LONGEST])


def _page(request, path):
    """A live page of the CMS that whoever asks may open, or nothing: its title goes on show."""
    site = Site.find_for_request(request)
    if site is None:
        return Place("")
    url_path = site.root_page.url_path + path.lstrip("/")
    page = Page.objects.live().filter(url_path=url_path).first()
    if page is None or not all(
        rule.accept_request(request) for rule in page.get_view_restrictions()
    ):
        return Place("")
    return Place(path[:LONGEST], page.specific)

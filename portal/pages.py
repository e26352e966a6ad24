"""Wagtail's pages, found at once by their address.

Wagtail walks down the tree, with two queries for each step of the way, then asks who may see the
page. An address names its page, so one query finds it together with whether a rule of sight stands
on it or above, and a second one reads it. What is not as plain as that goes Wagtail's own way.
"""

from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Concat, Length, Substr
from wagtail import views
from wagtail.models import Page, PageViewRestriction, Site

READS = ("GET", "HEAD")


def serve(request, path):
    """The page at this address, as Wagtail would serve it."""
    page = _plain(path) if request.method in READS else None
    return page.serve(request) if page else views.serve(request, path)


def at_the_top(request, model, *fields):
    """The page where the site begins, as Wagtail would serve it. One query, where it is a page of
    this kind; ``fields`` are those of its own that it shows."""
    pages = _open_to_all(model.objects).filter(pk=_site("root_page"))
    page = pages.only("title", "path", *fields).first() if request.method in READS else None
    return page.serve(request) if page else serve(request, "")


def _plain(path):
    """The live page at this address, or None where that takes a closer look: nothing is there, a
    rule says who may see it, it is the copy of another page, or there is more than one site."""
    pages = _open_to_all(Page.objects)
    if not path:
        return pages.filter(pk=_site("root_page")).specific().first()
    top = _site("root_page__url_path")
    slug = path.rstrip("/").rpartition("/")[2]
    return pages.filter(slug=slug, url_path=Concat(top, Value(path))).specific().first()


def _site(field):
    """What the one site says, as part of a query."""
    return Subquery(Site.objects.filter(is_default_site=True).values(field))


def _open_to_all(pages):
    rules = PageViewRestriction.objects.annotate(
        above=Substr(OuterRef("path"), 1, Length("page__path"))
    ).filter(above=F("page__path"))
    others = Site.objects.filter(is_default_site=False)
    return pages.live().filter(~Exists(rules), ~Exists(others), alias_of=None)

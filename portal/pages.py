"""Wagtail's pages, found at once by their address.

Wagtail walks down the tree, with two queries for each step of the way, then asks who may see the
page. An address names its page, so one query finds it together with whether a rule of sight stands
on it or above, and a second one reads it. What is not as plain as that goes Wagtail's own way.
"""

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import BigIntegerField, Exists, F, OuterRef, Subquery, TextField
from django.db.models.functions import Concat, Length, Substr
from wagtail import views
from wagtail.models import Page, PageViewRestriction, Site

from portal.prepared import Given, Question, Rows

READS = ("GET", "HEAD")


def serve(request, path):
    """The page at this address, as Wagtail would serve it."""
    page = _plain(path) if request.method in READS else None
    return page.serve(request) if page else views.serve(request, path)


def at_the_top(request, model, *shown):
    """The page where the site begins, as Wagtail would serve it. One query, where it is a page of
    this kind; ``shown`` are its fields of text that it shows."""
    page = _top(model, shown) if request.method in READS else None
    return page.serve(request) if page else serve(request, "")


def _top(model, shown):
    """The live page at the top with what it shows, or None where that takes a closer look."""
    names, question = _question(model, shown)
    found = question.ask()
    return model.from_db(connection.alias, names, found[0]) if found else None


@cache
def _question(model, shown):
    wanted = {"id", model._meta.pk.attname, "path", "title", *shown}
    names = [field.attname for field in model._meta.concrete_fields if field.attname in wanted]

    def build():
        pages = _open_to_all(model.objects).filter(pk=_site("root_page"))
        return [pages.order_by().values_list(*names)]

    return names, Question(build)


def _plain(path):
    """The live page at this address, or None where that takes a closer look: nothing is there, a
    rule says who may see it, it is the copy of another page, or there is more than one site."""
    slug = path.rstrip("/").rpartition("/")[2]
    found = BELOW.ask(slug=slug, address=path) if path else TOP.ask()
    if not found:
        return None
    ((pk, kind),) = found
    return _read(ContentType.objects.get_for_id(kind).model_class()).first(page=pk)


@cache
def _read(model):
    """Pages of this kind with what readers see of them, which ``for_readers`` says."""
    pages = getattr(model, "for_readers", model.objects.all)
    return Rows(lambda: pages().filter(pk=Given("page", BigIntegerField())).order_by())


def _at_the_top():
    pages = _open_to_all(Page.objects).filter(pk=_site("root_page"))
    return pages.order_by().values_list("pk", "content_type")


def _below():
    address = Concat(_site("root_page__url_path"), Given("address", TextField()))
    pages = _open_to_all(Page.objects).filter(slug=Given("slug", TextField()), url_path=address)
    return pages.order_by().values_list("pk", "content_type")


def _site(field):
    """What the one site says, as part of a query."""
    return Subquery(Site.objects.filter(is_default_site=True).values(field))


def _open_to_all(pages):
    rules = PageViewRestriction.objects.annotate(
        above=Substr(OuterRef("path"), 1, Length("page__path"))
    ).filter(above=F("page__path"))
    others = Site.objects.filter(is_default_site=False)
    return pages.live().filter(~Exists(rules), ~Exists(others), alias_of=None)


TOP = Question(lambda: [_at_the_top()])
BELOW = Question(lambda: [_below()])

"""The list of ideas."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from ideas import listing
from ideas.models import Idea

CHOSEN = mark_safe(" selected")


@require_safe
def ideas(request):
    """Filter, search, sort, one page at a time. Every view of it has an address to share."""
    asked = listing.Asked.of(request.GET)
    sites = listing.sites()
    shown = listing.page(request.user, asked, request.GET.get("after", ""))
    context = {
        "asked": asked,
        "listing": shown,
        "next_url": _with(request, after=shown.next_key) if shown.next_key else "",
        "first_url": _with(request) if request.GET.get("after") else "",
        "views": _views(asked),
        "filters": _filters(asked, sites),
        "chips": _chips(request, asked, sites),
        "share_url": _share(asked),
    }
    return render(request, "ideas/list.html", context)


def _with(request, **changed):
    """This list at another place or with another filter: "" leaves one out."""
    words = request.GET.copy()
    words.pop("after", None)
    for name, value in changed.items():
        words.pop(name, None)
        if value:
            words[name] = value
    return f"{request.path}?{words.urlencode()}" if words else request.path


def _share(asked):
    """Where a new idea starts, with the words that found nothing."""
    url = reverse("ideas:new")
    return f"{url}?{urlencode({'q': asked.q})}" if asked.q else url


def _views(asked):
    """Whose ideas: links beside the search."""
    return [
        {"label": label, "url": f"?{key}=1" if key else "?", "current": key == asked.view}
        for key, label in listing.VIEWS
    ]


def _filters(asked, sites):
    """The options of each select of the form."""
    states, technology = listing.STATES, listing.TECHNOLOGY
    sorts = [(key, sort.label) for key, sort in listing.SORTS.items()]
    return {
        "states": _options(states, asked.state),
        "technology": _options(technology, asked.tech),
        "categories": _options(Idea.Category.choices, asked.category),
        "sites": _options([(str(pk), name) for pk, name in sites], asked.site),
        "sorts": _options(sorts, asked.sort),
    }


def _options(choices, chosen):
    """The options of a select: dozens on the page, so they are written here."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, CHOSEN if value == chosen else "", label) for value, label in choices),
    )


def _chips(request, asked, sites):
    """The filters in use, each with the address of the list without it."""
    names = {
        "q": f"“{asked.q}”" if asked.q else "",
        "state": dict(listing.STATES).get(asked.state),
        "tech": dict(listing.TECHNOLOGY).get(asked.tech),
        "category": dict(Idea.Category.choices).get(asked.category),
        "site": {str(pk): name for pk, name in sites}.get(asked.site),
    }
    return [
        {"text": text, "url": _with(request, **{name: ""})} for name, text in names.items() if text
    ]

"""The top floor's own pages."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from home import today
from home.models import HomePage
from home.search import answer
from portal import pages


def home(request):
    """/: Today, around the words that editors gave it in the CMS."""
    return pages.at_the_top(request, HomePage, "welcome", "news")


@require_safe
def search(request):
    """/search/?q=: one list of everything, and the people who know beside it."""
    query, hits = answer(request.user, request.GET.get("q", ""))
    people = [hit for hit in hits if hit.person]
    context = {
        "query": query,
        "best": hits[0] if hits else None,
        "others": [hit for hit in hits[1:] if not hit.person],
        "people": [hit for hit in people if hit is not hits[0]],
        "short": bool(query.text) and len(query.plain) < 2,
        "share_url": today.address("ideas:new"),
    }
    return render(request, "home/search.html", context)

"""Hints beside an idea that is being written: a piece of a page, and never in the way."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ideas import applies, audience, similar
from ideas.models import Idea
from ideas.tripwires import KEYS

TEXTS = ("title", "moment", "help", "what", "q")
LONGEST = 4_000  # characters that are looked at
LEAST = 3


@require_http_methods(["GET", "HEAD", "POST"])
def near(request):
    """What is like the words typed so far (GET ``q``, or POST the form): ideas, rules, needs.

    POST because the words are long and are nobody's business in a log; nothing is written.
    """
    given = request.POST if request.method == "POST" else request.GET
    text = " ".join(given.get(name, "") for name in TEXTS).replace("\x00", " ").strip()[:LONGEST]
    if len(text) < LEAST:
        return render(request, "ideas/_near.html", {"near": [], "applies": applies.Applies()})
    token, mine = given.get("draft", "")[:16], None
    if token:
        mine = Idea.objects.filter(author=request.user, token=token).first()
    found = similar.near(text, request.user, besides=mine)
    tripwires = {key: given.get(key) == "yes" for key in KEYS}
    context = {
        "near": _rows(found, request.user),
        "applies": applies.for_text(text, tripwires, request.user),
    }
    return render(request, "ideas/_near.html", context)


def _rows(found, person):
    """Each idea with the name that this person may know, and whether they are behind it."""
    return [
        {
            "idea": idea,
            "author": audience.Names(idea, idea.knows).author,
            "behind": idea.behind,
            "mine": idea.author_id == person.pk,
        }
        for idea in (one.idea for one in found)
    ]

"""The history of an idea."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ideas import audience
from ideas import history as told
from ideas.views.page import find


@require_safe
def history(request, slug):
    """Every event that this reader may know, in words, a page at a time."""
    idea = find(request, slug)
    involved = audience.is_party(idea, request.user)
    names = audience.Names(idea, involved)
    request.zero_owner = names.face(idea.holder) if idea.holder != request.user else None
    before = request.GET.get("before", "")
    before = int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else None
    shown = told.page(idea, names, involved=involved, before=before)
    context = {
        "idea": idea,
        "lines": shown.lines,
        "first_url": request.path if before is not None else "",
        "next_url": f"?before={shown.before}" if shown.before else "",
    }
    return render(request, "ideas/history.html", context)

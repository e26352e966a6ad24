"""One idea: who has it, since when, what comes next."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ideas import services
from ideas.models import Idea


def find(request, slug):
    """The idea at an address, if this person may see it; 404 otherwise."""
    ideas = Idea.objects.visible_to(request.user).select_related("author", "holder", "site")
    return get_object_or_404(ideas, Q(reference=slug) | Q(token=slug))


@require_safe
def idea(request, slug):
    """The page of an idea. A draft's old address leads to the reference it got."""
    found = find(request, slug)
    if found.slug != slug:
        return redirect(found)
    request.zero_owner = found.holder
    context = {"idea": found, "moves": services.moves_for(request.user, found)}
    return render(request, "ideas/idea.html", context)

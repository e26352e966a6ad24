"""The compact as a document: read it, sign it, print it, take it away."""

from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from ideas.views.page import find


@require_safe
def compact(request, slug):
    return redirect(find(request, slug))

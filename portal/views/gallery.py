"""Every component with a sample, for whoever builds or checks a page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import look


@require_safe
def gallery(request):
    return render(request, "gallery.html", look.gallery_context())

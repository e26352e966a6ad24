"""Error pages in the look of the house. None is a dead end, each names a person."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", {"asked_for": request.path}, status=404)


def conflict(request, reason):
    """A page that changed while somebody was reading it. ``reason`` is a sentence."""
    return render(request, "409.html", {"reason": reason}, status=409)


def csrf_failure(request, reason=""):
    return render(request, "403.html", {"form_expired": True}, status=403)


def server_error(request):
    """Without context processors: whatever broke must not break this page as well."""
    page = loader.get_template("500.html").render({"reference": getattr(request, "id", "")})
    return HttpResponseServerError(page)

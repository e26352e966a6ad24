"""Error pages in the look of the house. None is a dead end, each names a person."""

import sys

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from portal.views import away


def bad_request(request, exception=None):
    """400. What the request said is never repeated on the page: it may be an attack.

    Django also calls this for a session that could not be kept, whatever kept it from that.
    """
    if isinstance(exception, SessionInterrupted) and away.is_away(exception):
        return away.page(request)
    reason = ""
    if isinstance(exception, DisallowedHost):
        reason = _("We don’t answer at this address. Open the portal from a mail of ours.")
    elif isinstance(exception, RequestDataTooBig):
        reason = _("That was more than fits through the door at once. Nothing was changed.")
    return render(request, "400.html", {"reason": reason}, status=400)


def forbidden(request, exception=None):
    """403. A PermissionDenied of ours carries the sentence to show."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    """404. Also what somebody sees who may not know that the page exists."""
    return render(request, "404.html", status=404)


def conflict(request, reason, *, back_url="", typed=""):
    """409: a page that changed while somebody was reading it.

    ``reason`` is a sentence, ``typed`` the words that must not get lost.
    """
    context = {"reason": reason, "back_url": back_url, "typed": typed}
    return render(request, "409.html", context, status=409)


def csrf_failure(request, reason=""):
    """403 for a form whose token is too old; ``reason`` is Django's, for developers."""
    return render(request, "403.html", {"form_expired": True}, status=403)


def server_error(request):
    """500, or 503 while the database is away or a disk is full.

    Without context processors: whatever broke must not break this page as well. Django calls this
    while it handles the exception, so the exception can be asked for.
    """
    if away.is_away(sys.exc_info()[1]):
        return away.page(request)
    context = {"reference": getattr(request, "id", ""), "desk_phone": settings.DESK_PHONE}
    return HttpResponse(loader.get_template("500.html").render(context), status=500)

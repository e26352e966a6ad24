"""503: the database is away, too busy or has no room. Nobody loses words over it.

The page asks the database nothing. To whoever sent a form it gives the words back, with a button
that sends them again: the one-time key of the form makes that safe, also when the first one was
kept and only the answer got lost.
"""

import errno
import re

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.middleware.csrf import CsrfViewMiddleware
from django.template import loader
from django.utils.cache import add_never_cache_headers, patch_cache_control

from portal import submissions

RETRY_AFTER = "30"  # seconds: a database that restarts is back by then
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
READ_ONLY = "25006"  # PostgreSQL while another server takes over; Django calls it InternalError
SECRET = re.compile(r"password|code|credential|secret|token", re.IGNORECASE)
OURS = {submissions.FIELD, "csrfmiddlewaretoken"}


def is_away(error):
    """Whether this error, or one that led to it, says that nothing can be read or kept just now."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError) or has_no_room(error):
            return True
        if getattr(error, "sqlstate", None) == READ_ONLY:
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


def has_no_room(error):
    """Whether a disk is full, or may not be written any more."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def page(request):
    """The answer, without context processors: whatever is away must not be asked again."""
    sent = _sent(request)
    again = sent if submissions.key_of(request) and not request.FILES else None
    context = {
        "reference": getattr(request, "id", ""),
        "desk_name": settings.DESK_NAME,
        "desk_phone": settings.DESK_PHONE,
        "reading": request.method in ("GET", "HEAD"),
        "typed": "\n\n".join(value for name, value in sent if name not in OURS and _words(value)),
        "again": again,
        "address": request.get_full_path(),
    }
    answer = HttpResponse(loader.get_template("503.html").render(context), status=503)
    answer["Retry-After"] = RETRY_AFTER
    add_never_cache_headers(answer)
    patch_cache_control(answer, no_store=True, private=True)
    return answer


class _Check(CsrfViewMiddleware):
    """Says whether a form is one of ours, instead of answering with a page."""

    def _reject(self, request, reason):
        return reason


def _sent(request):
    """(name, value) of what was sent with a form of ours; nothing of a form that holds a secret."""
    try:
        strange = _Check(lambda _request: None).process_view(request, None, (), {})
        names = [] if strange or request.method != "POST" else list(request.POST)
    except (OSError, RawPostDataException, SuspiciousOperation, MultiPartParserError):
        return []  # it was cut off on the way, or there is no room to read it
    if any(SECRET.search(name) for name in names if name not in OURS):
        return []
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def _words(value):
    """Whether somebody wrote this: keys, numbers and choices have no blanks in them."""
    return len(value.split()) > 1

"""What somebody sent with a form, for a page that could not take it: to send again, or to copy."""

import re

from django.core.exceptions import SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.middleware.csrf import CsrfViewMiddleware

from portal import submissions

SECRET = re.compile(r"password|code|credential|secret|token", re.IGNORECASE)
OURS = {submissions.FIELD, "csrfmiddlewaretoken"}


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


def context(request):
    """For components/given_back.html: ``again`` with its ``address``, and ``typed``.

    ``again`` is None where sending twice could count twice, or where a file would be missing.
    """
    sent = _sent(request)
    safe = submissions.key_of(request) and not request.FILES if sent else False
    return {
        "again": sent if safe else None,
        "typed": "\n\n".join(value for name, value in sent if name not in OURS and _words(value)),
        "address": request.get_full_path(),
    }

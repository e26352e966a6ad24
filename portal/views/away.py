"""503: the database is away, too busy or has no room. Nobody loses words over it.

The page asks the database nothing. To whoever sent a form it gives the words back, with a button
that sends them again: the one-time key of the form makes that safe, also when the first one was
kept and only the answer got lost.
"""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader
from django.utils.cache import add_never_cache_headers, patch_cache_control

from portal.folder import has_no_room
from portal.views import given_back

RETRY_AFTER = "30"  # seconds: a database that restarts is back by then
READ_ONLY = "25006"  # PostgreSQL while another server takes over; Django calls it InternalError


def is_away(error):
    """Whether this error, or one that led to it, says that nothing can be read or kept just now."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError) or has_no_room(error):
            return True
        if getattr(error, "sqlstate", None) == READ_ONLY:
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


def page(request):
    """The answer, without context processors: whatever is away must not be asked again."""
    context = {
        "reference": getattr(request, "id", ""),
        "desk_name": settings.DESK_NAME,
        "desk_phone": settings.DESK_PHONE,
        "reading": request.method in ("GET", "HEAD"),
        **given_back.context(request),
    }
    answer = HttpResponse(loader.get_template("503.html").render(context), status=503)
    answer["Retry-After"] = RETRY_AFTER
    add_never_cache_headers(answer)
    patch_cache_control(answer, no_store=True, private=True)
    return answer

"""The WSGI entry point that gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

UTF_8 = {"utf-8", "utf8"}
REFUSED = b"This portal reads UTF-8 and nothing else.\n"


def only_utf_8(serve):
    """``serve``, but for requests that claim another character set: those get a 400.

    Browsers send UTF-8. Of the sets that Python knows, some break on any text and some make half
    signs of it that no database keeps; and Django reads the address in them before anything of ours
    could catch it.
    """

    def application(environ, start_response):
        if _charset(environ.get("CONTENT_TYPE", "")).lower() in UTF_8:
            return serve(environ, start_response)
        length = ("Content-Length", str(len(REFUSED)))
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8"), length])
        return [REFUSED]

    return application


def _charset(content_type):
    """The character set that a request claims; UTF-8 if none, "" if it can't be read."""
    try:
        return parse_header_parameters(content_type)[1].get("charset", "utf-8")
    except ValueError:
        return ""


application = only_utf_8(get_wsgi_application())
import_module(settings.ROOT_URLCONF)  # all views: what stands before workers part, they share

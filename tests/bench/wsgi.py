"""What gunicorn serves for the bench: the portal, and beside it Django as it comes."""

import os
from importlib import import_module

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
portal = import_module("portal.wsgi").application
with override_settings(MIDDLEWARE=settings.BARE):  # read once, when a handler is made
    bare = WSGIHandler()
BARE = ("/bench/bare/", "/bench/write/")


def application(environ, start_response):
    """The bare addresses pass nothing of ours."""
    handler = bare if environ["PATH_INFO"] in BARE else portal
    return handler(environ, start_response)

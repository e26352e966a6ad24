"""The portal's own settings in production, with a counter of queries and two bare addresses."""

from portal.settings import *  # noqa: F403 - they are the settings
from portal.settings import MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
OURS = MIDDLEWARE
BARE = [
    "tests.bench.served.CountQueries",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tests.bench.served.BareAuthentication",
]
MIDDLEWARE = ["tests.bench.served.CountQueries", *OURS]

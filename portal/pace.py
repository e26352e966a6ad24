"""A brake for programs: nobody writes more often in a minute than people can.

Each process counts for itself, in its own memory, so it costs no query; with several processes the
brake takes hold a little later. The doors have limits of their own (allauth, portal.views.zero).
"""

import time

from django.conf import settings
from django.core.cache import caches
from django.shortcuts import render

from portal.views import given_back

MINUTE = 60


def hold(person):
    """Seconds until this person may write again; 0 for now. Counts one more write."""
    if not settings.WRITES_A_MINUTE:
        return 0
    now = time.time()
    counted = caches["here"]
    key = f"writes:{person.pk}:{int(now // MINUTE)}"
    counted.add(key, 0, 2 * MINUTE)
    if counted.incr(key) <= settings.WRITES_A_MINUTE:
        return 0
    return MINUTE - int(now % MINUTE)


class Pace:
    """Middleware: 429 with everything that was typed, and a button that sends it again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        writes = request.method == "POST" and request.user.is_authenticated
        seconds = hold(request.user) if writes else 0
        if not seconds:
            return self.get_response(request)
        answer = render(request, "pace.html", given_back.context(request), status=429)
        answer["Retry-After"] = str(seconds)
        return answer

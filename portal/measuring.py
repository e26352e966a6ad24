"""What each request costs: a line in the log, and numbers for /metrics. Never who asked."""

import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import got_request_exception
from django.db import connection

from portal import logs

GAUGES: dict[str, tuple[str, Callable[[], float]]] = {}


def gauge(name, says):
    """Decorator: a function without arguments whose number /metrics shows, by one query."""

    def register(function):
        GAUGES[name] = (says, function)
        return function

    return register


class Counted:
    """Counts the queries of a request. The database calls it around each."""

    def __init__(self):
        self.queries = 0

    def __call__(self, execute, *arguments):
        self.queries += 1
        return execute(*arguments)


class Measure:
    """Writes a line for each request (ACCESS_LOG) and counts it (METRICS_TOKEN).

    Steps out of the way where neither is wanted.
    """

    def __init__(self, get_response):
        if not (settings.ACCESS_LOG or settings.METRICS_TOKEN):
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.metrics = None
        if settings.METRICS_TOKEN:
            from portal import metrics

            self.metrics = metrics
            got_request_exception.connect(note_exception, dispatch_uid="portal.measuring")

    def __call__(self, request):
        counted, began = Counted(), time.perf_counter()
        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        seconds = time.perf_counter() - began
        route, method = logs.route_of(request), logs.method_of(request)
        if self.metrics:
            self.metrics.note(route, method, response.status_code, seconds, counted.queries)
        if settings.ACCESS_LOG:
            fields = {
                "method": method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000),
                "queries": counted.queries,
            }
            logs.access.info("request", extra={"fields": fields})
        return response


def note_exception(sender, request=None, **kwargs):
    """Count what became a 500 or a 503, while it is being handled."""
    from portal import metrics

    metrics.note_error(logs.route_of(request), type(sys.exc_info()[1]).__name__)

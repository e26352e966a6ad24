"""Numbers for Prometheus. Labels are names of ours (routes, jobs), never addresses or people.

Requests are counted where they happen. With several workers each keeps its numbers in files of
PROMETHEUS_MULTIPROC_DIR (gunicorn.conf.py makes it), and whichever worker is asked adds them up.
A worker's files are called after its place, not its process id: who follows it counts on, so there
is never more than one set of files for each place.

What stands in the database (outboxes, jobs, ideas) is looked up when somebody asks.
"""

import os
import shutil
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min
from django.utils import timezone
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from portal import jobs, measuring
from portal.models import Notice, Posting

CONTENT_TYPE = CONTENT_TYPE_LATEST
FILES = "PROMETHEUS_MULTIPROC_DIR"
PLACE = "HERO_WORKER"  # gunicorn.conf.py numbers the workers
if os.environ.get(FILES):
    values.ValueClass = values.MultiProcessValue(lambda: os.environ.get(PLACE, "main"))

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
QUERIES = (3, 6, 9, 12, 15, 20, 30, 50, 100)

COUNTED = CollectorRegistry()
_requests = Counter(
    "hero_requests", "Requests answered", ["route", "method", "status"], registry=COUNTED
)
_seconds = Histogram(
    "hero_request_seconds", "Time to answer", ["route"], buckets=SECONDS, registry=COUNTED
)
_queries = Histogram(
    "hero_request_queries", "Queries to answer", ["route"], buckets=QUERIES, registry=COUNTED
)
_errors = Counter(
    "hero_errors", "Exceptions that nobody caught", ["route", "kind"], registry=COUNTED
)


def note(route, method, status, seconds, queries):
    """Count one request that was answered."""
    _requests.labels(route, method, f"{status // 100}xx").inc()
    _seconds.labels(route).observe(seconds)
    _queries.labels(route).observe(queries)


def note_error(route, kind):
    """Count an exception that nobody caught, by the name of its class."""
    _errors.labels(route, kind).inc()


def exposition():
    """Everything, in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(Standing())
    if os.environ.get(FILES):
        MultiProcessCollector(registry)
        return generate_latest(registry)
    return generate_latest(COUNTED) + generate_latest(registry)


class Standing:
    """What stands in the database now. A database that is away is a number too."""

    def describe(self):
        return []  # nothing to clash with: asked for again each time

    def collect(self):
        try:
            found = [*_outboxes(), *_jobs(), *_registered(), _database_size()]
            up = 1
        except DatabaseError:
            found, up = [], 0
        yield GaugeMetricFamily("hero_database_up", "Whether the database answers", value=up)
        yield from found
        yield _room()


def _family(name, says, label, rows):
    family = GaugeMetricFamily(name, says, labels=[label])
    for key, value in rows:
        family.add_metric([key], value)
    return family


def _outboxes():
    """How much waits, was given up, and for how long the oldest is due."""
    now = timezone.now()
    waiting = {
        "mail": Notice.objects.filter(mail=Notice.Mail.WAITING, not_before__lte=now),
        "webhooks": Posting.objects.filter(state=Posting.State.WAITING, not_before__lte=now),
    }
    failed = {
        "mail": Notice.objects.filter(mail=Notice.Mail.FAILED),
        "webhooks": Posting.objects.filter(state=Posting.State.FAILED),
    }
    since = {name: rows.aggregate(at=Min("not_before"))["at"] for name, rows in waiting.items()}
    ages = [(name, (now - at).total_seconds() if at else 0) for name, at in since.items()]
    yield _family("hero_outbox_oldest_seconds", "For how long the oldest is due", "outbox", ages)
    counts = [(name, rows.count()) for name, rows in waiting.items()]
    yield _family("hero_outbox_waiting", "Due and not sent", "outbox", counts)
    counts = [(name, rows.count()) for name, rows in failed.items()]
    yield _family("hero_outbox_given_up", "Tried too often", "outbox", counts)


def _jobs():
    """When the clockwork last ran, and how each job does."""
    state = jobs.state()
    last = state["last_run"] or datetime.fromtimestamp(0, UTC)
    yield GaugeMetricFamily(
        "hero_clockwork_last_run_timestamp_seconds",
        "When any job began last",
        value=last.timestamp(),
    )
    ends = [
        (job["name"], job["run"].finished_at.timestamp())
        for job in state["jobs"]
        if job["run"] and job["run"].finished_at
    ]
    says = "When its newest run ended"
    yield _family("hero_job_last_run_timestamp_seconds", says, "task", ends)
    for name, key, says in (
        ("hero_job_failed", "failed_jobs", "Whether its newest run raised"),
        ("hero_job_late", "late", "Whether it missed two of its runs"),
    ):
        rows = [(job["name"], job["name"] in state[key]) for job in state["jobs"]]
        yield _family(name, says, "task", rows)


def _registered():
    """What the rooms above count."""
    for name, (says, function) in measuring.GAUGES.items():
        yield GaugeMetricFamily(name, says, value=function())


def _database_size():
    query = {
        "postgresql": "SELECT pg_database_size(current_database())",
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return GaugeMetricFamily("hero_database_bytes", "Its size", value=cursor.fetchone()[0])


def _room():
    free = shutil.disk_usage(settings.DATA_DIR).free
    return GaugeMetricFamily("hero_data_free_bytes", "Room left in DATA_DIR", value=free)

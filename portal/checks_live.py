"""System checks for `check --deploy --database default`: is this portal fit to be served?

An Error stops a careful start, a Warning says what will hurt, an Info what could be stronger.
"""

import os
import tempfile
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Info, Tags, Warning, register
from django.db import DatabaseError, connection
from django.utils import timezone

STOOD_STILL = timedelta(hours=1)


@register(Tags.compatibility, deploy=True)
def data_can_be_written(app_configs, **kwargs):
    """DATA_DIR holds uploads and checkpoints."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR):
            return []
    except OSError as error:
        return [
            Error(
                f"Nothing can be written in DATA_DIR={settings.DATA_DIR}: {error.strerror}.",
                hint="Give the folder to the user that the portal runs as.",
                id="portal.E004",
            )
        ]


@register(Tags.compatibility, deploy=True)
def mail_leaves_the_house(app_configs, **kwargs):
    """Without EMAIL_URL letters are printed, and nobody hears of their turn."""
    if not settings.PRODUCTION or "console" not in settings.EMAIL_BACKEND:
        return []
    return [
        Warning(
            "No mail is sent: EMAIL_URL names no mail server.",
            hint="Example: EMAIL_URL=smtp+tls://USER:PASSWORD@mail.example.com:587",
            id="portal.W001",
        )
    ]


@register(Tags.compatibility, deploy=True)
def many_workers_have_postgresql(app_configs, **kwargs):
    """SQLite has one writer: processes would wait for each other."""
    workers = os.environ.get("WEB_CONCURRENCY", "1")
    if connection.vendor != "sqlite" or workers in {"", "0", "1"}:
        return []
    return [
        Warning(
            f"WEB_CONCURRENCY={workers} on SQLite: one process is right there.",
            hint="Leave it at 1, or name a PostgreSQL in DATABASE_URL.",
            id="portal.W002",
        )
    ]


@register(Tags.database, deploy=True)
def the_database_is_fit(app_configs, databases, **kwargs):
    """What only the database can tell. A database without tables is portal.E001's."""
    if not databases:
        return []
    found = []
    for ask in (_static_files, _encoding, _durable, _previews, _clockwork, _wall):
        try:
            found += ask()
        except DatabaseError:
            return found
    return found


def _static_files():
    from django.contrib.staticfiles.storage import staticfiles_storage

    if not settings.PRODUCTION or getattr(staticfiles_storage, "hashed_files", True):
        return []
    return [
        Error(
            f"There are no collected static files in {settings.STATIC_ROOT}: no page would show.",
            hint="Run manage.py build_fonts and manage.py collectstatic --noinput.",
            id="portal.E005",
        )
    ]


def _encoding():
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        (encoding,) = cursor.fetchone()
    if encoding == "UTF8":
        return []
    return [
        Error(
            f"The database is in {encoding}, which has no room for everybody's name.",
            hint="Make it anew: createdb --encoding=UTF8 --template=template0 portal",
            id="portal.E006",
        )
    ]


def _durable():
    """What was answered must outlive a power cut."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') "
            "AND setting = 'off'"
        )
        off = [name for (name,) in cursor.fetchall()]
    return [
        Warning(
            f"PostgreSQL runs with {name} off: a power cut loses what people were told is kept.",
            hint=f"Take {name} = off out of postgresql.conf.",
            id="portal.W005",
        )
        for name in off
    ]


def _previews():
    """Behind HTTPS, Wagtail's preview asks the portal under the port of the Site record."""
    from wagtail.models import Site

    site = Site.objects.filter(is_default_site=True).first()
    port = urlsplit(settings.BASE_URL).port or 443
    if not settings.HTTPS or site is None or site.port == port:
        return []
    return [
        Warning(
            f"The site record has port {site.port}, so previews in the CMS stay empty.",
            hint=f"In the CMS, under Settings, Sites: give it port {port} and your host name.",
            id="portal.W003",
        )
    ]


def _clockwork():
    """Only once it has run: a new portal is checked before its clockwork starts."""
    from portal import jobs

    last = jobs.state()["last_run"]
    if last is None or last > timezone.now() - STOOD_STILL:
        return []
    return [
        Warning(
            f"The clockwork has not run since {last:%Y-%m-%d %H:%M} UTC: no mail, no reminders.",
            hint="Start manage.py clockwork as a service of its own.",
            id="portal.W004",
        )
    ]


def _wall():
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'portal_event', 'UPDATE')")
        (may_rewrite,) = cursor.fetchone()
    if not may_rewrite:
        return []
    return [
        Info(
            "The portal signs in to PostgreSQL as a role that may rewrite the history.",
            hint="docs/operate.md shows the two roles that make the history a wall.",
            id="portal.I001",
        )
    ]

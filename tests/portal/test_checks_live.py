"""What `check --deploy --database default` tells an operator before a portal goes live."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from portal import checks_live
from portal.models import JobRun


def ids(found):
    return [one.id for one in found]


def looked(**kwargs):
    return ids(checks_live.the_database_is_fit(None, databases=["default"], **kwargs))


def test_a_folder_that_cannot_be_written(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert checks_live.data_can_be_written(None) == []
    settings.DATA_DIR = tmp_path / "nowhere"
    assert ids(checks_live.data_can_be_written(None)) == ["portal.E004"]


def test_mail_that_goes_nowhere(settings):
    settings.PRODUCTION = True
    assert checks_live.mail_leaves_the_house(None) == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert ids(checks_live.mail_leaves_the_house(None)) == ["portal.W001"]
    settings.PRODUCTION = False
    assert checks_live.mail_leaves_the_house(None) == []


@pytest.mark.parametrize(
    ("vendor", "workers", "found"),
    [
        ("sqlite", "", []),
        ("sqlite", "1", []),
        ("sqlite", "3", ["portal.W002"]),
        ("postgresql", "3", []),
    ],
)
def test_many_processes_on_sqlite(monkeypatch, vendor, workers, found):
    monkeypatch.setenv("WEB_CONCURRENCY", workers)
    monkeypatch.setattr(connection, "vendor", vendor)
    assert ids(checks_live.many_workers_have_postgresql(None)) == found


def test_a_portal_without_collected_files(settings, db):
    assert "portal.E005" not in looked()
    settings.PRODUCTION = True
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
            "OPTIONS": {"location": settings.DATA_DIR / "nowhere"},
        }
    }
    assert "portal.E005" in looked()


@pytest.mark.parametrize(
    ("base_url", "https", "port", "found"),
    [
        ("https://hero.example.com", True, 443, False),
        ("https://hero.example.com", True, 80, True),
        ("https://hero.example.com:8443", True, 8443, False),
        ("http://hero.example.com", False, 80, False),
    ],
)
def test_a_site_whose_previews_stay_empty(settings, db, base_url, https, port, found):
    settings.BASE_URL, settings.HTTPS = base_url, https
    Site.objects.update(port=port)
    assert ("portal.W003" in looked()) is found


@pytest.mark.parametrize(("hours", "found"), [(None, False), (0, False), (2, True)])
def test_a_clockwork_that_stands_still(db, hours, found):
    if hours is not None:
        at = timezone.now() - timedelta(hours=hours)
        slot = datetime(2026, 1, 1, tzinfo=UTC)
        JobRun.objects.create(name="mail", slot=slot, started_at=at)
    assert ("portal.W004" in looked()) is found


@pytest.mark.postgres
def test_the_owner_of_the_tables_may_rewrite_history(db):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL, which has roles")
    assert "portal.I001" in looked()


@pytest.mark.postgres
def test_a_database_that_does_not_sync(db):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL, where it can be switched off")
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        before = looked().count("portal.W005")  # the server of the tests may do without fsync
        cursor.execute("SET synchronous_commit = off")
    assert looked().count("portal.W005") == before + 1


def test_a_portal_nobody_has_set_up_fails_the_check(db):
    with pytest.raises(SystemCheckError, match=r"portal\.E002"):
        call_command("check", "--deploy", "--database", "default")

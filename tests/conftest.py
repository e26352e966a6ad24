"""Fixtures that every room shares: the cast, and a database that is quickly there."""

import os
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["PORTAL_ENV"] = "test"
os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "test")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop of its own

import django

django.setup()  # the settings read what stands above

import pytest

from portal.roles import Role
from tests import access, database
from tests.worlds import make_person


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker, tmp_path_factory
):
    """One migrated database for each worker; tests/database.py says how."""
    with django_db_blocker.unblock(), database.prepared(tmp_path_factory.mktemp("database")):
        yield


@pytest.fixture
def person(db):
    """Make a person: person("Amina Yusuf", Role.FRONTLINE, manager=marcus)."""
    return make_person


@pytest.fixture
def marcus(person):
    """Amina's manager."""
    return person("Marcus Bell", Role.MANAGER)


@pytest.fixture
def priya(person):
    """A manager who weighs risk."""
    return person("Priya Nair", Role.MANAGER)


@pytest.fixture
def tomasz(person):
    """An IT champion."""
    return person("Tomasz Wróbel", Role.CHAMPION)


@pytest.fixture
def nadia(person):
    """The policy editor who owns the social-media policy."""
    return person("Nadia Brandt", Role.EDITOR)


@pytest.fixture
def farida(person):
    """An executive sponsor."""
    return person("Farida Haddad", Role.SPONSOR)


@pytest.fixture
def amina(person, marcus):
    """A frontline adviser: the HERO."""
    return person("Amina Yusuf", Role.FRONTLINE, manager=marcus)


@pytest.fixture
def sam(person):
    """A stranger to most things."""
    return person("Sam Whitlock", Role.FRONTLINE)


@pytest.fixture
def joy(person):
    """On duty at the HERO desk, every day, around the clock."""
    from datetime import time

    from portal.models import DutyShift

    someone = person("Joy Adeyemi", Role.FRONTLINE)
    DutyShift.objects.bulk_create(
        DutyShift(person=someone, weekday=day, starts=start, ends=end)
        for day in range(1, 8)
        for start, end in ((time(0), time(12)), (time(12), time(0)))
    )
    return someone


@pytest.fixture
def ada(person):
    """The administrator: a superuser, whom the rules bind all the same."""
    return person("Ada Lund", Role.ADMINISTRATOR, is_superuser=True)


@pytest.fixture
def cast(amina, marcus, tomasz, nadia, farida, ada, joy):
    """One person for each kind of visitor of tests/access.py, and somebody at the desk."""
    return {
        access.ANONYMOUS: None,
        access.FRONTLINE: amina,
        access.MANAGER: marcus,
        access.CHAMPION: tomasz,
        access.EDITOR: nadia,
        access.SPONSOR: farida,
        access.ADA: ada,
    }

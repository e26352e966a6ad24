"""The demo company opens in an empty database only, whole or not at all, on any day of the week."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core.management import CommandError, call_command

from portal import roster
from portal.demo.loader import load as load_people
from portal.models import DutyShift, User


@pytest.fixture
def in_demo(settings, db):
    settings.DEMO = True


def test_a_company_of_people_is_left_alone(in_demo, sam):
    with pytest.raises(CommandError):
        call_command("demo")
    assert list(User.objects.all()) == [sam]


def test_only_in_the_demo(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo")
    assert not User.objects.exists()


def test_a_failure_leaves_an_empty_database(in_demo, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("portal.demo.loader.own.plan_absence", broken)
    with pytest.raises(RuntimeError):
        call_command("demo")
    assert not User.objects.exists()


def test_somebody_is_at_the_desk_at_every_hour(in_demo):
    with time_machine.travel("2026-11-16 00:00+00:00"):
        load_people()
        turns = roster.turns()
    assert turns[-1].until >= turns[0].starts + timedelta(days=7)
    assert all(one.until == after.starts for one, after in pairwise(turns))
    assert DutyShift.objects.filter(person__username="joy.adeyemi", weekday=3).exists()

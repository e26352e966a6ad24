"""The demo company opens once, in an empty database, and never in a real company."""

from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
import time_machine
from django.core.management import CommandError, call_command

from portal import roles, roster
from portal.accounts.demo import CAST
from portal.demo.loader import PASSWORD
from portal.models import DutyShift, Event, User
from portal.roles import Role


def demo():
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def in_demo(settings, db):
    settings.DEMO = True


def test_it_opens_once(in_demo):
    said = demo()
    assert all(username in said for username in CAST)
    assert PASSWORD in said
    before = (User.objects.count(), Event.objects.count())
    assert 40 <= before[0] <= 50
    assert "nothing was changed" in demo()
    assert (User.objects.count(), Event.objects.count()) == before
    call_command("verify_history")


def test_a_company_of_people_is_left_alone(in_demo, sam):
    with pytest.raises(CommandError):
        demo()
    assert list(User.objects.all()) == [sam]


def test_only_in_the_demo(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        demo()
    assert not User.objects.exists()


def test_a_failure_leaves_an_empty_database(in_demo, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("portal.demo.loader.own.plan_absence", broken)
    with pytest.raises(RuntimeError):
        demo()
    assert not User.objects.exists()


AUTHORS = [
    "Tomasz Nowak",
    "Chidi Okafor",
    "Grace Lindqvist",
    "Beatriz Mendes",
    "Owen Pritchard",
    "Ines Haddad",
    "Priya Raman",
    "Lucas Ferreira",
    "Maeve O'Rourke",
    "Amina Yusuf",
]


def test_everybody_has_their_place(in_demo, client):
    """Each role is filled twice at least, each author has a manager who may weigh their idea."""
    demo()
    for role in Role:
        assert User.objects.filter(groups__name=role.value).count() >= 2
    everybody = {str(person): person for person in User.objects.with_place()}
    for name in AUTHORS:
        above = everybody[name].manager
        assert roles.has(above, Role.MANAGER) or roles.has(above.manager, Role.MANAGER)
    assert all(person.department and person.site for person in everybody.values())
    assert [p.username for p in User.objects.filter(is_superuser=True)] == ["ada.lund"]
    assert client.login(username="amina.yusuf", password=PASSWORD)


def test_somebody_is_at_the_desk_at_every_hour(in_demo):
    with time_machine.travel("2026-11-16 00:00+00:00"):
        demo()
        turns = roster.turns()
    assert turns[-1].until >= turns[0].starts + timedelta(days=7)
    assert all(one.until == after.starts for one, after in pairwise(turns))
    assert DutyShift.objects.filter(person__username="joy.adeyemi", weekday=3).exists()

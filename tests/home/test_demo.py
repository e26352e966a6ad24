"""The demo company opens once, and everybody in it has their place."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from portal import roles
from portal.accounts.demo import CAST
from portal.demo.loader import PASSWORD
from portal.models import Event, User
from portal.roles import Role
from tests.worlds import kept


def demo():
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def in_demo(settings, db):
    settings.DEMO = True


@pytest.fixture(scope="module")
def opened(django_db_setup, django_db_blocker):
    """The demo, opened once for all the tests of this file that look at it: what it said."""
    with kept(django_db_blocker), override_settings(DEMO=True):
        yield demo()


def test_it_opens_once(opened, in_demo):
    assert all(username in opened for username in CAST)
    assert PASSWORD in opened
    before = (User.objects.count(), Event.objects.count())
    assert 40 <= before[0] <= 50
    assert "nothing was changed" in demo()
    assert (User.objects.count(), Event.objects.count()) == before
    call_command("verify_history")


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


def test_everybody_has_their_place(opened, in_demo, client):
    """Each role is filled twice at least, each author has a manager who may weigh their idea."""
    for role in Role:
        assert User.objects.filter(groups__name=role.value).count() >= 2
    everybody = {str(person): person for person in User.objects.with_place()}
    for name in AUTHORS:
        above = everybody[name].manager
        assert roles.has(above, Role.MANAGER) or roles.has(above.manager, Role.MANAGER)
    assert all(person.department and person.site for person in everybody.values())
    assert [p.username for p in User.objects.filter(is_superuser=True)] == ["ada.lund"]
    assert client.login(username="amina.yusuf", password=PASSWORD)

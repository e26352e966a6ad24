"""Larkfield in small: a policy of Nadia's, the course that gives its licence, and two topics."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.models import Department, User
from portal.roles import Role
from tests.policy import speaking


@pytest.fixture
def larkfield_speaks(nadia, ada, priya):
    """The policy is out, the course stands, nobody is cleared yet."""
    return speaking.begin(nadia, by=ada, pass_to=priya)


@pytest.fixture
def world(larkfield_speaks):
    """The same, for tests that speak of little else."""
    return larkfield_speaks


@pytest.fixture
def cast(amina, marcus, priya, tomasz, nadia, farida, sam, ada):
    """Everybody by first name."""
    everybody = (amina, marcus, priya, tomasz, nadia, farida, sam, ada)
    return {one.first_name: one for one in everybody}


@pytest.fixture
def clock():
    """A Monday in May that stands still until somebody shifts it."""
    with time_machine.travel("2026-05-04 09:00+01:00", tick=False) as clock:
        yield clock


@pytest.fixture
def company(clock, person, amina, marcus, priya, sam, nadia, ada):
    """Farida leads Marcus, who leads Amina; Priya leads Bola; Sam belongs to nobody."""
    shop = Department.objects.create(name="Leeds shop")
    farida = person("Farida Haddad", Role.SPONSOR)
    bola = person("Bola Okoro", Role.FRONTLINE, manager=priya, department=shop)
    User.objects.filter(pk=marcus.pk).update(manager=farida)
    User.objects.filter(pk=amina.pk).update(department=shop)
    User.objects.update(date_joined=timezone.now() - timedelta(days=900))
    return {one.first_name: one for one in User.objects.all()} | {"shop": shop, "Bola": bola}

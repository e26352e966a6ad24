"""The clockwork alone puts policies out and takes them down, at the minute that people chose."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from policy import editions
from policy.models import PolicyPage
from portal import jobs
from portal.roles import Role
from tests.policy.making import published, section, send

pytestmark = pytest.mark.django_db

OTHER = [section(html="<p>Sign with the name you choose.</p>")]


@pytest.fixture
def dev(person):
    """A second policy editor."""
    return person("Dev Patel", Role.EDITOR)


@pytest.fixture
def policy(nadia, dev):
    return published(nadia, by=dev)


def at(moment):
    with time_machine.travel(moment, tick=False):
        return {run.name: (run.done, run.error) for run in jobs.run_due()}


def test_a_policy_goes_out_when_its_time_comes(policy, nadia, dev):
    later = timezone.now() + timedelta(days=3)
    state = send(policy, nadia, body=OTHER, go_live_at=later)
    state.task.specific.on_action(state, dev, "approve")
    assert at(later - timedelta(minutes=2))["pages"] == (0, "")
    assert editions.newest(policy).label == "1"
    assert at(later + timedelta(minutes=1))["pages"] == (1, "")
    assert editions.newest(policy).label == "1.1"


def test_a_policy_comes_down_when_its_time_is_over(policy):
    ends = timezone.now() + timedelta(days=3)
    PolicyPage.objects.filter(pk=policy.pk).update(expire_at=ends)
    at(ends - timedelta(minutes=2))
    assert PolicyPage.objects.get(pk=policy.pk).live
    assert at(ends + timedelta(minutes=1))["pages"] == (1, "")
    assert not PolicyPage.objects.get(pk=policy.pk).live

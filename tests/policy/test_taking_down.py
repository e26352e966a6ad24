"""The trail names who took a policy down; the lists of pages stay for everybody."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from policy.models import LearnIndexPage, PolicyIndexPage, PolicyPage
from portal import trail
from portal.roles import Role
from tests.policy.making import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(nadia, person):
    return published(nadia, by=person("Dev Patel", Role.EDITOR))


def downs(policy):
    return trail.about(policy).filter(kind="policy.taken_down")


@pytest.mark.parametrize(
    "way", ["/cms/pages/{pk}/unpublish/", "/cms/bulk/wagtailcore/page/unpublish/"]
)
def test_the_trail_says_who_took_it_down(policy, nadia, client, way):
    client.force_login(nadia)
    client.post(f"{way.format(pk=policy.pk)}?id={policy.pk}")
    assert not PolicyPage.objects.get(pk=policy.pk).live
    event = downs(policy).get()
    assert (event.actor_id, event.data["edition"]) == (str(nadia.pk), "1")


def test_the_clock_is_nobody(policy):
    past = timezone.now() - timedelta(minutes=1)
    PolicyPage.objects.filter(pk=policy.pk).update(expire_at=past)
    call_command("publish_scheduled")
    assert not downs(policy).get().actor_id


@pytest.mark.parametrize("model", [PolicyIndexPage, LearnIndexPage])
@pytest.mark.parametrize("who", ["nadia", "ada"])
def test_the_lists_stay_for_everybody(policy, nadia, ada, client, model, who):
    client.force_login({"nadia": nadia, "ada": ada}[who])
    index = model.objects.get()
    client.post(f"/cms/pages/{index.pk}/unpublish/", {"include_descendants": "on"})
    client.post(f"/cms/pages/{index.pk}/privacy/", {"restriction_type": "login"})
    assert model.objects.get().live
    assert PolicyPage.objects.get(pk=policy.pk).live
    assert not PageViewRestriction.objects.exists()

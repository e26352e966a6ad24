"""Whoever owned a policy leaves: somebody else looks after it from that moment on."""

import pytest

from policy import asking, editions
from policy.models import PolicyPage
from portal import people
from portal.models import Notice
from portal.people.errors import Refused
from portal.roles import Role
from tests.policy.making import draft, published, section, send, write

pytestmark = pytest.mark.django_db

OTHER = [section(html="<p>Sign with the name you choose.</p>")]


@pytest.fixture
def dev(person):
    """A second policy editor."""
    return person("Dev Patel", Role.EDITOR)


@pytest.fixture
def policy(nadia, dev):
    return published(nadia, by=dev)


def owner(policy):
    return PolicyPage.objects.get(pk=policy.pk).owner_person


def test_an_owner_does_not_leave_without_an_heir(policy, nadia, ada):
    with pytest.raises(Refused, match="owner of 1 policy"):
        people.leave(nadia, by=ada)


def test_policies_go_to_the_heir_drafts_as_well(policy, nadia, dev, ada):
    sketch = draft(nadia, title="Being kind", slug="being-kind")
    people.leave(nadia, by=ada, successor=dev)
    assert owner(policy) == owner(sketch) == dev


def test_the_heir_is_told_of_the_questions_that_wait(policy, nadia, dev, ada, amina):
    edition = editions.newest(policy)
    waiting = asking.ask(person=amina, policy=policy, edition=edition, text="May I sign as Amy?")
    done = asking.ask(person=amina, policy=policy, edition=edition, text="And with a photo?")
    asking.answer(done, by=nadia, text="Gladly.", public=False)
    people.leave(nadia, by=ada, successor=dev)
    told = Notice.objects.filter(person=dev, kind="policy.asked")
    assert [notice.key for notice in told] == [f"policy.asked:{waiting.pk}"]
    assert not Notice.objects.filter(person=nadia, kind="policy.asked", settled_at=None).exists()


@pytest.mark.parametrize("sent", [True, False])
def test_a_text_from_before_brings_no_leaver_back(policy, nadia, dev, ada, person, sent):
    """What was written while they were here names them still."""
    third = person("Mo Khan", Role.EDITOR)
    if sent:
        state = send(policy, nadia, body=OTHER)
    else:
        revision = write(policy, nadia, body=OTHER)
    people.leave(nadia, by=ada, successor=dev)
    if sent:
        state.task.specific.on_action(state, third, "approve")
    else:
        revision.publish(user=third)
    assert editions.newest(policy).label == "1.1"
    assert owner(policy) == dev
    assert editions.newest(policy).owner_name == str(dev)


def test_a_form_offers_nobody_who_has_left(policy, nadia, dev, ada, client):
    people.leave(nadia, by=ada, successor=dev)
    client.force_login(dev)
    page = client.get(f"/cms/pages/{policy.pk}/edit/")
    offered = page.context["form"].fields["owner_person"].queryset
    assert dev in offered
    assert nadia not in offered

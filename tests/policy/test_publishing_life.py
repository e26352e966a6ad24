"""The life of a published policy: on a schedule, copied, moved, taken down, never deleted."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from policy import editions, refusals
from policy.models import Edition, PolicyPage, SectionText
from portal import trail
from portal.models.trail import Immutable
from portal.roles import Role
from tests.policy.making import change, draft, published, republish, section, send, write

pytestmark = pytest.mark.django_db

OTHER = [section(html="<p>Sign with the name you choose.</p>")]


@pytest.fixture
def dev(person):
    """A second policy editor."""
    return person("Dev Patel", Role.EDITOR)


@pytest.fixture
def policy(nadia, dev):
    return published(nadia, by=dev)


def labels(policy):
    return [edition.label for edition in Edition.objects.filter(policy=policy).order_by("pk")]


# ---- schedule


def test_a_schedule_keeps_who_approved_and_freezes_on_the_day(policy, nadia, dev, client, amina):
    later = timezone.now() + timedelta(days=3)
    state = send(policy, nadia, edition=2, changes=[change()], body=OTHER, go_live_at=later)
    state.task.specific.on_action(state, dev, "approve")
    assert labels(policy) == ["1"]
    assert PolicyPage.objects.get(pk=policy.pk).edition == 1
    with time_machine.travel(later + timedelta(minutes=1)):
        call_command("publish_scheduled")
    newest = editions.newest(policy)
    assert (newest.label, newest.published_by) == ("2", str(dev))
    assert PolicyPage.objects.get(pk=policy.pk).edition == 2


def test_the_clock_publishes_only_what_a_person_approved(policy, nadia):
    """approved_go_live_at alone is not an approval: anybody's code can set it."""
    soon = timezone.now() - timedelta(minutes=1)
    page = PolicyPage.objects.get(pk=policy.pk)
    page.body = '[{"type": "section", "value": {"title": "X", "summary": "x", "body": []}}]'
    revision = page.save_revision(user=nadia, approved_go_live_at=soon)
    call_command("publish_scheduled")
    assert labels(policy) == ["1"]
    assert not Revision.objects.get(pk=revision.pk).approved_go_live_at
    assert trail.about(policy).first().kind == "policy.called_off"


def test_a_scheduled_text_that_was_rewritten_in_the_database_stays_in(policy, nadia, dev):
    later = timezone.now() + timedelta(days=3)
    state = send(policy, nadia, body=OTHER, go_live_at=later)
    state.task.specific.on_action(state, dev, "approve")
    revision = policy.revisions.get(approved_go_live_at__isnull=False)
    Revision.objects.filter(pk=revision.pk).update(
        content=revision.content | {"title": "Something else"}
    )
    with time_machine.travel(later + timedelta(minutes=1)):
        call_command("publish_scheduled")
    assert labels(policy) == ["1"]


def test_a_schedule_that_was_overtaken_does_not_stop_the_others(policy, nadia, dev, ada):
    later = timezone.now() + timedelta(days=3)
    state = send(policy, nadia, edition=2, changes=[change()], body=OTHER, go_live_at=later)
    state.task.specific.on_action(state, dev, "approve")
    republish(policy, writer=nadia, by=ada, go_live_at=None, edition=2, changes=[change()])
    Revision.objects.filter(pk=state.revision_id).update(approved_go_live_at=later)
    other = draft(nadia, title="Data", slug="data", go_live_at=later)
    other.save_revision(user=nadia).publish(user=dev)
    with time_machine.travel(later + timedelta(minutes=1)):
        call_command("publish_scheduled")
    assert labels(other) == ["1"]
    assert labels(policy) == ["1", "2"]


# ---- copying, moving, taking down


@pytest.mark.parametrize("keep_live", [True, False])
def test_a_copy_is_a_draft_of_edition_one(keep_live, policy, nadia, dev):
    policy = republish(policy, writer=nadia, by=dev, edition=2, changes=[change()])
    copy = policy.copy(
        update_attrs={"slug": "copy", "title": "Copy"}, keep_live=keep_live, user=nadia
    )
    copy = PolicyPage.objects.get(pk=copy.pk)
    assert (copy.live, copy.edition, copy.raised_from, list(copy.changes)) == (False, 1, 0, [])
    for revision in copy.revisions.all():
        page = revision.as_object()
        assert (page.edition, page.raised_from, list(page.changes)) == (1, 0, [])
    assert not copy.editions.exists()
    assert labels(policy) == ["1", "2"]


def test_a_recursive_copy_is_a_draft_too(policy, nadia):
    from wagtail.actions.copy_page import CopyPageAction

    action = CopyPageAction(policy, update_attrs={"slug": "copy"}, keep_live=True, user=None)
    copy = PolicyPage.objects.get(pk=action.execute().pk)
    assert not copy.live
    assert not copy.editions.exists()
    assert PolicyPage.objects.get(pk=policy.pk).live


def test_the_copy_form_offers_neither_publishing_nor_an_alias(policy, ada, client):
    client.force_login(ada)
    url = reverse("wagtailadmin_pages:copy", args=[policy.pk])
    content = client.get(url).content.decode()
    assert "publish_copies" not in content
    assert "id_alias" not in content
    sent = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": policy.get_parent().pk,
        "publish_copies": "on",
        "alias": "on",
    }
    client.post(url, sent)
    assert not PolicyPage.objects.get(slug="copy").live


def test_there_is_no_alias(policy):
    with pytest.raises(refusals.Refused):
        policy.create_alias()


def test_moving_keeps_editions(policy, nadia, dev):
    other = published(nadia, by=dev, title="Data", slug="data")
    policy.move(other, pos="right")
    assert labels(PolicyPage.objects.get(pk=policy.pk)) == ["1"]


def test_deleting_is_refused_with_a_sentence(policy, ada, client):
    client.force_login(ada)
    url = reverse("wagtailadmin_pages:delete", args=[policy.pk])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    for answer in (
        client.post(url, follow=True),
        client.post(f"{bulk}?id={policy.pk}", follow=True),
    ):
        assert "Unpublish it instead" in answer.content.decode()
    with pytest.raises((ProtectedError, Immutable)), transaction.atomic():
        policy.delete()
    assert PolicyPage.objects.filter(pk=policy.pk).exists()


def test_a_draft_that_was_never_out_can_be_deleted(nadia, ada, client):
    page = draft(nadia)
    client.force_login(ada)
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not PolicyPage.objects.filter(pk=page.pk).exists()


def test_unpublishing_takes_it_out_of_sight_and_keeps_the_record(policy, amina, client):
    policy.unpublish()
    assert labels(policy) == ["1"]
    assert not SectionText.objects.exists()
    client.force_login(amina)
    assert client.get("/policies/speaking-online/").status_code == 404


def test_publishing_again_after_taking_down(policy, nadia, dev):
    policy.unpublish()
    policy = republish(policy, writer=nadia, by=dev)
    assert labels(policy) == ["1"]
    assert SectionText.objects.filter(policy=policy).count() == 1


def test_an_edition_keeps_its_revision(policy, nadia, dev):
    write(policy, nadia, body=OTHER)
    call_command("purge_revisions", verbosity=0)
    edition = editions.newest(policy)
    assert Revision.objects.filter(pk=edition.revision_id).exists()
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        Revision.objects.get(pk=edition.revision_id).delete()


def test_autosave_never_overwrites_what_was_sent_or_published(policy, nadia):
    page = PolicyPage.objects.get(pk=policy.pk)
    out = page.get_latest_revision()
    page.title = "Typed on"
    newer = page.save_revision(user=nadia, overwrite_revision=out)
    assert newer.pk != out.pk
    again = page.save_revision(user=nadia, overwrite_revision=newer)
    assert again.pk == newer.pk
    state = send(policy, nadia)
    page = PolicyPage.objects.get(pk=policy.pk)
    assert page.save_revision(user=nadia, overwrite_revision=state.revision).pk != state.revision_id


def test_an_old_address_leads_to_the_new_one(
    policy, nadia, dev, client, amina, django_capture_on_commit_callbacks
):
    """Links in mails and notices outlive a new slug."""
    with django_capture_on_commit_callbacks(execute=True):
        republish(policy, writer=nadia, by=dev, slug="speaking-for-us")
    client.force_login(amina)
    old = client.get("/policies/speaking-online/")
    assert (old.status_code, old["Location"]) == (301, "/policies/speaking-for-us/")
    assert client.get(old["Location"]).status_code == 200
    client.logout()
    assert client.get("/policies/speaking-online/").url.startswith("/accounts/login/")

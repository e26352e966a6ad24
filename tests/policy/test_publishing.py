"""Publishing a policy: by whom, from which draft, by whichever route."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import (
    PublishPagePermissionError,
    PublishPageRevisionAction,
)
from wagtail.models import Revision

from policy import editions, publishing
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


# ---- what may follow


@pytest.mark.parametrize(
    ("newest", "raised_from", "edition", "with_change", "refusal", "label"),
    [
        (None, 0, 1, False, None, "1"),
        (None, 0, 2, False, None, "2"),  # it had a life elsewhere
        (3, 3, 3, False, None, "3.1"),
        (3, 3, 3, True, None, "3.1"),
        (3, 3, 4, True, None, "4"),
        (3, 3, 4, False, publishing.ChangesMissing, None),
        (3, 3, 2, True, publishing.EditionTooLow, None),
        (3, 2, 2, True, publishing.EditionTooLow, None),
        (3, 2, 3, True, publishing.Overtaken, None),  # somebody else published 3 meanwhile
        (3, 2, 4, True, publishing.Overtaken, None),
        (3, 3, 5, True, publishing.EditionSkips, None),
        (3, 3, 9, True, publishing.EditionSkips, None),
    ],
)
def test_what_may_follow(newest, raised_from, edition, with_change, refusal, label, nadia, dev):
    if newest is None:
        policy = draft(nadia)
    else:
        policy = published(nadia, by=dev, edition=newest)
    before = Edition.objects.count()
    revision = write(
        policy,
        nadia,
        edition=edition,
        raised_from=raised_from,
        body=OTHER,
        changes=[change()] if with_change else [],
    )
    if refusal:
        with pytest.raises(refusal) as caught:
            revision.publish(user=dev)
        assert str(caught.value.reason)
        assert Edition.objects.count() == before
        assert policy.get_latest_revision() is None or not SectionText.objects.filter(
            text__contains="name you choose"
        )
        return
    revision.publish(user=dev)
    assert editions.newest(policy).label == label


def test_a_draft_that_was_raised_before_somebody_else_published_that_number(policy, nadia, dev):
    """Two people raise edition 1 to 2 at the same time; the second is told."""
    first = write(policy, nadia, edition=2, changes=[change()])
    second = write(policy, dev, edition=2, changes=[change()], body=OTHER)
    somebody = dev.__class__.objects.create_superuser("third", password="x")
    first.publish(user=somebody)
    with pytest.raises(publishing.Overtaken):
        second.publish(user=somebody)
    assert labels(policy) == ["1", "2"]


def test_the_same_text_again_is_no_new_row(policy, nadia, dev):
    republish(policy, writer=nadia, by=dev)
    assert labels(policy) == ["1"]


def test_back_to_the_first_text_is_a_correction_of_its_own(policy, nadia, dev):
    original = policy.body.raw_data[0]
    republish(policy, writer=nadia, by=dev, body=OTHER)
    policy = republish(policy, writer=nadia, by=dev, body=[dict(original)])
    assert labels(policy) == ["1", "1.1", "1.2"]
    first, _second, third = Edition.objects.order_by("pk")
    assert first.sections == third.sections
    assert first.digest != third.digest


def test_two_sections_never_share_an_anchor(nadia, dev):
    policy = draft(nadia, body=[section(), section()])
    with pytest.raises(publishing.AnchorTwice):
        policy.save_revision(user=nadia).publish(user=dev)


# ---- who may publish


@pytest.mark.parametrize(
    ("writers", "by", "refusal"),
    [
        (["nadia"], "dev", None),
        (["nadia"], "ada", None),
        (["nadia"], "nadia", publishing.OwnChange),
        (["ada"], "ada", publishing.OwnChange),  # superusers too
        (["nadia", "dev"], "dev", publishing.OwnChange),
        (["dev", "nadia"], "dev", publishing.OwnChange),  # wrote an earlier part of it
        (["dev", "nadia"], "ada", None),
        (["nadia"], None, publishing.NobodyApproved),
        (["nadia"], "amina", PublishPagePermissionError),
        (["nadia"], "marcus", PublishPagePermissionError),
    ],
)
def test_who_may_publish(writers, by, refusal, policy, request):
    people = {name: request.getfixturevalue(name) for name in {*writers, by} if name}
    for number, name in enumerate(writers):
        text = section(html=f"<p>Draft {number}.</p>")
        revision = write(policy, people[name], body=[text])
    if refusal is None:
        revision.publish(user=people[by])
        assert labels(policy) == ["1", "1.1"]
        assert editions.newest(policy).published_by == str(people[by])
        return
    with pytest.raises(refusal):
        revision.publish(user=people.get(by))
    assert labels(policy) == ["1"]


def test_an_author_of_a_published_text_may_publish_the_next(policy, nadia, dev):
    """What counts is the change since the last edition."""
    republish(policy, writer=dev, by=nadia, body=OTHER)
    republish(policy, writer=nadia, by=dev, body=[section(html="<p>Third.</p>")])
    assert labels(policy) == ["1", "1.1", "1.2"]


# ---- every route


def test_the_button_of_the_edit_page_publishes_nothing(policy, dev, nadia, client):
    """It is not offered, and a request that asks for it saves a draft."""
    revision = write(policy, nadia, body=OTHER)
    client.force_login(dev)
    url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
    assert b"action-publish" not in client.get(url).content
    with pytest.raises(PublishPagePermissionError):
        PublishPageRevisionAction(revision, user=dev).execute()
    assert labels(policy) == ["1"]


def test_the_admin_api_publishes_nothing(policy, dev, nadia, client):
    write(policy, nadia, body=OTHER)
    client.force_login(dev)
    url = f"/cms/api/main/pages/{policy.pk}/action/publish/"
    assert client.post(url).status_code in {302, 403}
    assert labels(policy) == ["1"]


def test_bulk_publishing_is_publishing(policy, dev, nadia, client):
    """Whoever wrote it reads why not; a second person may."""
    write(policy, nadia, body=OTHER)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for who, expected in ((nadia, ["1"]), (dev, ["1"])):
        client.force_login(who)
        client.post(f"{url}?id={policy.pk}", {"include_descendants": ""})
        assert labels(policy) == expected


def test_code_that_passes_by_shows_nobody_anything(policy, nadia):
    """An action of Wagtail called straight is stopped; readers see editions only anyway."""
    revision = write(policy, nadia, body=OTHER)
    with pytest.raises(RuntimeError), transaction.atomic():
        PublishPageRevisionAction(revision).execute()
    assert labels(policy) == ["1"]


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
    with pytest.raises(publishing.Refused):
        policy.create_alias()


def test_moving_keeps_editions(policy, nadia, dev):
    other = published(nadia, by=dev, title="Data", slug="data")
    policy.move(other, pos="right")
    assert labels(PolicyPage.objects.get(pk=policy.pk)) == ["1"]


def test_deleting_is_refused_with_a_sentence(policy, ada, client):
    client.force_login(ada)
    url = reverse("wagtailadmin_pages:delete", args=[policy.pk])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    for answer in (client.post(url, follow=True), client.post(f"{bulk}?id={policy.pk}", follow=True)):
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


def test_a_publication_is_on_the_trail(policy, dev):
    event = trail.about(policy).first()
    assert (event.kind, event.actor_name) == ("policy.published", str(dev))
    assert event.data["digest"] == editions.newest(policy).digest


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_publish_at_the_same_time(policy, nadia, dev, ada):
    """One edition comes out; the other person reads that somebody was faster."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    revisions = [
        write(policy, nadia, edition=2, changes=[change()]),
        write(policy, nadia, edition=2, changes=[change()], body=OTHER),
    ]
    start = Barrier(2)

    def go(revision, by):
        try:
            start.wait()
            Revision.objects.get(pk=revision.pk).publish(user=by)
            return None
        except publishing.Refused as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(go, revisions, (dev, ada)))
    assert sorted(told, key=str) == sorted([None, publishing.Overtaken], key=str)
    assert labels(policy) == ["1", "2"]

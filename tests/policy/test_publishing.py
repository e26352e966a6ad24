"""Publishing a policy: by whom, from which draft, by whichever route."""

import pytest
from django.db import connection, transaction
from django.urls import reverse
from wagtail.actions.publish_page_revision import (
    PublishPagePermissionError,
    PublishPageRevisionAction,
)
from wagtail.models import Revision

from policy import editions, refusals
from policy.models import Edition, SectionText
from portal import trail
from portal.roles import Role
from tests.policy.making import change, draft, published, republish, section, write

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
        (3, 3, 4, False, refusals.ChangesMissing, None),
        (3, 3, 2, True, refusals.EditionTooLow, None),
        (3, 2, 2, True, refusals.EditionTooLow, None),
        (3, 2, 3, True, refusals.Overtaken, None),  # somebody else published 3 meanwhile
        (3, 2, 4, True, refusals.Overtaken, None),
        (3, 3, 5, True, refusals.EditionSkips, None),
        (3, 3, 9, True, refusals.EditionSkips, None),
    ],
)
def test_what_may_follow(newest, raised_from, edition, with_change, refusal, label, nadia, dev):
    policy = published(nadia, by=dev, edition=newest) if newest else draft(nadia)
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
        assert not SectionText.objects.filter(text__contains="name you choose").exists()
        return
    revision.publish(user=dev)
    assert editions.newest(policy).label == label


def test_a_draft_that_was_raised_before_somebody_else_published_that_number(policy, nadia, dev):
    """Two people raise edition 1 to 2 at the same time; the second is told."""
    first = write(policy, nadia, edition=2, changes=[change()])
    second = write(policy, dev, edition=2, changes=[change()], body=OTHER)
    somebody = dev.__class__.objects.create_superuser("third", password="x")
    first.publish(user=somebody)
    with pytest.raises(refusals.Overtaken):
        second.publish(user=somebody)
    assert labels(policy) == ["1", "2"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([change()], "was a change of edition 2"),  # left over from the last edition
        ([change("", "New."), change()], "was a change of edition 2"),
        ([change("no-such-part", "New.")], "in neither text"),
        ([change("", "New.")], None),
        ([change("be-a-person", "New.")], None),
    ],
)
def test_a_new_edition_says_what_changes_now(told, words, policy, nadia, dev):
    policy = republish(policy, writer=nadia, by=dev, edition=2, changes=[change()])
    revision = write(policy, nadia, edition=3, changes=told, body=OTHER)
    if words is None:
        revision.publish(user=dev)
        assert labels(policy) == ["1", "2", "3"]
        return
    with pytest.raises(refusals.ChangesMissing, match=words):
        revision.publish(user=dev)


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
    with pytest.raises(refusals.AnchorTwice):
        policy.save_revision(user=nadia).publish(user=dev)


# ---- who may publish


@pytest.mark.parametrize(
    ("writers", "by", "refusal"),
    [
        (["nadia"], "dev", None),
        (["nadia"], "ada", None),
        (["nadia"], "nadia", refusals.OwnChange),
        (["ada"], "ada", refusals.OwnChange),  # superusers too
        (["nadia", "dev"], "dev", refusals.OwnChange),
        (["dev", "nadia"], "dev", refusals.OwnChange),  # wrote an earlier part of it
        (["dev", "nadia"], "ada", None),
        (["nadia"], None, refusals.NobodyApproved),
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


def test_bulk_publishing_publishes_nothing(policy, dev, nadia, ada, client):
    """Nobody publishes from a list: what was sent is read first."""
    write(policy, nadia, body=OTHER)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for who in (nadia, dev, ada):
        client.force_login(who)
        client.post(f"{url}?id={policy.pk}", {"include_descendants": ""})
        assert labels(policy) == ["1"]


def test_code_that_passes_by_shows_nobody_anything(policy, nadia):
    """An action of Wagtail called straight is stopped; readers see editions only anyway."""
    revision = write(policy, nadia, body=OTHER)
    with pytest.raises(RuntimeError), transaction.atomic():
        PublishPageRevisionAction(revision).execute()
    assert labels(policy) == ["1"]


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
        except refusals.Refused as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(go, revisions, (dev, ada)))
    assert sorted(told, key=str) == sorted([None, refusals.Overtaken], key=str)
    assert labels(policy) == ["1", "2"]

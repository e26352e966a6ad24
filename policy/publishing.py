"""Publishing a policy: the one way to a reader's eyes, whoever presses which button.

``PolicyPage.publish`` leads here from the workflow, the explorer, the scheduler and code. Under
the lock of the page the rules are asked, Wagtail publishes, and the text is frozen, all or nothing.
"""

import hashlib

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.actions.publish_page_revision import (
    PublishPagePermissionError,
    PublishPageRevisionAction,
)
from wagtail.models import Revision

from policy import editions, search
from policy.models import PolicyPage
from policy.refusals import (
    AnchorTwice,
    ChangesMissing,
    EditionSkips,
    EditionTooLow,
    NobodyApproved,
    NotWhatWasSent,
    Overtaken,
    OwnChange,
)
from portal import trail
from portal.models import Event

trail.register(
    "policy.published",
    _("%(actor)s published “%(subject)s”, edition %(edition)s."),
    "edition",
    "digest",
    "revision",
)
trail.register(
    "policy.scheduled",
    _("%(actor)s approved edition %(edition)s of “%(subject)s” for a later day."),
    "edition",
    "revision",
    "content",
)
trail.register("policy.taken_down", _("%(actor)s took “%(subject)s” down."), "edition")
trail.register(
    "policy.called_off",
    _("“%(subject)s” did not go out as planned: %(reason)s"),
    "revision",
    "reason",
)


@transaction.atomic
def publish(*, policy, revision, by=None, skip_permission_checks=False, **options):
    """Publish ``revision``, or schedule it when its go-live time is ahead.

    ``by`` is the person who takes responsibility; None is the scheduler, which may only publish
    what a person approved for a time. Returns the Edition that people read now, or None while it
    waits for its day. ``options`` are those of Wagtail's action.

    Raises a kind of Refused, or PublishPagePermissionError.
    """
    policy = locked(policy)
    revision = Revision.objects.get(pk=revision.pk)
    draft = revision.as_object()
    check_person(policy=policy, revision=revision, by=by, skip=skip_permission_checks)
    check_text(draft=draft, newest=editions.newest(policy))
    revision.passed_publishing = True  # see signals.no_way_around
    PublishPageRevisionAction(revision, user=by, **options).execute(skip_permission_checks=True)
    revision.refresh_from_db(fields=["approved_go_live_at"])
    if revision.approved_go_live_at:
        trail.record(
            "policy.scheduled",
            subject=policy,
            actor=by,
            edition=draft.edition,
            revision=revision.pk,
            content=fingerprint(revision),
        )
        return None
    # From now on a draft that keeps this number is a correction of it.
    keep = {"raised_from": draft.edition, "owner_person": keep_owner(policy, draft)}
    PolicyPage.objects.filter(pk=policy.pk).update(**keep)
    revision.content |= keep
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    policy = PolicyPage.objects.get(pk=policy.pk)
    edition = freeze(policy=policy, revision=revision, by=by)
    search.rebuild(policy, edition)
    return edition


def keep_owner(policy, draft):
    """The id of who owns a policy once ``draft`` is out.

    A text may name somebody who left after it was written: then whoever took over keeps it.
    """
    return draft.owner_person_id if draft.owner_person.is_active else policy.owner_person_id


def locked(policy):
    """The policy, its row locked until the transaction ends."""
    return PolicyPage.objects.select_for_update().get(pk=policy.pk)


def fingerprint(revision):
    """The SHA-256 of a revision as it is stored, to tell that it is still what was approved."""
    return hashlib.sha256(trail.canonical(revision.content).encode()).hexdigest()


def check_text(*, draft, newest):
    """Whether this draft may follow the newest edition (None: it is the first).

    Raises EditionTooLow, EditionSkips, Overtaken, ChangesMissing or AnchorTwice.
    """
    check_anchors(draft)
    if newest is None:
        return
    number, top = draft.edition, newest.number
    places = {"number": number, "newest": top, "next": top + 1}
    if number < top:
        raise EditionTooLow(
            _("Edition %(newest)s is out already. Keep %(newest)s, or raise it to %(next)s.")
            % places,
            draft,
        )
    if draft.raised_from < min(number, top):
        raise Overtaken(
            _(
                "Somebody published edition %(newest)s while you were writing yours. "
                "Read theirs, then choose %(newest)s for a correction or %(next)s for a change."
            )
            % places,
            draft,
        )
    if number > top + 1:
        raise EditionSkips(
            _("The newest edition is %(newest)s, so the next one is %(next)s.") % places, draft
        )
    if number > top:
        check_changes(draft=draft, newest=newest)


def check_changes(*, draft, newest):
    """A new edition says what it changes, and where: not what the last one changed.

    Raises ChangesMissing.
    """
    told = editions.changes_of(draft)
    if not told:
        raise ChangesMissing(
            _("Edition %(number)s needs at least one change, with its why: people will ask.")
            % {"number": draft.edition},
            draft,
        )
    anchors = {section["anchor"] for section in newest.sections} | {""}
    anchors |= {editions.anchor_of(block.value) for block in draft.body}
    for change in told:
        places = {"what": change["what"], "number": newest.number, "anchor": change["anchor"]}
        if change in newest.changes:
            raise ChangesMissing(
                _("“%(what)s” was a change of edition %(number)s. Say what changes now.") % places,
                draft,
            )
        if change["anchor"] not in anchors:
            raise ChangesMissing(
                _("“%(what)s” names the section “%(anchor)s”, which is in neither text.") % places,
                draft,
            )


def check_anchors(draft):
    """Links and changes point to anchors, so each stands once."""
    seen = set()
    for block in draft.body:
        anchor = editions.anchor_of(block.value)
        if not anchor or anchor in seen:
            raise AnchorTwice(
                _("Two sections have the anchor “%(anchor)s”. Give one of them another.")
                % {"anchor": anchor},
                draft,
            )
        seen.add(anchor)


def writers(policy, revision):
    """The ids of everybody who wrote a part of what ``revision`` changes since the last edition."""
    written = policy.revisions.filter(created_at__lte=revision.created_at)
    newest = editions.newest(policy)
    if newest is not None:
        written = written.filter(created_at__gt=newest.revision.created_at)
    ids = set(written.values_list("user_id", flat=True)) | {revision.user_id}
    return ids - {None}


def check_person(*, policy, revision, by, skip=False):
    """Whether a second person stands behind this revision. Superusers are people like others.

    Raises OwnChange, NobodyApproved or PublishPagePermissionError.
    """
    if by is None:
        if approval(policy, revision) is None:
            raise NobodyApproved(
                _("A person publishes a policy, not the clock alone. Ask a second pair of eyes."),
                policy,
            )
        return
    check_judge(policy=policy, revision=revision, judge=by)
    if not skip and not policy.permissions_for_user(by).holds_publish():
        raise PublishPagePermissionError("You do not have permission to publish this page.")


def check_judge(*, policy, revision, judge):
    """Raises OwnChange when this person wrote a part of what they judge."""
    if judge.pk in writers(policy, revision):
        raise OwnChange(
            _("You wrote a part of this change, so somebody else reads it before it goes out."),
            policy,
        )


def check_sent(*, policy, revision):
    """Raises NotWhatWasSent unless ``revision`` is the newest text of the policy."""
    if policy.latest_revision_id != revision.pk:
        raise NotWhatWasSent(
            _("The text changed after it was sent to you. Restart the workflow and read it again."),
            policy,
        )


def approval(policy, revision):
    """The Event by which a person approved exactly this text for a later day, or None."""
    if revision.approved_go_live_at is None:
        return None
    for event in trail.about(policy).filter(kind="policy.scheduled"):
        if event.data["revision"] == revision.pk and event.actor_id:
            return event if event.data["content"] == fingerprint(revision) else None
    return None


def freeze(*, policy, revision, by):
    """Write the Edition of a policy that has just gone live, unless its text is there already."""
    edition = editions.drafted(policy)
    newest = editions.newest(policy)
    if newest is not None and newest.number == edition.number:
        if editions.content(newest) == editions.content(edition):
            return newest
        edition.correction = newest.correction + 1
    edition.revision = revision
    edition.published_by = str(by) if by else approver_name(policy, revision)
    edition.digest = editions.digest_of(edition)
    edition.save()
    trail.record(
        "policy.published",
        subject=policy,
        actor=by,
        edition=edition.label,
        digest=edition.digest,
        revision=revision.pk,
    )
    return edition


def approver_name(policy, revision):
    """Who had approved the text that the scheduler published."""
    event = Event.objects.filter(
        kind="policy.scheduled",
        subject_type=policy._meta.label_lower,
        subject_id=str(policy.pk),
        data__revision=revision.pk,
    ).first()
    return event.actor_name if event else ""


@transaction.atomic
def call_off(*, policy, revision, reason):
    """Take a text that cannot go out off the schedule, so that it does not hold up others."""
    policy = locked(policy)
    policy.revisions.filter(pk=revision.pk).update(approved_go_live_at=None)
    trail.record("policy.called_off", subject=policy, revision=revision.pk, reason=str(reason))


def taken_down(*, policy, by):
    """Readers do not see it any more, and nobody owes it: the trail says who did that.

    ``by`` is None when its time was over.
    """
    search.forget(policy)
    newest = editions.newest(policy)
    trail.record(
        "policy.taken_down", subject=policy, actor=by, edition=newest.label if newest else ""
    )

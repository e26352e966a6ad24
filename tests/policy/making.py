"""Make policies the way editors do: a draft, a second pair of eyes."""

import json
from datetime import timedelta

from django.utils import timezone

from policy.models import PolicyIndexPage, PolicyPage

WORDS = "<p>Sign with <strong>your own first name</strong>.</p>"


def section(title="Be a person", html=WORDS, anchor="", *more):
    """One section: a text, and whatever blocks are given beside it."""
    blocks = [{"type": "text", "value": html}, *more]
    return {
        "type": "section",
        "value": {"title": title, "anchor": anchor, "summary": "In one line.", "body": blocks},
    }


def change(anchor="be-a-person", what="Sign with the name you choose.", why="safer at home"):
    return {
        "type": "change",
        "value": {"anchor": anchor, "what": what, "why": why, "asked_by": "Amina Yusuf"},
    }


def draft(owner, *, title="Speaking online", slug="speaking-online", edition=1, **fields):
    """A policy that is not out yet, without a revision."""
    fields.setdefault("body", [section()])
    index = PolicyIndexPage.objects.get()
    page = PolicyPage(
        title=title,
        slug=slug,
        summary=fields.pop("summary", "How to help online."),
        owner_person=owner,
        edition=edition,
        review_by=timezone.localdate() + timedelta(days=365),
        live=False,
        **{name: as_stored(value) for name, value in fields.items()},
    )
    return index.add_child(instance=page)


def as_stored(value):
    """Lists of blocks as JSON, anything else as it is."""
    return json.dumps(value) if isinstance(value, list) else value


def write(policy, by, **fields):
    """Save a draft of the newest text with these fields changed; returns the revision."""
    page = PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, as_stored(value))
    return page.save_revision(user=by)


def published(owner, *, by, **fields):
    """A policy that ``owner`` wrote and ``by`` published."""
    page = draft(owner, **fields)
    page.save_revision(user=owner).publish(user=by)
    return PolicyPage.objects.get(pk=page.pk)


def republish(policy, *, writer, by, **fields):
    """Write on, and publish; returns the policy as it is now."""
    write(policy, writer, **fields).publish(user=by)
    return PolicyPage.objects.get(pk=policy.pk)


def send(policy, by, **fields):
    """Write a draft and send it to a second pair of eyes; returns the task's state."""
    write(policy, by, **fields)
    page = PolicyPage.objects.get(pk=policy.pk)
    page.get_workflow().start(page, by)
    return page.current_workflow_task_state

"""What policies add to the CMS: a published policy is taken down, never deleted."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from policy import (
    cms_licence,  # noqa: F401  (its hooks register themselves)
    cms_reports,  # noqa: F401  (its hooks register themselves)
    editions,
    publishing,
    refusals,
)
from policy.learning import cms as learning_cms  # noqa: F401  (its hooks register themselves)
from policy.models import Edition, PolicyPage


def published_below(pages):
    """The first policy with editions among these pages and all below them, or None."""
    for page in pages:
        edition = (
            Edition.objects.filter(policy__path__startswith=page.path)
            .select_related("policy")
            .first()
        )
        if edition is not None:
            return edition.policy
    return None


def refuse_deletion(request, policy):
    """Say why, and lead to where one can take the policy down instead."""
    messages.error(
        request,
        _(
            "“%(title)s” has been published, and people may have agreed to it, so it can’t be "
            "deleted. Unpublish it instead: readers no longer see it, the record stays."
        )
        % {"title": policy.title},
    )
    return redirect("wagtailadmin_pages:edit", policy.pk)


@hooks.register("before_delete_page")
def keep_published(request, page):
    policy = published_below([page])
    return refuse_deletion(request, policy) if policy else None


@hooks.register("before_bulk_action")
def keep_published_in_bulk(request, action_type, objects, action_class_instance):
    if action_type != "delete":
        return None
    policy = published_below([thing for thing in objects if isinstance(thing, Page)])
    return refuse_deletion(request, policy) if policy else None


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_early(request, page):
    """A draft is kept whatever its number; what publishing would refuse is said at once."""
    if not isinstance(page, PolicyPage) or not request.accepts("text/html"):
        return
    try:
        publishing.check_text(draft=page, newest=editions.newest(page))
    except refusals.Refused as refusal:
        messages.warning(request, refusal.reason)

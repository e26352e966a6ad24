"""What follows when Wagtail changes the state of a policy on a road of its own."""

from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published, page_unpublished

from policy import publishing
from policy.models import PolicyPage


@receiver(page_published, sender=PolicyPage, dispatch_uid="policy.no_way_around")
def no_way_around(instance, revision, **kwargs):
    """A copy made live with its page begins as a draft; nothing else may pass by publishing.

    Readers see editions only, so a page that slipped through would show nothing; this says so.
    """
    if getattr(revision, "passed_publishing", False):
        return
    if instance.editions.exists():
        raise RuntimeError("A policy goes live through PolicyPage.publish() only.")
    PolicyPage.objects.filter(pk=instance.pk).update(
        live=False,
        live_revision=None,
        has_unpublished_changes=True,
        first_published_at=None,
        last_published_at=None,
    )


@receiver(page_unpublished, sender=PolicyPage, dispatch_uid="policy.taken_down")
def taken_down(instance, **kwargs):
    """By the button, in bulk, with the pages above it, or by the clock: all of them end here."""
    publishing.taken_down(policy=instance, by=get_active_log_context().user)

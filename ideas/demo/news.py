"""By now people have read what is old, so that bells and letters tell what matters today."""

from unittest import mock

from django.conf import settings
from django.utils import timezone

from portal import delivery, notices
from portal.models import Notice, User

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


def read():
    """Everybody reads their news of the past, and the letters of the past have gone out."""
    old = Notice.objects.filter(created_at__lte=timezone.now(), read_at=None)
    for person in User.objects.present():
        notices.mark_read(person, list(old.filter(person=person).values_list("pk", flat=True)))
    with mock.patch.object(settings, "EMAIL_BACKEND", NOWHERE):
        delivery.deliver()

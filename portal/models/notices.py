"""The outbox: one row per person and thing to tell. Write through portal.notices.tell()."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """Shown by the bell at once; sent by mail when the person's own hours allow.

    ``key`` makes it unique per person, so telling twice tells once. ``settled_at`` says when what
    was asked here was done, by whomever. ``covers_for`` is the name of the absent person in whose
    place this one is told.
    """

    class Mail(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")
        UNWANTED = "unwanted", _("in the portal only")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    actor_name = models.CharField(max_length=200, blank=True)
    covers_for = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.WAITING)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once_per_person"),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_of_person"),
            models.Index(
                fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(fields=["not_before"], condition=Q(mail="waiting"), name="notice_waiting"),
            models.Index(fields=["claimed_at"], condition=Q(mail="claimed"), name="notice_claimed"),
            models.Index(fields=["person"], condition=Q(mail="failed"), name="notice_failed"),
            models.Index(fields=["key"], name="notice_key"),
        ]

    def __str__(self):
        return f"{self.kind} → {self.person_id}"

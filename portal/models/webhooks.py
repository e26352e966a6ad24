"""Webhooks: where the company's chat hears of public news, and the outbox for it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Webhook(models.Model):
    """A receiver that administrators keep. Address and secret are stored sealed."""

    class Shape(models.TextChoices):
        SLACK = "slack", _("Slack, Mattermost, Rocket.Chat: a line of text")
        TEAMS = "teams", _("Microsoft Teams: a card")
        JSON = "json", _("A program of ours: plain JSON")

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("For example: #ideas in Teams.")
    )
    host = models.CharField(_("host"), max_length=255, editable=False)
    sealed_address = models.TextField(editable=False)
    sealed_secret = models.TextField(blank=True, editable=False)
    shape = models.CharField(_("who reads it"), max_length=10, choices=Shape.choices)
    kinds = models.JSONField(_("what it is told"), default=list)
    is_on = models.BooleanField(_("on"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self):
        return self.name


class Posting(models.Model):
    """One thing to tell one webhook; ``key`` makes it once. Written by portal.webhooks."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="postings")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    sentence = models.CharField(max_length=500)
    url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="posting_once_per_webhook"),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=~Q(state="sent"), name="posting_not_sent"
            ),
        ]

    def __str__(self):
        return f"{self.kind} → {self.webhook_id}"

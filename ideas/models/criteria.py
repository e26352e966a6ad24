"""How risk is judged here: the criteria, in editions, and whom the portal asks about what."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.compact import Party
from portal.models.trail import WriteOnce


class Criteria(WriteOnce):
    """One edition of the risk criteria: matrix, anchors, categories, appetite, guide words.

    Written once: an assessment keeps the edition it was made with. ideas.risk.criteria reads
    ``body`` and says what a good one looks like.
    """

    number = models.PositiveIntegerField(unique=True)
    body = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical body
    why = models.CharField(max_length=300)  # what changed, in words
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="criteria_made",
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["-number"]

    def __str__(self):
        return str(_("Risk criteria, edition %(number)s") % {"number": self.number})


class Specialist(models.Model):
    """Who is consulted when a tripwire is answered with yes."""

    tripwire = models.CharField(_("tripwire"), max_length=2, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="consulted_on",
        verbose_name=_("who is asked"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deputises_on",
        verbose_name=_("who is asked when they are away"),
    )

    class Meta:
        ordering = ["tripwire"]
        verbose_name = _("specialist")
        verbose_name_plural = _("specialists")

    def __str__(self):
        return f"{self.tripwire}: {self.person}"


class Lead(models.Model):
    """Who backs ideas of a category as sponsor, or adopts them as IT champion."""

    class Seat(models.TextChoices):
        SPONSOR = Party.SPONSOR.value, Party.SPONSOR.label
        CHAMPION = Party.CHAMPION.value, Party.CHAMPION.label

    category = models.CharField(_("what it is about"), max_length=12)
    party = models.CharField(_("seat"), max_length=10, choices=Seat.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="leads",
        verbose_name=_("person"),
    )

    class Meta:
        ordering = ["category", "party", "pk"]
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "party", "person"], name="lead_named_once_per_category"
            )
        ]

    def __str__(self):
        return f"{self.category}, {self.party}: {self.person}"

"""What people chose for themselves: which news comes by mail, and a calendar of their due dates."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MailChoice(models.Model):
    """How one person wants one topic (see portal.topics). Without a row: as everything else."""

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("As it happens")
        DAILY = "daily", _("In the daily round-up")
        NEVER = "never", _("Not by e-mail")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices"
    )
    topic = models.CharField(max_length=40)
    how = models.CharField(max_length=10, choices=How.choices)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="mail_choice_once"),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.topic} {self.how}"


class CalendarAddress(models.Model):
    """The secret address of a person's due dates; of the secret we keep only a digest."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.person_id}"

"""Who looked at an idea, and when last."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Glance(models.Model):
    """A person who sits in one of its seats looked at an idea. One row for each of them: ``days``
    counts the days on which they did, not the clicks."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="glances")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="glances"
    )
    days = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], name="glance_once_per_person")
        ]

    def __str__(self):
        return f"{self.person_id} at {self.idea_id}"

"""What the clockwork did and when, for /readyz and the CMS."""

from django.db import models
from django.utils import timezone


class JobRun(models.Model):
    """One run of one job in one time slot; the pair is unique, so many workers run it once."""

    name = models.CharField(max_length=60)
    slot = models.DateTimeField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-started_at"]
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="job_once_per_slot")]

    def __str__(self):
        return f"{self.name} {self.slot:%Y-%m-%d %H:%M}"

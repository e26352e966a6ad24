"""Two ideas that are one: suggested by anyone, done with both authors' yes, undoable."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Merge(models.Model):
    """``duplicate`` goes into ``kept``; credit and support are kept, and can be given back."""

    duplicate = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="merges_out")
    kept = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="merges_in")
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merges_suggested"
    )
    why = models.CharField(max_length=300, blank=True)
    suggested_at = models.DateTimeField(default=timezone.now)
    duplicate_yes_at = models.DateTimeField(null=True, blank=True)
    kept_yes_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    state_before = models.CharField(max_length=12, blank=True)  # of the duplicate
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-suggested_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(duplicate=F("kept")), name="merge_of_two_different_ideas"
            ),
            models.UniqueConstraint(
                fields=["duplicate"],
                condition=Q(refused_at__isnull=True, undone_at__isnull=True),
                name="merge_one_open_per_duplicate",
            ),
        ]

    def __str__(self):
        return f"{self.duplicate_id} → {self.kept_id}"

"""One-time keys of forms, so that a repeated request writes nothing twice."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class SubmissionKey(models.Model):
    """A key that was used: who used it, for which form, and where the first answer led."""

    key = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    form = models.CharField(max_length=200)
    answer = models.CharField(max_length=500, blank=True)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key"], name="submission_key_used_once")]

    def __str__(self):
        return self.form

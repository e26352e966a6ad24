"""The trail: facts that happened, written once. Write through portal.trail.record()."""

from django.db import models
from django.utils import timezone


class Immutable(Exception):
    """Somebody tried to rewrite history."""


class WriteOnceQuerySet(models.QuerySet):
    """A queryset that adds and reads, and refuses everything else.

    Database triggers (see portal.append_only) say the same to raw SQL.
    """

    def _refuse(self, *args, **kwargs):
        raise Immutable(f"{self.model._meta.label} rows are written once.")

    update = delete = bulk_update = update_or_create = _refuse
    aupdate = adelete = abulk_update = aupdate_or_create = _refuse
    _raw_delete = _refuse


class WriteOnce(models.Model):
    """Base of rows that can be neither changed nor deleted, by anybody."""

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Immutable(f"{self._meta.label} rows are written once.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Immutable(f"{self._meta.label} rows are never deleted.")


class Event(WriteOnce):
    """One fact. No foreign keys, so nothing can cascade into history.

    ``mac`` is an HMAC-SHA256 under AUDIT_KEY over the row and the ``mac`` of the event before it
    about the same subject (``previous``), so every subject has a chain of its own.
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    kind = models.CharField(max_length=60)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_name = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    sequence = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "sequence"],
                name="event_one_chain_per_subject",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.subject_type}:{self.subject_id} #{self.sequence}"

"""Photos and files of an idea. Served by a view, only to whoever may see the idea."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


def place(attachment, _name):
    """Our own name on disk: nothing that a person typed."""
    return f"ideas/{timezone.now():%Y/%m}/{uuid.uuid4().hex}{attachment.extension}"


class Attachment(models.Model):
    """A file that was looked into: its kind is what its content says."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="attachments")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attachments_added"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its address
    file = models.FileField(upload_to=place, max_length=200)
    name = models.CharField(max_length=150)  # as shown and downloaded, cleaned
    extension = models.CharField(max_length=8)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)  # pixels, for photos
    height = models.PositiveIntegerField(null=True, blank=True)
    description = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name

    @property
    def is_photo(self):
        return self.content_type.startswith("image/")

"""Who has a part in an idea besides its author: co-authors, and whoever sits in a seat."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from guardian.models import UserObjectPermissionBase


class IdeaSeat(UserObjectPermissionBase):
    """guardian's row is the seat: one truth for who may act. One person sits in one seat."""

    content_object = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="seats")

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "permission"], name="idea_seat_for_one_person"
            )
        ]


class CoAuthor(models.Model):
    """Somebody the idea is also of. Invited by the author; counts once they said yes."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="co_authors")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="co_authorships"
    )
    invited_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], name="co_author_once_per_idea")
        ]

    def __str__(self):
        return f"{self.person_id} × {self.idea_id}"

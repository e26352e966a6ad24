"""Comments, support and following."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Comment(models.Model):
    """A comment. Its audience is chosen before it is written and never changes."""

    class Audience(models.TextChoices):
        PARTIES = "parties", _("Only the people involved")
        EVERYONE = "everyone", _("Everyone who can see the idea")

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments_made"
    )
    audience = models.CharField(max_length=8, choices=Audience.choices)
    text = models.TextField(_("what you want to say"), validators=[MaxLengthValidator(5000)])
    made_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["idea", "made_at"], name="comment_of_idea")]

    def __str__(self):
        return self.text[:60]


class CommentVersion(models.Model):
    """What a comment said before it was edited."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField()
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["replaced_at", "pk"]

    def __str__(self):
        return f"{self.comment_id} until {self.replaced_at}"


class Support(models.Model):
    """“I am behind this.” It never changes an idea's place in a queue."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="support")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="support_given"
    )
    mine_too = models.BooleanField(default=False)  # said while writing an idea of one's own
    merged_from = models.ForeignKey(  # came over with a merged duplicate; goes back on undo
        "ideas.Idea", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], name="support_once_per_person")
        ]

    def __str__(self):
        return f"{self.person_id} → {self.idea_id}"


class Follow(models.Model):
    """Somebody who wants to hear how it goes on."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], name="follow_once_per_person")
        ]

    def __str__(self):
        return f"{self.person_id} → {self.idea_id}"

"""What was decided, in the words of the person who decided."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date

from ideas.compact import Party, State


class Step(models.Model):
    """One move that was made, with its words: the question, the answer, the reason."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=30)
    by = models.ForeignKey(  # nobody: the clock did it
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="steps"
    )
    party = models.CharField(max_length=10, choices=Party.choices)
    before = models.CharField(max_length=12, choices=State.choices)
    after = models.CharField(max_length=12, choices=State.choices)
    round = models.PositiveSmallIntegerField()
    words = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["idea", "verb"], name="step_of_idea"),
            models.Index(fields=["-at"], name="step_declined", condition=models.Q(verb="decline")),
        ]

    def __str__(self):
        return f"{self.verb} ({self.idea_id})"

    @property
    def look_again(self):
        """The day on which a "not now" is looked at again, or None for never."""
        day = self.words.get("look_again", "")
        return parse_date(day) if day[:1].isdigit() else None

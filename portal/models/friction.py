"""“This got in my way”: what people say about a page, and the answer that its owner gives."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PERSON = settings.AUTH_USER_MODEL


class FrictionTask(models.Model):
    """Enough people said it about one place: its owner answers in public, by a date.

    ``place`` is the address without whatever stands for one idea or person: /ideas/…/history/. It
    is empty for addresses where nothing is. ``apart``: the page is not open to everybody.
    """

    place = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=255, blank=True)  # of a page of the CMS
    apart = models.BooleanField(default=False)
    owner = models.ForeignKey(
        PERSON, null=True, on_delete=models.PROTECT, related_name="friction_tasks"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    changed = models.BooleanField(gettext_lazy("what came of it"), null=True)
    answer = models.TextField(
        gettext_lazy("what you say about it"), blank=True, validators=[MaxLengthValidator(3000)]
    )
    answered_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(answered_at__isnull=True),
                name="friction_task_open_once_per_place",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | Q(answered_by__isnull=False, changed__isnull=False) & ~Q(answer=""),
                name="friction_answer_has_words_and_a_person",
            ),
        ]

    def __str__(self):
        return self.title or self.place or _("A page that isn’t there")


class Friction(models.Model):
    """One person said once that something got in their way. Nobody is shown who it was."""

    place = models.CharField(max_length=200, blank=True)
    words = models.TextField(
        gettext_lazy("What happened?"), blank=True, validators=[MaxLengthValidator(1000)]
    )
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    task = models.ForeignKey(
        FrictionTask, null=True, on_delete=models.CASCADE, related_name="reports"
    )

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["place", "at"], name="friction_of_place"),
            models.Index(fields=["person", "at"], name="friction_of_person"),
        ]

    def __str__(self):
        return f"{self.place} {self.at:%Y-%m-%d}"

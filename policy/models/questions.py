"""Questions that readers put to the owner of a policy."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PolicyQuestion(models.Model):
    """A question and its answer. The asker chooses whether it may be shown; the owner decides."""

    policy = models.ForeignKey(
        "policy.PolicyPage", on_delete=models.PROTECT, related_name="questions"
    )
    edition = models.ForeignKey(
        "policy.Edition", on_delete=models.PROTECT, related_name="questions"
    )
    anchor = models.CharField(max_length=60, blank=True)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="policy_questions"
    )
    text = models.TextField(_("your question"), max_length=2000)
    may_be_shown = models.BooleanField(_("Others may read it, without my name"), default=True)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="policy_answers",
    )
    public = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="policy_answer_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(public=False) | Q(may_be_shown=True, answered_at__isnull=False),
                name="policy_answer_public_only_if_allowed",
            ),
        ]

    def __str__(self):
        """Without its words: the trail keeps names of things for ever, and this may be private."""
        return _("a question about “%(title)s”") % {"title": self.policy.title}

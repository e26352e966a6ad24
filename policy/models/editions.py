"""What was published and who agreed to it: written once, never changed, never deleted."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision
from wagtail.search import index

from portal.models.trail import WriteOnce


class Edition(WriteOnce):
    """A published text, frozen. ``number`` is the edition, ``correction`` counts what was mended
    in it (3.0 is edition 3 as first published, 3.1 its first correction).

    ``digest`` is the SHA-256, in hexadecimal, of policy.editions.canonical(edition).
    """

    policy = models.ForeignKey(
        "policy.PolicyPage", on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveSmallIntegerField()
    correction = models.PositiveSmallIntegerField(default=0)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=255)
    summary = models.TextField()
    sections = models.JSONField()  # [{number, anchor, title, summary, html}], as rendered
    changes = models.JSONField(default=list)  # [{anchor, what, why, asked_by}]
    check_question = models.JSONField(
        default=dict
    )  # {question, answers: [{text, right, feedback}]}
    owner_name = models.CharField(max_length=200)
    in_force = models.DateField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["-number", "-correction"]
        get_latest_by = ["number", "correction"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "number", "correction"], name="edition_published_once"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="edition_starts_at_one"),
        ]

    def __str__(self):
        return _("%(title)s, edition %(number)s") % {"title": self.title, "number": self.label}

    @property
    def label(self):
        """How the edition is named: 3, or 3.1 for its first correction."""
        return f"{self.number}.{self.correction}" if self.correction else str(self.number)


class Agreement(WriteOnce):
    """A person agreed to a policy in an edition, and this is the text they saw (its digest)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agreements"
    )
    policy = models.ForeignKey(
        "policy.PolicyPage", on_delete=models.PROTECT, related_name="agreements"
    )
    number = models.PositiveSmallIntegerField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="agreements")
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    answer = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "number", "person"], name="agreement_once_per_edition"
            )
        ]
        indexes = [models.Index(fields=["person", "policy", "-number"], name="agreement_of_person")]

    def __str__(self):
        return f"{self.person_id}: {self.edition_id}"


class SectionText(index.Indexed, models.Model):
    """The current text of one section, for search. Derived from the live edition, made anew."""

    policy = models.ForeignKey(
        "policy.PolicyPage", on_delete=models.CASCADE, related_name="section_texts"
    )
    number = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    text = models.TextField()

    search_fields = [
        index.SearchField("title", boost=4),
        index.SearchField("text"),
        index.AutocompleteField("title"),
        index.FilterField("policy_id"),
    ]

    class Meta:
        default_permissions = ()
        ordering = ["policy", "number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "anchor"], name="section_text_anchor_once")
        ]

    def __str__(self):
        return self.title

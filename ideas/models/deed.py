"""The compact on paper: the promises, the rounds, the deed of each round, and who signed it."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.compact import Party
from portal.models.trail import WriteOnce

PERSON = settings.AUTH_USER_MODEL


class Promise(WriteOnce):
    """What one party promises, in one edition of the text. The latest number counts."""

    class Of(models.TextChoices):
        AUTHOR = Party.AUTHOR.value, _("The HERO")
        SPONSOR = Party.SPONSOR.value, _("The manager")
        CHAMPION = Party.CHAMPION.value, _("IT")

    party = models.CharField(max_length=10, choices=Of.choices)
    number = models.PositiveIntegerField()
    text = models.TextField()
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["party", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["party", "number"], name="promise_number_once")
        ]

    def __str__(self):
        return f"{self.party}, edition {self.number}"


class Round(WriteOnce):
    """A round of signing. When another begins, the seals of this one have lapsed, and the other
    says why."""

    class Why(models.TextChoices):
        FIRST = "first", _("The idea was shared.")
        TEXT = "text", _("The words of the idea changed.")
        ROUTE = "route", _("Whether it involves technology changed.")
        ASSESSMENT = "assessment", _("The assessment changed.")
        MITIGATION = "mitigation", _("What we do about a risk changed.")
        CONDITION = "condition", _("A condition was added.")
        PARTY = "party", _("Somebody else took a seat.")
        PROMISE = "promise", _("The words of a promise changed.")
        APPEAL = "appeal", _("Another manager was asked.")
        REWEIGH = "reweigh", _("It is being weighed again.")

    idea = models.ForeignKey("ideas.Idea", on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=10, choices=Why.choices)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["idea", "number"], name="round_once")]

    def __str__(self):
        return f"round {self.number} of {self.idea_id}"


class Deed(WriteOnce):
    """The document of a round, composed once: ``body`` is its canonical text (JSON), ``digest``
    the SHA-256 of that text. It never changes; a change of what it says begins another round."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.PROTECT, related_name="deeds")
    round = models.PositiveSmallIntegerField()
    body = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    composed_at = models.DateTimeField(default=timezone.now)

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["idea", "round"], name="deed_once_a_round")]

    def __str__(self):
        return self.digest[:12]


class Signature(WriteOnce):
    """One party's seal on one deed: the name they typed, and what they said with it.

    A simple electronic signature with tamper evidence; nothing more is promised.
    """

    deed = models.ForeignKey(Deed, on_delete=models.PROTECT, related_name="signatures")
    idea = models.ForeignKey("ideas.Idea", on_delete=models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField()
    party = models.CharField(max_length=10, choices=Party.choices)
    verb = models.CharField(max_length=30)  # the move: IT adopts, or gives advice
    signer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=200)  # as typed
    says = models.CharField(max_length=500, blank=True)
    promise = models.PositiveIntegerField()  # the edition of their promise
    at = models.DateTimeField(default=timezone.now)

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "round", "party"], name="one_signature_per_party_and_round"
            ),
            models.UniqueConstraint(
                fields=["idea", "round", "signer"], name="one_party_per_signer_and_round"
            ),
        ]

    def __str__(self):
        return f"{self.party} of {self.idea_id}, round {self.round}"


class Condition(models.Model):
    """What the sponsor or IT asks for when they sign. It is part of the deed."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="conditions")
    party = models.CharField(max_length=10, choices=Party.choices)
    text = models.TextField(validators=[MaxLengthValidator(3000)])
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self):
        return self.text

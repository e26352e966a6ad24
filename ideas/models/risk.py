"""The risk assessment of an idea: what could happen, how likely, how bad, and what we do about it.

Scores are ordinals, 1 to 5: they are looked up and compared, never added or multiplied.
``impacts`` is {column: 1 to 5}, with the columns of the criteria; the worst of them counts.
"""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.trail import WriteOnce

LONG = [MaxLengthValidator(3000)]
PERSON = settings.AUTH_USER_MODEL


def score(**options):
    """A likelihood of 1 to 5, or nothing yet."""
    return models.PositiveSmallIntegerField(null=True, blank=True, **options)


def between_one_and_five(field):
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (1, 5)})


class Confidence(models.TextChoices):
    """How sure the scorer is. Low never lowers a score: it asks for a smaller trial or a second
    pair of eyes."""

    LOW = "low", _("A guess")
    MEDIUM = "medium", _("Fairly sure")
    HIGH = "high", _("We know this")


class Answered(models.Model):
    """What somebody proposed, and the answer it must get."""

    class Standing(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for an answer")
        TAKEN = "taken", _("Taken up")
        SET_ASIDE = "set_aside", _("Set aside")

    standing = models.CharField(max_length=9, choices=Standing.choices, default=Standing.PROPOSED)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True, validators=LONG)  # always there when it was set aside
    answered_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Assessment(models.Model):
    """The one living assessment of an idea. What was signed is frozen in a Deed."""

    idea = models.OneToOneField("ideas.Idea", on_delete=models.CASCADE, related_name="assessment")
    criteria = models.ForeignKey("ideas.Criteria", on_delete=models.PROTECT, related_name="+")
    effort = models.JSONField(default=list, blank=True)  # five answers, 0 to 4 or None each
    value = models.JSONField(default=list, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)  # compare and set, as with the idea's words

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"assessment of {self.idea_id}"


class Risk(Answered):
    """Because ``cause``, ``event`` could happen, so that ``sufferer`` suffers ``harm``."""

    class Side(models.TextChoices):
        CUSTOMER = "customer", _("Customers")
        STAFF = "staff", _("Colleagues")
        NOTHING = "nothing", _("If we do nothing")

    class Treatment(models.TextChoices):
        CHANGE = "change", _("Change the idea")
        SMALLER = "smaller", _("Try it smaller")
        REDUCE = "reduce", _("Make it less likely, or less bad")
        SHARE = "share", _("Share it")
        ACCEPT = "accept", _("Live with it")
        STOP = "stop", _("Stop")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="risks")
    number = models.PositiveSmallIntegerField()  # 0 is the risk of doing nothing
    side = models.CharField(max_length=8, choices=Side.choices)
    category = models.CharField(max_length=12)  # a key of the criteria's categories
    guide_word = models.CharField(max_length=12, blank=True)
    cause = models.TextField(blank=True, validators=LONG)
    event = models.TextField(validators=LONG)
    sufferer = models.CharField(max_length=200, blank=True)
    harm = models.TextField(blank=True, validators=LONG)
    vulnerable = models.BooleanField(_("They are vulnerable, or a child"), default=False)
    treatment = models.CharField(max_length=8, choices=Treatment.choices, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence.choices, blank=True)
    # Agreed once the first scores are in: before anything is done, if all that is planned is
    # done, and with only what is verified.
    inherent_likelihood = score()
    inherent_impacts = models.JSONField(default=dict, blank=True)
    target_likelihood = score()
    target_impacts = models.JSONField(default=dict, blank=True)
    current_likelihood = score()
    current_impacts = models.JSONField(default=dict, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="risk_number_once"),
            models.CheckConstraint(
                condition=between_one_and_five("inherent_likelihood")
                & between_one_and_five("target_likelihood")
                & between_one_and_five("current_likelihood"),
                name="risk_likelihood_is_one_to_five",
            ),
        ]

    def __str__(self):
        return self.event


class FirstScore(WriteOnce):
    """What one person thought before they saw what anybody else thought."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="first_scores")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    likelihood = models.PositiveSmallIntegerField()
    impacts = models.JSONField()
    confidence = models.CharField(max_length=6, choices=Confidence.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "person"], name="first_score_once"),
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5)), name="first_likelihood_is_one_to_five"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} on {self.risk_id}"


class Mitigation(Answered):
    """Something that makes a risk smaller: who does it, by when, and how we know it is done."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_PLACE = "in_place", _("In place")
        VERIFIED = "verified", _("Verified")
        FAILED = "failed", _("Didn’t work")

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="mitigations")
    text = models.TextField(validators=LONG)
    owner = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PLANNED)
    evidence = models.TextField(blank=True, validators=LONG)
    verified_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    status_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("owner")),
                name="mitigation_verified_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(standing="taken") | Q(owner__isnull=False, due_on__isnull=False),
                name="mitigation_taken_has_owner_and_date",
            ),
        ]

    def __str__(self):
        return self.text


class Consultation(models.Model):
    """A specialist is asked because a tripwire was answered with yes; they answer in place."""

    class Verdict(models.TextChoices):
        FINE = "fine", _("Fine as it is")
        CARE = "care", _("Fine, with care")
        AGAINST = "against", _("I advise against it")

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="consultations"
    )
    tripwire = models.CharField(max_length=2)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="consultations")
    asked_at = models.DateTimeField(default=timezone.now)
    screen = models.JSONField(default=dict, blank=True)  # T1: the screening questions, yes or no
    verdict = models.CharField(max_length=7, choices=Verdict.choices, blank=True)
    advice = models.TextField(blank=True, validators=LONG)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["tripwire"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "tripwire"], name="consulted_once_per_tripwire"
            )
        ]

    def __str__(self):
        return f"{self.tripwire} of {self.assessment_id}"


class Waiver(models.Model):
    """Leave to run above the appetite of one category, for at most 90 days, with conditions.

    Granted by somebody one level higher than who asked; asked for again when it ends.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="waivers")
    category = models.CharField(max_length=12)
    level = models.CharField(max_length=1)  # the level it covers: L, M, H or S
    why = models.TextField(validators=LONG)
    conditions = models.TextField(blank=True, validators=LONG)
    until = models.DateField()
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    granted = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, validators=LONG)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="waiver_answered_by_another",
            )
        ]

    def __str__(self):
        return f"{self.category} {self.level} until {self.until}"

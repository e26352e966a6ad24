"""Trying it, and counting what changed: the plan, what was said on the way, the result.

A figure always comes with its source. "No effect" and "worse" are results like any other.
"""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONG = [MaxLengthValidator(3000)]
PERSON = settings.AUTH_USER_MODEL


class Trial(models.Model):
    """The plan of a trial: all of it stands before the trial is launched."""

    idea = models.OneToOneField("ideas.Idea", on_delete=models.CASCADE, related_name="trial")
    where = models.CharField(_("Where, and with whom?"), max_length=200, blank=True)
    measure = models.CharField(_("What do we count?"), max_length=200, blank=True)
    unit = models.CharField(_("In what?"), max_length=40, blank=True)
    lower_is_better = models.BooleanField(_("Less of it is better"), default=True)
    baseline = models.DecimalField(
        _("What is it now?"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    baseline_source = models.CharField(
        _("Where does that figure come from?"), max_length=200, blank=True
    )
    comparison = models.CharField(_("What do we compare it with?"), max_length=200, blank=True)
    stop_rule = models.CharField(_("What would make us stop?"), max_length=300, blank=True)
    hours_pledged = models.DecimalField(  # by the sponsor, working hours a week for the author
        _("Hours a week for it"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    ends_on = models.DateField(_("Until when?"), null=True, blank=True)
    planned_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    launched_at = models.DateTimeField(null=True, blank=True)
    widened_at = models.DateTimeField(null=True, blank=True)  # all mitigations were verified then
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"trial of {self.idea_id}"


class Report(models.Model):
    """How it goes, in words; the number counted that day and the hours given, where known."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(validators=LONG)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]

    def __str__(self):
        return self.words


class Result(models.Model):
    """What changed, told by the author and confirmed by somebody else."""

    class Effect(models.TextChoices):
        BETTER = "better", _("It got better")
        NONE = "none", _("It made no difference")
        WORSE = "worse", _("It got worse")

    class Grade(models.TextChoices):
        A = "A", _("A: compared with a group that went on as before")
        B = "B", _("B: compared with the weeks before, and enough of them")
        C = "C", _("C: counted, but few or in a short time")
        D = "D", _("D: what people told us")

    idea = models.OneToOneField("ideas.Idea", on_delete=models.CASCADE, related_name="result")
    effect = models.CharField(max_length=6, choices=Effect.choices, blank=True)
    words = models.TextField(_("What changed, in your words?"), blank=True, validators=LONG)
    lesson = models.TextField(_("What would you tell the next shop?"), blank=True, validators=LONG)
    told_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    grade = models.CharField(max_length=1, choices=Grade.choices, blank=True)  # by the verifier
    verified_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("told_by")),
                name="result_verified_by_another",
            )
        ]
        indexes = [
            models.Index(
                fields=["-verified_at"],
                name="result_verified",
                condition=Q(verified_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"result of {self.idea_id}"


class Figure(models.Model):
    """One line of the value ledger: before and after, with the source of both."""

    class Kind(models.TextChoices):
        EFFORT = "effort", _("How hard it is for customers")
        REPEAT = "repeat", _("People who had to come or call again")
        COMPLAINTS = "complaints", _("Complaints")
        TIME = "time", _("Our own time")
        MONEY = "money", _("Money")
        SAFETY = "safety", _("Safety")

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    what = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    before = models.DecimalField(max_digits=14, decimal_places=2)
    after = models.DecimalField(max_digits=14, decimal_places=2)
    lower_is_better = models.BooleanField(default=True)
    source = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="figure_has_a_source")]

    def __str__(self):
        return self.what


class Story(models.Model):
    """The thanks of a leader, in their own words, and what a customer said."""

    idea = models.OneToOneField("ideas.Idea", on_delete=models.CASCADE, related_name="story")
    thanks = models.TextField(validators=LONG)
    quote = models.CharField(max_length=500, blank=True)
    quote_by = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"story of {self.idea_id}"


class Boots(models.Model):
    """A pair of red boots, for everybody in the chain. Whoever declines is shown nowhere."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.PROTECT, related_name="boots")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="boots")
    part = models.CharField(max_length=10)  # a Party, "co_author" or "peer"
    given_at = models.DateTimeField(default=timezone.now)
    declined_at = models.DateTimeField(null=True, blank=True)
    size = models.CharField(max_length=10, blank=True)  # private, and nobody has to say

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], name="one_pair_of_boots_each")
        ]

    def __str__(self):
        return f"boots of {self.person_id}"


class Cheer(models.Model):
    """One colleague cheers for a story, once."""

    idea = models.ForeignKey("ideas.Idea", on_delete=models.CASCADE, related_name="cheers")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="cheers")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="one_cheer_each")]

    def __str__(self):
        return f"{self.person_id} for {self.idea_id}"

"""What people did with a course: places in lessons, attempts at the test, certificates.

Written by the services of policy.learning only. Plain Django models, never pages or snippets.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.trail import WriteOnce, WriteOnceQuerySet


class LessonProgress(models.Model):
    """How far a person is in a lesson: ``step`` steps are behind them. Not evidence, a bookmark."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_progress"
    )
    lesson = models.ForeignKey(
        "policy.LessonPage", on_delete=models.CASCADE, related_name="progress"
    )
    step = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "lesson"], name="lesson_progress_once")
        ]

    def __str__(self):
        return f"{self.person_id}: {self.lesson_id}, {self.step}"


class Attempt(models.Model):
    """One try at the test of a course. It keeps its own copy of everything that was asked.

    ``outcome`` is empty while it is open. ``pass_mark`` and ``course_edition`` are those of the
    moment it was started. ``number`` counts this person's tries of this kind.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("first test")
        REFRESHER = "refresher", _("refresher")

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        PASSED = "passed", _("passed")
        NOT_YET = "not_yet", _("not yet")

    course = models.ForeignKey(
        "policy.CoursePage", on_delete=models.PROTECT, related_name="attempts"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    course_edition = models.PositiveSmallIntegerField()
    course_title = models.CharField(max_length=255)
    pass_mark = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    right = models.PositiveSmallIntegerField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "kind"],
                condition=Q(finished_at__isnull=True),
                name="attempt_one_open",
            ),
            models.UniqueConstraint(
                fields=["person", "course", "kind", "number"], name="attempt_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, outcome="", right__isnull=True)
                | Q(
                    finished_at__isnull=False,
                    outcome__in=["passed", "not_yet"],
                    right__isnull=False,
                    right__lte=models.F("asked"),
                ),
                name="attempt_finished_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "course", "-started_at"], name="attempt_of_person")
        ]

    def __str__(self):
        return _("%(title)s, try %(number)s") % {"title": self.course_title, "number": self.number}

    @property
    def is_open(self):
        return self.finished_at is None

    @property
    def score(self):
        """Per cent, rounded down; None while it is open."""
        return None if self.right is None else self.right * 100 // self.asked


class AttemptQuestion(models.Model):
    """A question as it was asked, and what was chosen.

    ``options`` is [{id, text, right, why}] in the order shown; the ids are random, new in every
    attempt. For kind order ``right_order`` lists the ids as they belong; otherwise it is empty.
    ``choice`` is the list of ids that were chosen. ``right`` is None until it was answered.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    source = models.ForeignKey("policy.Question", on_delete=models.PROTECT, related_name="asked_in")
    version = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    critical = models.BooleanField()
    customer_who = models.CharField(max_length=80, blank=True)
    customer = models.TextField(blank=True)
    scenario = models.TextField()
    question = models.CharField(max_length=300)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    options = models.JSONField()
    right_order = models.JSONField(default=list)
    choice = models.JSONField(null=True, blank=True)
    right = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="attempt_question_number"),
            models.UniqueConstraint(fields=["attempt", "source"], name="attempt_question_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, right__isnull=True)
                | Q(answered_at__isnull=False, right__isnull=False),
                name="attempt_question_answered_is_marked",
            ),
        ]

    def __str__(self):
        return self.question


class FreeAnswer(models.Model):
    """Something written in a person's own words for practice. A person reads it and writes back."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="free_answers"
    )
    source = models.ForeignKey(
        "policy.Question", on_delete=models.PROTECT, related_name="free_answers"
    )
    asked = models.TextField()  # scenario and question, as they stood
    text = models.TextField(_("your words"), max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)
    reply = models.TextField(_("your line back"), max_length=2000, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="free_replies",
    )
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-written_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "source"],
                condition=Q(replied_at__isnull=True),
                name="free_answer_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, replied_by__isnull=True, reply="")
                | (Q(replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
                name="free_reply_has_a_person",
            ),
        ]

    def __str__(self):
        return self.text[:60]


class CertificateQuerySet(WriteOnceQuerySet):
    def valid(self, on=None):
        """Certificates that are good on a day (default today); the last day counts."""
        return self.filter(expires_on__gte=on or timezone.localdate())


class Certificate(WriteOnce):
    """A test was passed. Numbers run without a gap in each year: LS-2026-0042.

    Names and title are as they were then. ``digest`` is the SHA-256 of the attempt with all its
    questions and answers (policy.learning.certificates.digest_of). Good up to and including
    ``expires_on``. Ask policy.learning.certificates.current(person, course).
    """

    number = models.CharField(max_length=20, unique=True)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates"
    )
    person_name = models.CharField(max_length=200)
    course = models.ForeignKey(
        "policy.CoursePage", on_delete=models.PROTECT, related_name="certificates"
    )
    course_title = models.CharField(max_length=255)
    course_edition = models.PositiveSmallIntegerField()
    owner_name = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="certificate")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField()
    digest = models.CharField(max_length=64)

    objects = CertificateQuerySet.as_manager()

    class Meta(WriteOnce.Meta):
        default_permissions = ()
        ordering = ["-expires_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "sequence"], name="certificate_numbered_without_gaps"
            )
        ]
        indexes = [
            models.Index(fields=["person", "course", "-expires_on"], name="certificate_of_person")
        ]

    def __str__(self):
        return self.number


class CertificateYear(models.Model):
    """The last number given in a year; whoever issues a certificate locks this row."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.year)

"""The question bank: scenario questions from which tests are drawn."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from policy.learning.blocks import OptionBlock


class QuestionQuerySet(models.QuerySet):
    def active(self):
        """Questions that may still be asked."""
        return self.filter(retired_at=None)

    def marked(self):
        """Questions that the portal marks by itself; free text is read by a person."""
        return self.exclude(kind=Question.Kind.FREE)


class Question(models.Model):
    """A moment with a customer, what is asked about it, and the options with their whys.

    ``key`` names it for ever in its course; lessons use it for practice. ``version`` goes up with
    every change that policy.learning.bank.keep stores. A question that was asked in a test is
    retired, never deleted. ``options`` of kind order are stored in the right order.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("one is right")
        SEVERAL = "several", _("several are right")
        ORDER = "order", _("put in order")
        FREE = "free", _("in their own words, read by a person")

    class Pool(models.TextChoices):
        FIRST = "first", _("first test")
        REFRESHER = "refresher", _("refresher")

    course = models.ForeignKey(
        "policy.CoursePage",
        on_delete=models.PROTECT,
        related_name="questions",
        verbose_name=_("course"),
    )
    key = models.SlugField(
        _("key"), max_length=60, help_text=_("A short name that never changes: rob-first-reply.")
    )
    part = models.PositiveSmallIntegerField(
        _("lesson"), default=1, help_text=_("The number of the lesson that teaches this.")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.SINGLE)
    pool = models.CharField(_("pool"), max_length=10, choices=Pool.choices, default=Pool.FIRST)
    critical = models.BooleanField(
        _("critical"), default=False, help_text=_("Must be right, whatever the score.")
    )
    customer_who = models.CharField(_("customer"), max_length=80, blank=True)
    customer = models.TextField(_("the customer’s words"), max_length=600, blank=True)
    scenario = models.TextField(_("what is going on"), max_length=800)
    question = models.CharField(_("question"), max_length=300)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="questions_to_ask_about",
        verbose_name=_("person to ask"),
    )
    guide = models.TextField(
        _("guide for the reader"),
        max_length=1500,
        blank=True,
        help_text=_("For free text: what to look for, how to write back."),
    )
    options = StreamField([("option", OptionBlock())], blank=True, verbose_name=_("options"))
    version = models.PositiveIntegerField(default=1, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["course", "part", "key"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="question_key_once_in_course"),
            models.CheckConstraint(
                condition=~Q(kind="free", critical=True), name="question_free_is_never_critical"
            ),
        ]

    def __str__(self):
        return self.question

    def option_list(self):
        """[{id, text, right, why}] as stored. The ids are the blocks' own."""
        return [
            {
                "id": str(child.id),
                "text": child.value["text"],
                "right": bool(child.value["right"]),
                "why": child.value["why"],
            }
            for child in self.options
        ]

"""Courses and their lessons: the pages that editors write under "Learning" in the CMS.

A course is a page below /learn/, its lessons are its children, in the order of the tree. Questions
live in the bank (questions_bank.py), what people did with them in attempts.py.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from policy import cms
from policy.learning.blocks import LESSON_BLOCKS
from policy.learning.forms import LessonForm

# Addresses below /learn/ and below a course that are not pages.
TAKEN_BELOW_INDEX = {"reading", "certificates", "cover", "licence"}
TAKEN_BELOW_COURSE = {"test"}
READ_ONLY = ["GET", "HEAD", "OPTIONS"]


def languages():
    """The languages a course may be written in."""
    return settings.LANGUAGES


class LearnIndexPage(Page):
    """/learn/: every course, and where the reader stands in each."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    template = "learn/index.html"
    allowed_http_methods = READ_ONLY
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["policy.CoursePage"]

    class Meta:
        verbose_name = _("list of courses")

    def permissions_for_user(self, user):
        return cms.ListPermissions(user, self)

    def get_context(self, request, *args, **kwargs):
        from policy.learning import pages

        return super().get_context(request, *args, **kwargs) | pages.index(request, self)


class CoursePage(Page):
    """A course. ``edition`` is a visible number, kept with every attempt and certificate.

    ``policies`` are those whose licence to speak this course gives; policy.clearance asks it.
    """

    summary = models.TextField(_("what it gives you, in two sentences"), max_length=500)
    owner_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="courses_owned",
    )
    policies = ParentalManyToManyField(
        "policy.PolicyPage",
        blank=True,
        related_name="courses",
        verbose_name=_("policies it belongs to"),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=languages, default=settings.LANGUAGE_CODE
    )
    edition = models.PositiveSmallIntegerField(
        _("edition"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Raise it by one when what people learn has changed."),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes for the whole course"), default=30)
    refresher_minutes = models.PositiveSmallIntegerField(_("minutes for the refresher"), default=10)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("In per cent. Critical questions must be right whatever it says."),
    )
    draw = models.PositiveSmallIntegerField(
        _("questions in a test"), default=10, validators=[MinValueValidator(1)]
    )
    refresher_draw = models.PositiveSmallIntegerField(
        _("questions in the refresher"), default=6, validators=[MinValueValidator(1)]
    )
    critical_per_draw = models.PositiveSmallIntegerField(
        _("critical questions in each, at least"), default=2
    )
    valid_months = models.PositiveSmallIntegerField(
        _("months a certificate is good for"), default=12, validators=[MinValueValidator(1)]
    )
    tries_before_rest = models.PositiveSmallIntegerField(
        _("tries before a rest"), default=3, validators=[MinValueValidator(1)]
    )
    rest_hours = models.PositiveSmallIntegerField(
        _("hours of rest, at least"),
        default=6,
        help_text=_("The rest ends at eight in the morning after that."),
    )

    search_fields = [*Page.search_fields, index.SearchField("summary")]
    base_form_class = cms.OwnedForm
    template = "learn/course.html"
    allowed_http_methods = READ_ONLY
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("owner_person"), FieldPanel("language")]),
        FieldPanel("policies"),
        FieldRowPanel([FieldPanel("edition"), FieldPanel("valid_months")]),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("refresher_minutes")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("critical_per_draw")]),
                FieldRowPanel([FieldPanel("draw"), FieldPanel("refresher_draw")]),
                FieldRowPanel([FieldPanel("tries_before_rest"), FieldPanel("rest_hours")]),
            ],
            heading=_("The test"),
        ),
    ]
    parent_page_types = ["policy.LearnIndexPage"]
    subpage_types = ["policy.LessonPage"]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_mark__gte=1, pass_mark__lte=100),
                name="course_pass_mark_is_a_percentage",
            )
        ]

    def clean(self):
        super().clean()
        if self.slug in TAKEN_BELOW_INDEX:
            raise ValidationError({"slug": _("This address is taken. Choose another.")})

    @classmethod
    def for_readers(cls):
        """With its owner."""
        return cls.objects.select_related("owner_person")

    def lessons(self):
        """The published lessons, in order."""
        return LessonPage.objects.child_of(self).live().order_by("path")

    def practice_keys(self):
        """Keys of the questions that lessons use for practice; a test never draws them."""
        return {
            block.value["question"]
            for lesson in self.lessons()
            for block in lesson.body
            if block.block_type == "try"
        }

    def get_context(self, request, *args, **kwargs):
        from policy.learning import pages

        return super().get_context(request, *args, **kwargs) | pages.course(request, self)


class LessonPage(Page):
    """One part of a course, shown in steps: see policy.learning.steps."""

    objective = models.CharField(_("what you can do after it"), max_length=240)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    body = StreamField(LESSON_BLOCKS, verbose_name=_("what is in it"))

    search_fields = [
        *Page.search_fields,
        index.SearchField("objective"),
        index.SearchField("body"),
    ]
    template = "learn/lesson.html"
    base_form_class = LessonForm
    allowed_http_methods = READ_ONLY
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("objective"), FieldPanel("minutes")]),
        FieldPanel("body"),
    ]
    parent_page_types = ["policy.CoursePage"]
    subpage_types = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def clean(self):
        super().clean()
        if self.slug in TAKEN_BELOW_COURSE:
            raise ValidationError({"slug": _("This address is taken. Choose another.")})

    def course(self):
        """The course it is a part of."""
        above = self.path[: -self.steplen]
        return CoursePage.objects.select_related("owner_person").get(path=above)

    def get_context(self, request, *args, **kwargs):
        from policy.learning import pages

        return super().get_context(request, *args, **kwargs) | pages.lesson(request, self)

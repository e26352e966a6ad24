"""Time-boxed calls for ideas: Wagtail pages with a named leader and a promised date."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from ideas import cms

READ_ONLY = ["GET", "HEAD", "OPTIONS"]


class ChallengeIndexPage(Page):
    """/challenges/: what leaders ask for now."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    template = "ideas/challenges.html"
    allowed_http_methods = READ_ONLY
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["ideas.ChallengePage"]

    class Meta:
        verbose_name = _("list of challenges")

    def get_context(self, request, *args, **kwargs):
        from ideas import challenges  # it reads the models

        context = super().get_context(request, *args, **kwargs)
        return context | challenges.index_context(self, request.user)


class ChallengePage(Page):
    """A brief: the question, why it matters, what good looks like, who decides and by when."""

    question = models.CharField(_("the question"), max_length=200)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="challenges_led",
        verbose_name=_("who leads it"),
    )
    why = RichTextField(_("why it matters"), features=["bold", "ul", "ol", "link"])
    good = RichTextField(_("what good looks like"), features=["bold", "ul", "ol", "link"])
    limits = RichTextField(
        _("what is off the table"), blank=True, features=["bold", "ul", "ol", "link"]
    )
    opens_on = models.DateField(_("opens"), default=timezone.localdate)
    closes_on = models.DateField(_("closes"))
    decides_on = models.DateField(_("the leader decides by"))
    decision = RichTextField(
        _("what was decided"), blank=True, features=["bold", "ul", "ol", "link"]
    )

    edit_handler = cms.challenge_panels()
    search_fields = [*Page.search_fields, index.SearchField("question")]
    template = "ideas/challenge.html"
    allowed_http_methods = READ_ONLY
    parent_page_types = ["ideas.ChallengeIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")

    @classmethod
    def for_readers(cls):
        """With its leader."""
        return cls.objects.select_related("leader")

    def get_context(self, request, *args, **kwargs):
        from ideas import challenges  # it reads the models

        request.zero_owner = self.leader
        context = super().get_context(request, *args, **kwargs)
        return context | challenges.context(self, request.user, request.GET)

    def clean(self):
        super().clean()
        if self.closes_on and self.opens_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("Pick a closing day after the opening day.")})
        if self.decides_on and self.closes_on and self.decides_on < self.closes_on:
            raise ValidationError({"decides_on": _("People decide after it closes, not before.")})

    @property
    def summary(self):
        """What search shows below the title."""
        return self.question

    @property
    def is_open(self):
        return self.opens_on <= timezone.localdate() <= self.closes_on

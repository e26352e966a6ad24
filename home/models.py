"""The home page: a Wagtail page whose public face is Today."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class HomePage(Page):
    """There is one. Editors change its words; what stands in Today comes from the rooms."""

    welcome = models.CharField(
        _("question to everybody"), max_length=120, default="What got in a customer’s way?"
    )
    news = models.TextField(
        _("a few words from the desk"),
        blank=True,
        max_length=500,
        help_text=_("Shown on Today until you take it away."),
    )

    content_panels = [*Page.content_panels, FieldPanel("welcome"), FieldPanel("news")]
    template = "home/today.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

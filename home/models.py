"""The home page: a Wagtail page whose public face is Today."""

from http import HTTPMethod

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
    allowed_http_methods = (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        """Today is personal: it is made for whoever asks, in the CMS for the editor."""
        # The rooms below are not set up when models are loaded.
        from home import promise, today
        from policy.context import duties_of
        from portal.zero import turns_of

        context = super().get_context(request, *args, **kwargs)
        return context | {
            "day": today.day_of(request.user, owed=duties_of(request), turns=turns_of(request)),
            "kept": promise.this_month(),
            "share_url": today.address("ideas:new"),
            "ideas_url": today.address("ideas:list"),
            "heroes_url": today.address("home:heroes"),
        }

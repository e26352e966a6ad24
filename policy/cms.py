"""How policies behave in the CMS: their form, their permissions, their panels, their refusals."""

from django import forms
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.models import PagePermissionTester

from portal.models import User


class PolicyPermissions(PagePermissionTester):
    """Nobody publishes a policy straight away: it goes to a second pair of eyes."""

    def can_publish(self):
        return False

    def holds_publish(self):
        """Whether this person may be the second pair of eyes here."""
        return super().can_publish()

    def can_unschedule(self):
        return self.holds_publish()


class ListPermissions(PagePermissionTester):
    """A list is part of the house: nobody takes it down, or keeps it from some people."""

    def can_unpublish(self):
        return False

    def can_set_view_restrictions(self):
        return False


class PolicyIndexPermissions(ListPermissions):
    """A policy is made as a draft, never published in one go."""

    def can_publish_subpage(self):
        return False


class OwnedForm(WagtailAdminPageForm):
    """Only somebody who works here can own a page, also where an older draft names a leaver."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "owner_person" in self.fields:
            self.fields["owner_person"].queryset = User.objects.present()


class PolicyForm(OwnedForm):
    """Remembers which edition was the newest when the form was opened, and says early what the
    publication would refuse. A draft is kept however unfinished it is."""

    raised_from = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    show_schedule_publishing_toggle = False  # the dates stand in the form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        from policy import editions

        # A default that is counted at run time makes Django compare with a hidden field, which
        # the CMS does not render: every approval would look like a change of the text.
        for field in self.fields.values():
            field.show_hidden_initial = False
        self.newest = editions.newest(self.instance) if self.instance.pk else None
        self.initial["raised_from"] = self.newest.number if self.newest else 0

    def _post_clean(self):
        super()._post_clean()
        from policy import publishing, refusals

        self.instance.raised_from = self.cleaned_data.get("raised_from") or 0
        if self.errors or getattr(self, "is_deferred_validation", False):
            return
        try:
            publishing.check_text(draft=self.instance, newest=self.newest)
        except refusals.Refused as refusal:
            self.add_error(refusal.field, refusal.reason)


class PolicyCopyForm(CopyForm):
    """A copy is a draft of its own: neither live nor an alias."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("publish_copies", None)
        self.fields.pop("alias", None)


def people_and_dates():
    """Who owns the policy, whom it is for, and when things are due."""
    audience = [FieldPanel("audience_groups"), FieldPanel("audience_departments")]
    dates = FieldRowPanel([FieldPanel("due_on"), FieldPanel("joiner_days")])
    return [
        FieldPanel("owner_person"),
        MultiFieldPanel(audience, heading=_("Who it is for")),
        FieldRowPanel([FieldPanel("in_force"), FieldPanel("review_by")]),
        MultiFieldPanel([FieldPanel("needs_agreement"), dates], heading=_("Agreeing")),
        FieldRowPanel(
            [FieldPanel("go_live_at"), FieldPanel("expire_at")],
            heading=_("Goes out, and comes down again"),
            help_text=_("Empty: as soon as a second person approves it, and never."),
        ),
        FieldPanel("slug"),
    ]


def policy_panels():
    """The edit form: what it says, for whom and when, what changed, the question."""
    says = [FieldPanel("title"), FieldPanel("summary"), FieldPanel("body")]
    when_to_raise = HelpPanel(
        _(
            "Keep the number for a typing slip or a link. Raise it by one when "
            "something means something else for people: they agree afresh."
        )
    )
    changed = [when_to_raise, FieldPanel("edition"), FieldPanel("changes")]
    question = [FieldPanel("check_question"), CommentPanel()]
    return TabbedInterface(
        [
            ObjectList(says, heading=_("What it says")),
            ObjectList(people_and_dates(), heading=_("People and dates")),
            ObjectList(changed, heading=_("What changed")),
            ObjectList(question, heading=_("Question before agreeing")),
        ],
        base_form_class=PolicyForm,
    )


class SayRefusals:
    """Middleware: a refusal of publishing becomes a sentence on the edit page; the draft stays."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        from policy.refusals import Refused

        if not isinstance(exception, Refused) or not request.path.startswith("/cms/"):
            return None
        messages.error(request, exception.reason)
        policy = exception.policy
        url = (
            reverse("wagtailadmin_pages:edit", args=[policy.pk])
            if policy is not None
            else reverse("wagtailadmin_home")
        )
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)

"""Webhooks in the CMS: what is pasted goes in sealed, and nobody reads it back."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from portal import webhooks
from portal.models import Posting, Webhook


class WebhookForm(WagtailAdminModelForm):
    """Address and secret are asked for and never shown."""

    address = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = list(webhooks.KINDS.items())
        host = self.instance.host
        self.fields["address"].help_text = (
            _("Leads to %(host)s. Left empty, it stays as it is.") % {"host": host}
            if host
            else _("The receiver gives it to you. Whoever has it can write there.")
        )
        self.fields["secret"].help_text = (
            _("There is one. Left empty, it stays as it is.")
            if self.instance.sealed_secret
            else _("Signs what we send. Slack and Teams don’t look at it; a program of ours must.")
        )

    def clean_address(self):
        address = self.cleaned_data["address"].strip()
        if address:
            try:
                webhooks.look_at(address)
            except webhooks.Refused as refused:
                raise forms.ValidationError(refused.reason) from refused
        return address


class KeepMixin:
    """Saves through the service; Wagtail's own history of the row gets its line as well."""

    log_as = ""

    def save_instance(self):
        given = self.form.cleaned_data
        hook = webhooks.keep(
            self.form.save(commit=False),
            by=self.request.user,
            address=given["address"],
            secret=given["secret"],
        )
        log(instance=hook, action=self.log_as, user=self.request.user)
        return hook

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except webhooks.Refused as refused:
            form.add_error(refused.field or None, refused.reason)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class AddView(KeepMixin, generic.CreateView):
    log_as = "wagtail.create"


class ChangeView(KeepMixin, generic.EditView):
    log_as = "wagtail.edit"


class RemoveView(generic.DeleteView):
    def delete_action(self):
        with transaction.atomic():
            log(instance=self.object, action="wagtail.delete", user=self.request.user)
            webhooks.remove(self.object, by=self.request.user)


def how_it_goes(hook):
    """In words, for the list: what was given up comes first."""
    lost = hook.postings.filter(state=Posting.State.FAILED).count()
    if lost:
        return _("%(n)s given up: see Clockwork") % {"n": lost}
    return _("Fine") if hook.postings.filter(state=Posting.State.SENT).exists() else _("New")


class WebhookViewSet(ModelViewSet):
    """Where the company's chat hears of what everybody may know."""

    model = Webhook
    name = "webhooks"
    icon = "link-external"
    menu_label = gettext_lazy("Webhooks")
    menu_name = "webhooks"
    menu_order = 900
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    ordering = ["name"]
    list_display = [
        "name",
        "host",
        Column("shape", label=gettext_lazy("Who reads it"), accessor="get_shape_display"),
        BooleanColumn("is_on", label=gettext_lazy("On")),
        Column("state", label=gettext_lazy("How it goes"), accessor=how_it_goes),
    ]
    add_view_class = AddView
    edit_view_class = ChangeView
    delete_view_class = RemoveView
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("shape"),
            FieldPanel("address"),
            FieldPanel("secret"),
            FieldPanel("kinds"),
            FieldPanel("is_on"),
        ],
        base_form_class=WebhookForm,
    )


webhook_viewset = WebhookViewSet()

"""Who is asked, and who leads, in the CMS. Everything is written through ideas.naming."""

from django import forms
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from ideas import naming, tripwires
from ideas.compact import SEATS, Party
from ideas.models import Idea, Lead, Specialist
from ideas.risk import specialists
from portal import roles
from portal.models import User
from portal.roles import Role


class AdministratorsOnly(ModelPermissionPolicy):
    """The permission and the role: a superuser holds no role for free."""

    def user_has_permission(self, user, action):
        return roles.has(user, Role.ADMINISTRATOR) and super().user_has_permission(user, action)


for _model in (Specialist, Lead):
    register_permission_policy(_model, AdministratorsOnly(_model))


class SpecialistForm(WagtailAdminModelForm):
    """A tripwire, and two people who work here."""

    tripwire = forms.ChoiceField(
        label=_("When somebody says yes to"),
        choices=[(one.key, one.asks) for one in tripwires.TRIPWIRES],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in ("person", "deputy"):
            self.fields[field].queryset = User.objects.present()


class LeadForm(WagtailAdminModelForm):
    """What ideas are about, a seat, and somebody who may sit there."""

    category = forms.ChoiceField(label=_("What it is about"), choices=Idea.Category.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        wanted = {role.value for seat in Lead.Seat for role in SEATS[Party(seat)].roles}
        people = User.objects.present().filter(groups__name__in=wanted).distinct()
        self.fields["person"].queryset = people


class NameMixin:
    """Saves through the service; Wagtail's own history of the row gets its line as well."""

    log_as = ""

    def save_instance(self):
        row = naming.name(self.form.instance, by=self.request.user)
        log(instance=row, action=self.log_as, user=self.request.user)
        return row

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except naming.Refused as refused:
            form.add_error(refused.field, refused.reason)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class AddView(NameMixin, generic.CreateView):
    log_as = "wagtail.create"


class ChangeView(NameMixin, generic.EditView):
    log_as = "wagtail.edit"


class RemoveView(generic.DeleteView):
    def delete_action(self):
        with transaction.atomic():
            log(instance=self.object, action="wagtail.delete", user=self.request.user)
            naming.remove(self.object, by=self.request.user)


class SpecialistList(generic.IndexView):
    """Says which questions nobody is named for, and who is asked until then."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("person", "deputy")

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "missing": specialists.missing()}


class LeadList(generic.IndexView):
    """By what it is about, in words."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("person")

    @cached_property
    def columns(self):
        return [
            self._get_title_column_class(TitleColumn)(
                "topic",
                label=_("What it is about"),
                accessor=lambda row: naming.CATEGORIES.get(row.category, row.category),
                get_url=self.get_edit_url,
            ),
            Column("seat", label=_("Seat"), accessor=lambda row: row.get_party_display()),
            Column("person", label=_("Person")),
        ]


class NamedViewSet(ModelViewSet):
    """What both lists have in common."""

    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 100
    add_view_class = AddView
    edit_view_class = ChangeView
    delete_view_class = RemoveView


class SpecialistViewSet(NamedViewSet):
    """Who is consulted about what."""

    model = Specialist
    name = "specialists"
    icon = "help"
    menu_label = _("Who is asked")
    index_view_class = SpecialistList
    index_template_name = "ideas/cms/specialists.html"
    list_display = [
        "tripwire",
        Column("topic", label=_("About"), accessor=lambda row: naming.topic_of(row.tripwire)),
        "person",
        "deputy",
    ]
    edit_handler = ObjectList(
        [FieldPanel("tripwire"), FieldRowPanel([FieldPanel("person"), FieldPanel("deputy")])],
        base_form_class=SpecialistForm,
    )


class LeadViewSet(NamedViewSet):
    """Who backs, or adopts, ideas of which category."""

    model = Lead
    name = "leads"
    icon = "group"
    menu_label = _("Leads")
    index_view_class = LeadList
    list_filter = ["party"]
    edit_handler = ObjectList(
        [FieldPanel("category"), FieldRowPanel([FieldPanel("party"), FieldPanel("person")])],
        base_form_class=LeadForm,
    )

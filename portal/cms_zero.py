"""The duty roster in the CMS: one list by weekday, changed through portal.roster."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from portal import look, roster
from portal.models import DutyShift, User


class ShiftForm(WagtailAdminModelForm):
    """Only people who work here, and nobody twice at the same time."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.present()

    def clean(self):
        given = super().clean()
        if given.get("starts") and given.get("starts") == given.get("ends"):
            self.add_error("ends", _("Pick another time to end: a shift needs a length."))
        return given


class KeepMixin:
    """Saves through the service; Wagtail's own history of the row gets its line as well."""

    log_as = ""

    def save_instance(self):
        shift = roster.keep(self.form.instance, by=self.request.user)
        log(instance=shift, action=self.log_as, user=self.request.user)
        return shift

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except roster.ShiftClashes as clash:
            form.add_error(None, clash.reason)
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
            roster.remove(self.object, by=self.request.user)


class RosterViewSet(ModelViewSet):
    """Who is at the HERO desk, by day."""

    model = DutyShift
    name = "roster"
    url_prefix = "roster"
    icon = "user"
    menu_label = _("Duty roster")
    menu_name = "roster"
    menu_order = 250
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 100
    ordering = ["weekday", "starts"]
    list_display = [
        "weekday",
        Column("starts", label=_("From"), accessor=lambda shift: look.clock(shift.starts)),
        Column("ends", label=_("Until"), accessor=lambda shift: look.clock(shift.ends)),
        "person",
    ]
    list_filter = ["weekday", "person"]
    add_view_class = AddView
    edit_view_class = ChangeView
    delete_view_class = RemoveView
    edit_handler = ObjectList(
        [
            FieldPanel("person"),
            FieldPanel("weekday"),
            FieldRowPanel(
                [FieldPanel("starts"), FieldPanel("ends")],
                help_text=_("A shift that ends before it starts runs over midnight."),
            ),
        ],
        base_form_class=ShiftForm,
    )


roster_viewset = RosterViewSet()

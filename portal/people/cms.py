"""People in the CMS: Wagtail's user screens with our fields. Nobody is deleted, people leave."""

import django_filters
from django.db.models import ProtectedError
from django.forms import CheckboxSelectMultiple
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.users.views import users

from portal.models import Department, Site, User
from portal.people import changing
from portal.people.errors import Refused
from portal.people.forms import DepartmentForm, PersonForm


class PeopleFilters(users.UserFilterSet):
    """Beside Wagtail's own: where people work."""

    department = django_filters.ModelMultipleChoiceFilter(
        queryset=Department.objects.all(),
        label=gettext_lazy("Department"),
        widget=CheckboxSelectMultiple,
    )
    site = django_filters.ModelMultipleChoiceFilter(
        queryset=Site.objects.all(), label=gettext_lazy("Site"), widget=CheckboxSelectMultiple
    )


class PeopleList(users.IndexView):
    """Everybody, those who left as well."""

    page_title = gettext_lazy("People")
    add_item_label = gettext_lazy("Add a person")

    @cached_property
    def columns(self):
        name = self._get_title_column_class(TitleColumn)(
            "name",
            accessor=str,
            label=_("Name"),
            sort_key="name",
            get_url=self.get_edit_url,
            width="18%",
        )
        groups = Column("groups", label=_("Groups"), accessor=self.groups_of)
        return [
            name,
            Column("username", label=_("Username"), sort_key="username"),
            Column("job_title", label=_("Job title"), sort_key="job_title"),
            Column("department", label=_("Department"), sort_key="department__name"),
            Column("site", label=_("Site"), sort_key="site__name"),
            Column("manager", label=_("Line manager")),
            groups,
            DateColumn("left_on", label=_("Left"), sort_key="left_on"),
        ]

    @staticmethod
    def groups_of(person):
        return ", ".join(group.name for group in person.groups.all())

    def get_base_queryset(self):
        return User.objects.with_place().prefetch_related("groups")

    def get_delete_url(self, instance):
        return None

    @cached_property
    def header_buttons(self):
        buttons = list(super().header_buttons)
        if self.request.user.has_perm("portal.add_user"):
            buttons.append(
                HeaderButton(
                    _("Bring people in from a file"),
                    url=reverse("people_import"),
                    icon_name="download",
                )
            )
        return buttons

    def get_list_more_buttons(self, instance):
        buttons = list(super().get_list_more_buttons(instance))
        if self.request.user.has_perm("portal.change_user"):
            buttons.append(leaving_button(instance))
        return buttons


def leaving_button(person):
    """The way to record that somebody left, or that they are back."""
    name, label = ("leave", _("Leaves")) if person.is_active else ("return", _("Is back"))
    return Button(label, url=reverse(f"people_{name}", args=[person.pk]), icon_name="logout")


class ThroughServices:
    """The services write, so that the trail knows; what they refuse stands beside the field."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user}

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except Refused as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, refused.reason)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class AddPerson(ThroughServices, users.CreateView):
    page_title = gettext_lazy("Add a person")
    success_message = gettext_lazy(
        "%(object)s is in. They sign in with their work account, or ask for a password by e-mail."
    )
    error_message = gettext_lazy("Nearly there. Something below needs a second look.")

    def save_instance(self):
        return changing.add(by=self.request.user, **self.form.answers())


class ChangePerson(ThroughServices, users.EditView):
    success_message = gettext_lazy("%(object)s is up to date.")
    error_message = gettext_lazy("Nearly there. Something below needs a second look.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.can_delete = False  # nobody is

    def save_instance(self):
        return changing.change(self.object, by=self.request.user, **self.form.answers())

    @cached_property
    def header_more_buttons(self):
        return [*super().header_more_buttons, leaving_button(self.object)]


class PeopleViewSet(users.UserViewSet):
    """The list of people and the form for one."""

    menu_label = gettext_lazy("People")
    add_to_settings_menu = False  # stands in the menu "People" below
    filterset_class = PeopleFilters
    index_view_class = PeopleList
    add_view_class = AddPerson
    edit_view_class = ChangePerson
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"
    index_template_name = "wagtailadmin/generic/index.html"
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return PersonForm

    def get_urlpatterns(self):
        return [route for route in super().get_urlpatterns() if route.name != "delete"]


class RemovePlace(generic.DeleteView):
    """A place where people work stays, and we say so."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                _("People belong to %(place)s. Move them first, then remove it.")
                % {"place": self.object},
            )
            return redirect(self.index_url_name)


class PlaceViewSet(ModelViewSet):
    """What departments and sites have in common."""

    copy_view_enabled = False
    add_to_reference_index = False
    delete_view_class = RemovePlace
    search_fields = ["name"]
    list_per_page = 100


class DepartmentViewSet(PlaceViewSet):
    model = Department
    name = "departments"
    icon = "group"
    list_display = ["name", "head"]

    def get_form_class(self, for_update=False):
        return DepartmentForm


class SiteViewSet(PlaceViewSet):
    model = Site
    name = "places"
    icon = "home"
    list_display = ["name", "town", "phone"]
    form_fields = ["name", "town", "phone"]


class AllowedItem(MenuItem):
    """A word of the menu for those who hold a permission."""

    def __init__(self, *args, permission, **kwargs):
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


class PeopleGroup(ModelViewSetGroup):
    """The menu “People”."""

    items = (DepartmentViewSet, SiteViewSet)
    menu_label = gettext_lazy("People")
    menu_name = "people"
    menu_icon = "user"
    menu_order = 240

    def get_submenu_items(self):
        everybody = AllowedItem(
            _("Everybody"),
            reverse("wagtailusers_users:index"),
            icon_name="user",
            order=1,
            permission="portal.change_user",
        )
        file = AllowedItem(
            _("Bring in from a file"),
            reverse("people_import"),
            icon_name="download",
            order=2,
            permission="portal.add_user",
        )
        return [everybody, file, *super().get_submenu_items()]

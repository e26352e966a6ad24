"""The account page of the CMS and its groups: what a person or a role is called stays.

Names come from the company (portal.people.changing) and stand in the trail, so nobody renames
themselves here. Roles are code (portal.roles): their groups keep their names and are not deleted.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import account
from wagtail.users.forms import GroupForm
from wagtail.users.views import groups

from portal.roles import Role


class AccountView(account.AccountView):
    """Wagtail's, without name and picture."""

    def get_panels(self):
        kept = (account.NameEmailSettingsPanel, account.AvatarSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, kept)]


account_page = require_admin_access(AccountView.as_view())


class RoleForm(GroupForm):
    """The permissions of a group; the name as well, unless it is that of a role."""

    name = forms.CharField(label=_("Name"), max_length=150)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].disabled = self.instance.name in Role.values


class RemoveGroup(groups.DeleteView):
    """A role is never removed: everybody who holds it would lose it."""

    def get_object(self, queryset=None):
        group = super().get_object(queryset)
        if group.name in Role.values:
            raise PermissionDenied
        return group


class GroupViewSet(groups.GroupViewSet):
    delete_view_class = RemoveGroup

    def get_form_class(self, for_update=False):
        return RoleForm

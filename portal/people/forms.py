"""Forms of the CMS about people."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.models import Department, User
from portal.people import zones
from portal.people.changing import FIELDS
from portal.people.fields import PersonField
from portal.people.sheet import MAX_BYTES
from portal.roles import PURPOSES, Role

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def time_zones():
    """Choices: the company's own zone first, then every place on earth."""
    ours = _("As the company: %(zone)s") % {"zone": settings.TIME_ZONE}
    return [("", ours), *zones.places()]


class ZoneField(forms.ChoiceField):
    """A time zone; one that is not in the list any more stays choosable for who has it."""

    def __init__(self, **kwargs):
        super().__init__(choices=time_zones, required=False, **kwargs)

    def valid_value(self, value):
        return super().valid_value(value) or value in zones.known()


class PersonForm(forms.ModelForm):
    """What the company keeps about a person. The view hands the answers to the services."""

    manager = PersonField(
        label=gettext_lazy("line manager"),
        required=False,
        help_text=gettext_lazy("Begin to type a name, or give a username."),
    )
    time_zone = ZoneField(label=gettext_lazy("time zone"))

    class Meta:
        model = User
        fields = (*FIELDS, "groups", "is_superuser")
        widgets = {
            "groups": forms.CheckboxSelectMultiple,
            "work_starts": TIME,
            "work_ends": TIME,
        }
        labels = {"is_superuser": gettext_lazy("may do everything in the CMS")}
        help_texts = {
            "username": gettext_lazy(
                "They sign in with it, and it is in the address of their page."
            ),
            "working_days": gettext_lazy("1 is Monday, 7 is Sunday: 12345 is Monday to Friday."),
            "work_ends": gettext_lazy("Before the start means over midnight."),
            "groups": "",
            "is_superuser": gettext_lazy(
                "For very few. Gives no seat in any idea: the rules hold for everybody."
            ),
        }

    def __init__(self, *args, by, editing_self=False, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
        self.fields["groups"].label_from_instance = self.describe
        if not by.is_superuser or editing_self:
            del self.fields["is_superuser"]

    @staticmethod
    def describe(group):
        """The purpose of a group beside its name."""
        if group.name not in Role.values:
            return group.name
        role = Role(group.name)
        return f"{role.label}: {PURPOSES[role].says}"

    def answers(self):
        """What was changed, as the services take it."""
        given = {name: self.cleaned_data[name] for name in FIELDS if name in self.changed_data}
        if "groups" in self.changed_data:
            given["groups"] = list(self.cleaned_data["groups"])
        if "is_superuser" in self.changed_data:
            given["is_superuser"] = self.cleaned_data["is_superuser"]
        return given


class DepartmentForm(forms.ModelForm):
    """A department and who is at its head."""

    head = PersonField(label=gettext_lazy("head of the department"), required=False)

    class Meta:
        model = Department
        fields = ("name", "head")


class LeaveForm(forms.Form):
    """Somebody leaves: their last day, and who takes over."""

    on = forms.DateField(
        label=gettext_lazy("Last day"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Pick the last day, today at the latest")},
    )
    successor = PersonField(
        label=gettext_lazy("Who takes over"),
        required=False,
        help_text=gettext_lazy("Begin to type a name, or give a username."),
    )


class UploadForm(forms.Form):
    """A file of people to look at."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        error_messages={
            "required": gettext_lazy("Choose a file first"),
            "empty": gettext_lazy("This file is empty. Choose another."),
        },
    )
    create_places = forms.BooleanField(
        label=gettext_lazy("Make new places"),
        required=False,
        help_text=gettext_lazy(
            "Departments and sites that we don’t know are made. Without the tick they are shown "
            "as something to look at, which catches typing slips."
        ),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Split it into several."))
        return file

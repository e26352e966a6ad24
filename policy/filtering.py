"""The filter above a list of people in a report: by where they stand and where they work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.models import Department


class PeopleFilter(forms.Form):
    """By state and department; words that are not on offer filter nothing.

    A report says its ``states`` ({state: what people read}) in a subclass.
    """

    states = {}
    state = forms.ChoiceField(label=_("Where they stand"), required=False)
    department = forms.ModelChoiceField(
        label=_("Department"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=_("All departments"),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Everybody")), *self.states.items()]
        self.fields["department"].queryset = Department.objects.filter(
            pk__in=people.order_by().values("department")
        )
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def chosen(self):
        """{name: value} of the filters in use."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def query(self):
        """The filters in use as a query string that something can be added to: "a=1&" or ""."""
        words = self.data.copy()
        for name in set(words) - set(self.chosen()):
            del words[name]
        return f"{words.urlencode()}&" if words else ""

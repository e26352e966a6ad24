"""The tables of the report on who has agreed, for the page and for a spreadsheet alike."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy import duties, standing
from portal import look
from portal.models import Department, User

STATES = {
    standing.AGREED: gettext_lazy("Agreed"),
    standing.WAITING: gettext_lazy("Not yet"),
    standing.OVERDUE: gettext_lazy("Overdue"),
}


class PeopleFilter(forms.Form):
    """By state, department and manager; words that are not on offer filter nothing."""

    state = forms.ChoiceField(
        label=gettext_lazy("Where they stand"),
        required=False,
        choices=[("", gettext_lazy("Everybody")), *STATES.items()],
    )
    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        required=False,
        queryset=Department.objects.none(),
        empty_label=gettext_lazy("All departments"),
    )
    manager = forms.ModelChoiceField(
        label=gettext_lazy("Line manager"),
        required=False,
        queryset=User.objects.none(),
        empty_label=gettext_lazy("All managers"),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        ids = people.order_by()
        self.fields["department"].queryset = Department.objects.filter(
            pk__in=ids.values("department")
        )
        for bound in self:
            bound.field.widget.attrs["class"] = "input"
        self.fields["manager"].queryset = User.objects.filter(pk__in=ids.values("manager"))

    def chosen(self):
        """{name: value} of the filters in use."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def applied(self, people):
        """Those of ``people`` (from ``standing.people_of``) that the filters leave."""
        return people.filter(**self.chosen())

    def query(self):
        """The filters in use as a query string that something can be added to: "a=1&" or ""."""
        words = self.data.copy()
        for name in set(words) - set(self.chosen()):
            del words[name]
        return f"{words.urlencode()}&" if words else ""


def policies_table(rows):
    """(columns, lines) of the policies in ``standing.Row``s."""
    columns = [
        _("Policy"),
        _("Edition"),
        _("Owner"),
        _("Asked"),
        _("Agreed"),
        _("Not yet"),
        _("Overdue"),
        _("Asked since"),
        _("By"),
    ]
    lines = (
        [
            row.policy.title,
            row.policy.edition,
            str(row.policy.owner_person),
            row.asked,
            row.agreed,
            row.missing,
            row.overdue,
            duties.company_day(row.policy.published),
            row.due,
        ]
        for row in rows
    )
    return columns, lines


def people_table(policy, people, *, shown=False):
    """(columns, lines) of people from ``standing.people_of``; ``shown`` makes days into words."""
    columns = [
        _("Person"),
        _("Where they stand"),
        _("Since"),
        _("By"),
        _("Department"),
        _("Line manager"),
        _("Edition agreed"),
    ]
    if not shown:
        columns.insert(1, _("Sign-in name"))
    return columns, (_line(policy, person, shown) for person in people)


def _line(policy, person, shown):
    due, _joiner = duties.due_date(policy, person.date_joined)
    agreed = person.agreed_at and duties.company_day(person.agreed_at)
    since = {standing.AGREED: agreed, standing.OVERDUE: due}.get(
        person.state, duties.company_day(policy.published)
    )
    edition = str(policy.edition) if agreed else ""
    if person.agreed_correction:
        edition = f"{policy.edition}.{person.agreed_correction}"
    line = [
        str(person),
        str(STATES[person.state]),
        look.day(since) if shown else since,
        look.day(due) if shown else due,
        str(person.department or ""),
        str(person.manager or ""),
        edition,
    ]
    if not shown:
        line.insert(1, person.username)
    return line

"""The tables of the report on who has agreed, for the page and for a spreadsheet alike."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy import duties, standing
from policy.filtering import PeopleFilter
from portal import look
from portal.models import User

STATES = {
    standing.AGREED: gettext_lazy("Agreed"),
    standing.WAITING: gettext_lazy("Not yet"),
    standing.OVERDUE: gettext_lazy("Overdue"),
}


class AgreedFilter(PeopleFilter):
    """By line manager as well."""

    states = STATES
    manager = forms.ModelChoiceField(
        label=gettext_lazy("Line manager"),
        required=False,
        queryset=User.objects.none(),
        empty_label=gettext_lazy("All managers"),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, people=people, **kwargs)
        self.fields["manager"].queryset = User.objects.filter(
            pk__in=people.order_by().values("manager")
        )

    def applied(self, people):
        """Those of ``people`` (from ``standing.people_of``) that the filters leave."""
        return people.filter(**self.chosen())


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

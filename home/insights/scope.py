"""Which ideas a page of insights counts: those shared in a period, by people of a department."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.insights.findings import SMALL
from ideas.models import Idea
from portal.models import Department

PERIODS = {
    "": _("Since we began"),
    "year": _("The last twelve months"),
    "quarter": _("This quarter"),
    "last": _("The quarter before"),
}


class ScopeForm(forms.Form):
    """By period and department; words that are not on offer choose nothing, and departments of
    fewer than eight people are not on offer."""

    period = forms.ChoiceField(label=_("When"), required=False, choices=PERIODS.items)
    department = forms.ModelChoiceField(
        label=_("Department"),
        required=False,
        queryset=Department.objects.annotate(
            there=Count("people", filter=Q(people__is_active=True))
        ).filter(there__gte=SMALL),
        empty_label=_("All departments"),
    )

    def scope(self):
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        first, after = days_of(chosen.get("period") or "", timezone.localdate())
        return Scope(first, after, chosen.get("department"))


@dataclass(frozen=True, slots=True)
class Scope:
    """``first`` is the first day that counts, ``after`` the first that doesn't; None: no end."""

    first: date | None = None
    after: date | None = None
    department: Department | None = None

    def ideas(self):
        """Every idea that was shared in it, whoever may see it: for counting only."""
        ideas = Idea.objects.shared().order_by()
        if self.first:
            ideas = ideas.filter(submitted_at__gte=_midnight(self.first))
        if self.after:
            ideas = ideas.filter(submitted_at__lt=_midnight(self.after))
        if self.department:
            ideas = ideas.filter(author__department=self.department)
        return ideas


def _midnight(day):
    """Where the company is: what is counted is kept for readers everywhere."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def days_of(period, today):
    """(first day, first day after) of one of PERIODS, seen from ``today``."""
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    if period == "year":
        return today - timedelta(days=365), None
    if period == "quarter":
        return quarter, None
    if period == "last":
        before = quarter - timedelta(days=1)
        return date(before.year, (before.month - 1) // 3 * 3 + 1, 1), quarter
    return None, None

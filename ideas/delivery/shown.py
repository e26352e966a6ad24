"""What the page of a trial shows: the plan as terms, reports beside the baseline, figures."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from ideas.delivery import planning
from portal import look


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One report's number as a bar against the largest; ``better`` than the baseline, or not."""

    label: str
    value: str
    share: float
    better: bool


def number(value, unit=""):
    """A figure as people write it: 31 calls, 22.5 %."""
    if value is None:
        return ""
    text = f"{value.normalize():,f}"
    return f"{text} {unit}".strip()


def terms(trial):
    """The plan in the words of the compact; what is not known yet is left out."""
    measured = trial.measure and _("%(measure)s, now %(baseline)s (%(source)s)") % {
        "measure": trial.measure,
        "baseline": number(trial.baseline, trial.unit) or _("not counted yet"),
        "source": trial.baseline_source or _("no source yet"),
    }
    told = [
        (_("Where, and with whom"), trial.where),
        (_("How we’ll know"), measured),
        (_("What we compare it with"), trial.comparison),
        (_("What would stop it"), trial.stop_rule),
        (_("Until when"), trial.ends_on and look.day(trial.ends_on)),
        (
            _("Time for it"),
            trial.hours_pledged is not None
            and _("%(hours)s hours a week") % {"hours": number(trial.hours_pledged)},
        ),
    ]
    return [Term(term, text) for term, text in told if text]


def marks(trial, reports):
    """The baseline, then each report that counted, as bars."""
    counted = [report for report in reports if report.value is not None]
    if not counted or trial.baseline is None:
        return []
    largest = max([trial.baseline, *(report.value for report in counted), 1])
    rows = [(_("Before"), trial.baseline), *((look.day(one.at), one.value) for one in counted)]
    return [
        Mark(
            label=label,
            value=number(value, trial.unit),
            share=round(float(max(value, 0) / largest * 100), 1),
            better=value < trial.baseline if trial.lower_is_better else value > trial.baseline,
        )
        for label, value in rows
    ]


def hours(trial, reports):
    """The hours a week that were given, beside those that were pledged; "" before anybody said."""
    given = [report.hours for report in reports if report.hours is not None]
    if not given or trial.launched_at is None:
        return ""
    weeks = max((reports[-1].at - trial.launched_at) / timedelta(weeks=1), 1)
    told = {
        "given": number(round(sum(given) / Decimal(weeks), 1)),
        "pledged": number(trial.hours_pledged or Decimal(0)),
    }
    return _("%(given)s hours a week were given so far, of %(pledged)s pledged.") % told


def figures(result):
    """The value ledger of one idea: (Figure, before, after, better)."""
    if result.pk is None:
        return []
    return [
        (
            figure,
            number(figure.before, figure.unit),
            number(figure.after, figure.unit),
            figure.after < figure.before
            if figure.lower_is_better
            else figure.after > figure.before,
        )
        for figure in result.figures.all()
    ]


def lacking(trial):
    """What the plan still needs, unless it has begun."""
    return [] if trial.launched_at else planning.missing(trial)

"""What comes of ideas: risk before and after, and what changed, with its sources."""

from collections import Counter

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.insights.findings import Cell, Finding, Matrix
from ideas.models import Figure, Risk
from ideas.risk import criteria, method

LEDGER = 200  # lines
LINE = ("result__idea__reference", "kind", "what", "before", "after", "unit")
LINE += ("result__grade", "source")


def risks(scope):
    """Risks that were weighed, where they lay before and where they lie after. One query.

    Each is counted by its scores and shown on the matrix of today, which rescores nothing.
    """
    scored = (
        Risk.objects.filter(assessment__idea__in=scope.ideas(), standing=Risk.Standing.TAKEN)
        .filter(inherent_likelihood__isnull=False, target_likelihood__isnull=False)
        .exclude(side=Risk.Side.NOTHING)
        .order_by()
        .values_list(
            "inherent_likelihood",
            "inherent_impacts",
            "target_likelihood",
            "target_impacts",
            "vulnerable",
        )
        .annotate(n=Count("pk"))
    )
    before, after = Counter(), Counter()
    for was, was_hurt, now, now_hurt, vulnerable, number in scored:
        before[was, method.impact(was_hurt, vulnerable=vulnerable)] += number
        after[now, method.impact(now_hurt, vulnerable=vulnerable)] += number
    judged = criteria.method_of(criteria.current())
    columns, rows = _levels_table(judged, before, after)
    return Finding(
        key="risk",
        headline=_headline_of(rows),
        note=_("Each risk by how often and how bad, before anything was done and after."),
        columns=columns,
        rows=rows,
        matrices=(
            _matrix(judged, before, _("Before"), _("Risks before action")),
            _matrix(judged, after, _("After"), _("Risks after action")),
        )
        if before
        else (),
        wide=True,
    )


def _levels_table(judged, before, after):
    counts = []
    for found in (before, after):
        levels = Counter()
        for (likelihood, impact), number in found.items():
            levels[judged.matrix[likelihood - 1][impact - 1]] += number
        counts.append(levels)
    rows = [
        [str(level.label), counts[0][level.value], counts[1][level.value]]
        for level in reversed(method.Level)
    ]
    return (_("Level"), _("Before"), _("After")), rows


def _headline_of(rows):
    """Of the two gravest levels: how many there were, and how many are left."""
    before, after = (sum(row[place] for row in rows[:2]) for place in (1, 2))
    if not sum(row[1] for row in rows):
        return _("No risk has been weighed in this time")
    if not before:
        return _("No risk was high to begin with")
    return ngettext(
        "Talking about risk brings it down: %(before)s was high or severe, %(after)s still is",
        "Talking about risk brings it down: %(before)s were high or severe, %(after)s still are",
        before,
    ) % {"before": before, "after": after}


def _matrix(judged, found, title, caption):
    rows = tuple(
        (
            likelihood,
            tuple(
                Cell(
                    found[likelihood, impact],
                    method.rank(judged.matrix[likelihood - 1][impact - 1]),
                )
                for impact in method.SCORES
            ),
        )
        for likelihood in reversed(method.SCORES)
    )
    return Matrix(title, caption, rows)


def value(scope):
    """The value ledger: figures that somebody else confirmed, each with its source. Two queries."""
    total = _confirmed(scope).count()
    return Finding(
        key="value",
        headline=(
            ngettext(
                "%(n)s figure has a source and a second pair of eyes",
                "%(n)s figures have a source and a second pair of eyes",
                total,
            )
            % {"n": total}
            if total
            else _("Nothing has been counted to the end yet")
        ),
        note=_(
            "What changed, better or worse. A: compared with a group that went on as before. "
            "D: what people told us."
        ),
        columns=(
            _("Idea"),
            _("What kind"),
            _("What was counted"),
            _("Before"),
            _("After"),
            _("How sure"),
            _("Source"),
        ),
        rows=ledger(scope),
        wide=True,
    )


def _confirmed(scope):
    """Figures that somebody else confirmed, as a query."""
    return Figure.objects.filter(result__idea__in=scope.ideas(), result__verified_at__isnull=False)


def ledger(scope):
    """The newest lines, of ideas that everybody may see. One query."""
    lines = (
        _confirmed(scope)
        .filter(result__idea__confidential=False, result__idea__hidden_from_manager=False)
        .order_by("-result__verified_at", "pk")
        .values_list(*LINE)[:LEDGER]
    )
    kinds = {kind: str(label) for kind, label in Figure.Kind.choices}
    return [
        [
            reference,
            kinds[kind],
            what,
            _number(before, unit),
            _number(after, unit),
            grade,
            source,
        ]
        for reference, kind, what, before, after, unit, grade, source in lines
    ]


def _number(value, unit):
    return f"{value.normalize():f} {unit}".strip()

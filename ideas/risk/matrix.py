"""The matrix as it is drawn: a table of words, with a mark before and a mark after."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ideas.risk import method as methods
from ideas.risk.method import Level


@dataclass(frozen=True, slots=True)
class Cell:
    """One level, and the marks on it: "is-before", "is-after", both or none."""

    impact: int
    level: str
    word: str
    band: int
    marks: str


@dataclass(frozen=True, slots=True)
class Row:
    likelihood: int
    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows from the likeliest down, and the caption that says the same in words."""

    rows: list[Row]
    caption: str
    vulnerable: bool  # an impact of a form on the page counts one up


def drawn(method, *, before=None, after=None, vulnerable=False):
    """The Matrix of a method. ``before`` and ``after`` are (likelihood, impacts), or None.

    ``vulnerable``: whoever it hits is, so an impact counts one up.
    """
    marked = {
        name: (at[0], methods.impact(at[1], vulnerable=vulnerable))
        for name, at in (("is-before", before), ("is-after", after))
        if at and at[0]
    }
    rows = [
        Row(score, method.likelihoods[score - 1].label, _cells(method, score, marked))
        for score in reversed(methods.SCORES)
    ]
    return Matrix(rows, _caption(method, marked), vulnerable)


def _cells(method, likelihood, marked):
    cells = []
    for impact in methods.SCORES:
        level = method.matrix[likelihood - 1][impact - 1]
        marks = " ".join(name for name, at in marked.items() if at == (likelihood, impact))
        cells.append(Cell(impact, level, str(Level(level).label), methods.rank(level), marks))
    return cells


def _caption(method, marked):
    said = [_("How grave a risk is, by how likely and how bad it is.")]
    sentences = {
        "is-before": _("Before: %(likely)s, impact %(impact)s of 5, which is %(level)s."),
        "is-after": _("After: %(likely)s, impact %(impact)s of 5, which is %(level)s."),
    }
    for name, (likelihood, impact) in marked.items():
        if impact:
            said.append(
                sentences[name]
                % {
                    "likely": method.likelihoods[likelihood - 1].label,
                    "impact": impact,
                    "level": Level(method.matrix[likelihood - 1][impact - 1]).label,
                }
            )
    return " ".join(said)

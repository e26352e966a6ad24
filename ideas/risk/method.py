"""How a risk is judged, as pure functions of the criteria: no database, no clock.

Scores are ordinals: the worst impact counts, the level is looked up in the matrix, and nothing is
ever multiplied. Effort and value say whether an idea is worth it; the level says whether it is safe
enough. The two are never added up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SCORES = (1, 2, 3, 4, 5)  # likelihood and impact
ANSWERS = (0, 1, 2, 3, 4)  # effort and value
NOTHING = "nothing"  # the category of what happens without the idea: no appetite, no yes or no


class Level(TextChoices):
    """How grave a risk is. The order of the members is the order of the levels."""

    LOW = "L", gettext_lazy("Low")
    MEDIUM = "M", gettext_lazy("Medium")
    HIGH = "H", gettext_lazy("High")
    SEVERE = "S", gettext_lazy("Severe")


RANKS = {level.value: rank for rank, level in enumerate(Level, start=1)}


@dataclass(frozen=True, slots=True)
class Likelihood:
    """``label`` in words, ``share`` as a percentage in words."""

    label: str
    share: str


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The level that is also fine once the specialist of a tripwire didn't advise against it."""

    level: str
    tripwire: str


@dataclass(frozen=True, slots=True)
class Category:
    """What a risk is about, the columns of impact to score it in, and how much of it we accept."""

    key: str
    label: str
    columns: tuple[str, ...]
    appetite: str
    vulnerable: bool = False  # whoever it hits is vulnerable: one impact up
    relaxed: Relaxed | None = None


@dataclass(frozen=True, slots=True)
class GuideWord:
    """A word to think along: what it asks, and an example."""

    key: str
    label: str
    ask: str
    example: str


@dataclass(frozen=True, slots=True)
class Question:
    """One of the questions on effort or value, with a word for each answer from 0 to 4."""

    label: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """One edition of the criteria, ready to judge with. ``matrix[likelihood - 1][impact - 1]``."""

    columns: tuple[tuple[str, str], ...]
    anchors: Mapping[str, tuple[str, ...]]
    likelihoods: tuple[Likelihood, ...]
    matrix: tuple[str, ...]
    categories: Mapping[str, Category]
    guide_words: tuple[GuideWord, ...]
    effort_questions: tuple[Question, ...]
    value_questions: tuple[Question, ...]

    @classmethod
    def of(cls, body):
        """The method that a body of criteria describes; ideas.risk.criteria checked its shape."""
        return cls(
            columns=tuple((column["key"], column["label"]) for column in body["columns"]),
            anchors={column["key"]: tuple(column["anchors"]) for column in body["columns"]},
            likelihoods=tuple(Likelihood(**one) for one in body["likelihoods"]),
            matrix=tuple(body["matrix"]),
            categories={one["key"]: _category(one) for one in body["categories"]},
            guide_words=tuple(GuideWord(**word) for word in body["guide_words"]),
            effort_questions=_questions(body["effort"]),
            value_questions=_questions(body["value"]),
        )


def _category(one):
    return Category(
        key=one["key"],
        label=one["label"],
        columns=tuple(one["columns"]),
        appetite=one["appetite"],
        vulnerable=one["vulnerable"],
        relaxed=Relaxed(**one["relaxed"]) if one["relaxed"] else None,
    )


def _questions(many):
    return tuple(Question(one["label"], tuple(one["answers"])) for one in many)


def impact(impacts, *, vulnerable=False):
    """The impact that counts, 1 to 5: the worst, one up for vulnerable people. None: not scored."""
    given = [score for score in impacts.values() if score]
    return min(max(given) + vulnerable, 5) if given else None


def level(method, likelihood, impacts, *, vulnerable=False):
    """The level of a risk, looked up; None while its likelihood or its impact is not scored."""
    worst_impact = impact(impacts, vulnerable=vulnerable)
    if not likelihood or worst_impact is None:
        return None
    return method.matrix[likelihood - 1][worst_impact - 1]


def category_level(method, category, likelihood, impacts, *, vulnerable=False):
    """The level of a risk of this category.

    None until one of the category's own columns is scored. What else was scored counts as well:
    the worst always does. Some categories are about vulnerable people whatever the form says.
    """
    own = method.categories[category]
    if not any(impacts.get(column) for column in own.columns):
        return None
    return level(method, likelihood, impacts, vulnerable=vulnerable or own.vulnerable)


def rank(one):
    """1 for Low to 4 for Severe, 0 for nothing yet: for bands and for sorting, not for sums."""
    return RANKS.get(one, 0)


def worst(levels):
    """The gravest of these levels; None when none of them is scored."""
    return max((one for one in levels if one), key=rank, default=None)


def above(one, other):
    """Whether ``one`` is graver than ``other``. Nothing yet is below everything."""
    return rank(one) > rank(other)


def appetite(method, category, heard=()):
    """The gravest level of a category that may run without leave.

    ``heard`` are the tripwires whose specialist has answered, and not against it.
    """
    own = method.categories[category]
    if own.relaxed and own.relaxed.tripwire in heard:
        return worst([own.appetite, own.relaxed.level])
    return own.appetite


def exceeds_appetite(method, category, one, heard=()):
    """Whether this level needs leave (a granted Waiver). The risk of doing nothing never does."""
    return category != NOTHING and above(one, appetite(method, category, heard))


@dataclass(frozen=True, slots=True)
class Eve:
    """Effort and value, 0 to 100 each, and the class they make."""

    effort: int
    value: int
    key: str
    label: str | Promise


SHADOW = ("shadow", gettext_lazy("Shadow-IT watch"))
CLASSES = (  # value is ahead of effort by at least so much; the first that fits
    (25, "no_brainer", gettext_lazy("No-brainer")),
    (10, "good_bet", gettext_lazy("Good bet")),
    (-9, "coin_toss", gettext_lazy("Coin toss")),
    (-24, "uphill", gettext_lazy("Uphill")),
    (-100, "not_now", gettext_lazy("Not now")),
)


def eve(effort, value):
    """Whether it is worth it, from five answers each; None while an answer is missing."""
    if not all(len(many) == 5 and None not in many for many in (effort, value)):
        return None
    cost, gain = sum(effort) * 5, sum(value) * 5
    key, label = (
        SHADOW
        if cost >= 75
        else next((key, label) for ahead, key, label in CLASSES if gain - cost >= ahead)
    )
    return Eve(cost, gain, key, label)


def monotone(matrix):
    """None when more likely, or worse, is never less grave; else the sentence that says where."""
    cells = _cells(matrix)
    for (likelihood, one), here in cells.items():
        for other in ((likelihood + 1, one), (likelihood, one + 1)):
            if other in cells and above(here, cells[other]):
                return _told(
                    _(
                        "%(here)s says %(level)s, but %(other)s says only %(other_level)s. "
                        "More likely or worse can’t be less grave."
                    ),
                    cells,
                    (likelihood, one),
                    other,
                )
    return None


def smooth(matrix):
    """None when no two neighbours, diagonals too, are more than a level apart; else a sentence."""
    cells = _cells(matrix)
    for (likelihood, one), here in cells.items():
        for down, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
            other = (likelihood + down, one + right)
            if other in cells and abs(rank(here) - rank(cells[other])) > 1:
                return _told(
                    _(
                        "%(here)s says %(level)s, and %(other)s beside it says %(other_level)s. "
                        "Neighbours may be one level apart, not more."
                    ),
                    cells,
                    (likelihood, one),
                    other,
                )
    return None


def _cells(matrix):
    """{(likelihood, impact): level}"""
    return {
        (likelihood, one): matrix[likelihood - 1][one - 1]
        for likelihood in SCORES
        for one in SCORES
    }


def _told(sentence, cells, here, other):
    place = _("likelihood %(likelihood)s, impact %(impact)s")
    first = place % {"likelihood": here[0], "impact": here[1]}
    return sentence % {
        "here": first[:1].upper() + first[1:],
        "other": place % {"likelihood": other[0], "impact": other[1]},
        "level": Level(cells[here]).label,
        "other_level": Level(cells[other]).label,
    }

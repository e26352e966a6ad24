"""What the criteria say, one line at a time, and what one edition changed of another."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from ideas import tripwires
from ideas.risk.method import NOTHING, Level


class Change(NamedTuple):
    """One place of the criteria. ``was`` or ``now`` is empty where it was added or taken out."""

    place: str
    was: str
    now: str


def between(old, new):
    """The list of Changes from one body to another, in the order of the page."""
    before, after = said(old), said(new)
    places = [*after, *(place for place in before if place not in after)]
    return [
        Change(place, before.get(place, ""), after.get(place, ""))
        for place in places
        if before.get(place) != after.get(place)
    ]


def said(body):
    """{place in words: what it says}, for every line of the criteria."""
    return {
        **_likelihoods(body),
        **_anchors(body),
        **_matrix(body),
        **_categories(body),
        **_guide_words(body),
        **_questions(body["effort"], _("Effort %(n)s")),
        **_questions(body["value"], _("Value %(n)s")),
    }


def _likelihoods(body):
    return {
        _("Likelihood %(n)s") % {"n": number}: f"{one['label']} ({one['share']})"
        for number, one in enumerate(body["likelihoods"], start=1)
    }


def _anchors(body):
    lines = {}
    for column in body["columns"]:
        place = {"key": column["key"]}
        lines[_("Impact column “%(key)s”") % place] = column["label"]
        for number, anchor in enumerate(column["anchors"], start=1):
            lines[_("Impact column “%(key)s”, %(n)s") % {**place, "n": number}] = anchor
    return lines


def _matrix(body):
    return {
        _("Matrix, likelihood %(likelihood)s, impact %(impact)s")
        % {"likelihood": likelihood, "impact": impact}: str(Level(level).label)
        for likelihood, row in enumerate(body["matrix"], start=1)
        for impact, level in enumerate(row, start=1)
    }


def _categories(body):
    columns = {column["key"]: column["label"] for column in body["columns"]}
    lines = {}
    for one in body["categories"]:
        place = _("Category “%(key)s”") % {"key": one["key"]}
        lines[place] = one["label"]
        lines[_("%(category)s, read in") % {"category": place}] = ", ".join(
            columns[key] for key in one["columns"]
        )
        if one["key"] != NOTHING:
            lines[_("%(category)s, we accept") % {"category": place}] = accepted(one)
            lines[_("%(category)s, whoever it hits is vulnerable") % {"category": place}] = (
                _("yes") if one["vulnerable"] else _("no")
            )
    return lines


def accepted(category):
    """The gravest level of a category that runs without leave, in words."""
    level = Level(category["appetite"]).label
    if not category["relaxed"]:
        return str(level)
    return _("%(level)s, or %(condition)s") % {
        "level": level,
        "condition": condition(**category["relaxed"]),
    }


def condition(level, tripwire):
    """A level, and whose word it takes."""
    asked = next(one for one in tripwires.TRIPWIRES if one.key == tripwire)
    return _("%(level)s with the word of %(specialist)s") % {
        "level": Level(level).label,
        "specialist": asked.brings,
    }


def _guide_words(body):
    return {
        _("Guide word “%(key)s”") % {"key": word["key"]}: (
            f"{word['label']}: {word['ask']} ({word['example']})"
        )
        for word in body["guide_words"]
    }


def _questions(questions, place):
    return {
        place % {"n": number}: f"{one['label']} {' / '.join(one['answers'])}"
        for number, one in enumerate(questions, start=1)
    }

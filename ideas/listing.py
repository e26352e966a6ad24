"""The list of ideas: what to show, in which order, one page at a time, by key.

A page is found by the last row of the page before it, so page 4,000 costs what page 1 costs.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from ideas import audience, lines, listed, searching, shown
from ideas.compact import PUBLIC
from ideas.listed import COUNTED, MOTION, SORTS, Shape
from ideas.models import Idea

SIZE = 20
LONGEST = 100  # characters of a search that count


STATES = [(MOTION, _("In motion")), *((state.value, state.label) for state in PUBLIC)]
TECHNOLOGY = [("yes", _("With technology")), ("no", _("Without technology"))]
VIEWS = [
    ("", _("Everybody’s")),
    ("mine", _("Mine")),
    ("needs_me", _("Waiting for me")),
    ("behind", _("I’m behind these")),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked the list for. What makes no sense is left out, never an error."""

    q: str = ""
    state: str = ""
    tech: str = ""
    category: str = ""
    site: str = ""
    view: str = ""
    sort: str = "newest"

    @classmethod
    def of(cls, query):
        """Read it from a query string (request.GET)."""
        typed = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", query.get("q", ""))
        site = query.get("site", "")
        views = [key for key, _label in VIEWS if key and query.get(key) == "1"]
        sort = query.get("sort", "")
        return cls(
            q=" ".join(typed.split())[:LONGEST],
            state=_one_of(query.get("state"), dict(STATES)),
            tech=_one_of(query.get("tech"), dict(TECHNOLOGY)),
            category=_one_of(query.get("category"), dict(Idea.Category.choices)),
            site=site if site.isascii() and site.isdecimal() and len(site) < 10 else "",
            view=views[0] if views else "",
            sort=sort if sort in SORTS else "newest",
        )

    @property
    def narrowed(self):
        """Whether anything but the order was asked for."""
        return any((self.q, self.state, self.tech, self.category, self.site, self.view))

    @property
    def order(self):
        return SORTS[self.sort]


def _one_of(value, known):
    return value if value in known else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One idea of the list, with the names that this reader may know."""

    idea: Idea
    names: audience.Names
    reached: int
    words: int

    @property
    def author(self):
        return self.names.author

    @property
    def author_face(self):
        return self.names.face(self.idea.author)

    @property
    def holder(self):
        return self.names.of(self.idea.holder)

    @property
    def line(self):
        return lines.line(self)


@dataclass(frozen=True, slots=True)
class Listing:
    rows: list = field(default_factory=list)
    count: int = 0
    more: bool = False  # the count is a lower bound
    next_key: str = ""


def _shape(person, asked):
    """(Shape, what is Given) of a list. Two queries where it is narrowed by words."""
    given = {"person": person.pk, "category": asked.category, "site": int(asked.site or 0)}
    words = None
    if asked.q:
        words, told = searching.words_of(asked.q, person)
        given |= told
    which = (asked.view, asked.state, asked.tech, bool(asked.category), bool(asked.site))
    return Shape(*which, words, asked.sort), given


def page(person, asked, key="", size=SIZE):
    """One page of the list, from the place that ``key`` names. A key that makes no sense gives
    the first page. Three queries, one more for one's own, and three for a search or pen names."""
    shape, given = _shape(person, asked)
    counting = listed.counting(replace(shape, sort=""))
    counted = next((number for (number,) in counting.ask(**given)), 0)
    if counted > COUNTED and shape.words:
        shape = replace(shape, words=replace(shape.words, many=True))
    rows, following = _cut(shape, given, asked, key, size)
    pks = [pk for pk, _value in rows]
    ideas = listed.LINES.ask(person=person.pk, ideas=pks) if rows else []
    rows = sorted(ideas, key=lambda idea: pks.index(idea.pk))
    prefetch_related_objects([idea for idea in rows if idea.pen_name], "co_authors")
    return Listing(
        [Row(idea, audience.Names(idea, idea.knows), *shown.progress(idea)) for idea in rows],
        count=min(counted, COUNTED),
        more=counted > COUNTED,
        next_key=following,
    )


def sites():
    """Places to choose from."""
    return listed.SITES.ask()


# ---- the key of a page: where the last one ended


def _cut(shape, given, asked, key, size):
    """([(id, value it is sorted by)], key of the next page or "")."""
    place = _read(key, asked)
    stretches = asked.order.parts()
    if asked.view != "mine" and asked.sort == "newest":
        stretches = (False,)  # only drafts were never shared
    if place and place[0] in stretches:
        stretches = stretches[stretches.index(place[0]) :]
    rows = []
    for empty in stretches:
        start = place if place and place[0] == empty else None
        rows += _stretch(shape, given, empty, start, size)[: size + 1 - len(rows)]
        if len(rows) > size:
            break
    more = len(rows) > size
    rows = rows[:size]
    return rows, _write(rows[-1], asked) if more else ""


def _stretch(shape, given, empty, start, size):
    """The rows of one stretch, from a place on, with no more than their place in the order."""
    wanted = replace(shape, empty=empty, onwards=start is not None)
    if start:
        given = given | {"value": start[1], "last": start[2]}
    column = SORTS[shape.sort].column
    found = listed.stretch(wanted, size).ask(**given)
    return [(idea.pk, getattr(idea, column)) for idea in found]


def _write(row, asked):
    pk, value = row
    value = value.isoformat() if isinstance(value, datetime) else value
    text = json.dumps([asked.sort, value, pk])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(key, asked):
    """(without a value, value, pk) that a key names, or None for the first page."""
    if not key or len(key) > 200:
        return None
    try:
        padded = key + "=" * (-len(key) % 4)
        sort, value, pk = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if sort != asked.sort or type(pk) is not int or not 0 <= pk < 2**63:
            return None
        if value is None:
            return (True, None, pk) if asked.order.nulls != "none" else None
        if asked.order.parse is datetime:
            value = datetime.fromisoformat(value)
            return (False, value, pk) if value.tzinfo else None
        return (False, value, pk) if type(value) is int and abs(value) < 2**31 else None
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError):
        return None

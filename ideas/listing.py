"""The list of ideas: what to show, in which order, one page at a time, by key.

A page is found by the last row of the page before it, so page 4,000 costs what page 1 costs.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from ideas import audience, lines, searching, shown
from ideas.compact import PROMISED, PUBLIC, State
from ideas.models import Idea, Support
from portal.models import Site

SIZE = 20
COUNTED = 1000  # a longer list is "more than 1,000": nobody needs the number, and it costs
LONGEST = 100  # characters of a search that count


@dataclass(frozen=True, slots=True)
class Sort:
    """An order. ``nulls`` says where rows without a value go: "first", "last" or "none"."""

    label: str
    column: str
    down: bool
    nulls: str = "none"
    parse: type = int

    def parts(self):
        """The stretches of the list, in order: True for rows that have no value."""
        return {"first": (True, False), "last": (False, True), "none": (False,)}[self.nulls]


SORTS = {
    "newest": Sort(_("Newest"), "submitted_at", down=True, nulls="first", parse=datetime),
    "due": Sort(_("Due soonest"), "due_at", down=False, nulls="last", parse=datetime),
    "support": Sort(_("Most support"), "supporters", down=True),
}
MOTION = "motion"
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


def found(person, asked):
    """The ideas that answer, of those this person may see. Drafts only where they ask for theirs,
    and nothing that was thrown away before it was shared."""
    ideas = Idea.objects.visible_to(person)
    if asked.view == "mine":
        ideas = ideas.written_with(person).exclude(state=State.WITHDRAWN, reference=None)
    else:
        ideas = ideas.shared()
    if asked.view == "needs_me":
        ideas = ideas.filter(holder=person, state__in=PROMISED)
    if asked.view == "behind":
        ideas = ideas.filter(Exists(Support.objects.filter(idea=OuterRef("pk"), person=person)))
    return _narrow(ideas, asked, person)


def _narrow(ideas, asked, person):
    if asked.state:
        states = PROMISED if asked.state == MOTION else (asked.state,)
        ideas = ideas.filter(state__in=states)
    if asked.tech == "yes":
        ideas = ideas.filter(Q(technology=True) | Q(tripwires__T5=True))
    if asked.tech == "no":
        unasked = Q(tripwires__T5__isnull=True) | Q(tripwires__T5=False)
        ideas = ideas.filter(unasked, technology=False)
    if asked.category:
        ideas = ideas.filter(category=asked.category)
    if asked.site:
        ideas = ideas.filter(site_id=int(asked.site))
    return searching.holding(ideas, asked.q, person) if asked.q else ideas


def page(person, asked, key="", size=SIZE):
    """One page of the list, from the place that ``key`` names. A key that makes no sense gives
    the first page. Three queries, one more for one's own, and three for a search or pen names."""
    ideas = found(person, asked)
    counted = ideas.order_by()[: COUNTED + 1].count()
    rows, following = _cut(ideas, asked, key, size)
    shown_ones = ideas.model.objects.for_lines(person).select_related("holder", "site")
    lines = shown_ones.in_bulk([idea.pk for idea in rows])
    rows = [lines[idea.pk] for idea in rows]
    prefetch_related_objects([idea for idea in rows if idea.pen_name], "co_authors")
    return Listing(
        [Row(idea, audience.Names(idea, idea.knows), *shown.progress(idea)) for idea in rows],
        count=min(counted, COUNTED),
        more=counted > COUNTED,
        next_key=following,
    )


def sites():
    """Places to choose from."""
    return list(Site.objects.order_by("name").values_list("pk", "name"))


# ---- the key of a page: where the last one ended


def _cut(ideas, asked, key, size):
    """(rows, key of the next page or "")."""
    place = _read(key, asked)
    stretches = asked.order.parts()
    if asked.view != "mine" and asked.sort == "newest":
        stretches = (False,)  # only drafts were never shared
    if place and place[0] in stretches:
        stretches = stretches[stretches.index(place[0]) :]
    rows = []
    for empty in stretches:
        start = place if place and place[0] == empty else None
        rows += _stretch(ideas, asked.order, empty, start)[: size + 1 - len(rows)]
        if len(rows) > size:
            break
    more = len(rows) > size
    rows = rows[:size]
    return rows, _write(rows[-1], asked) if more else ""


def _stretch(ideas, order, empty, start):
    """The rows of one stretch, from a place on, with no more than their place in the order."""
    column = order.column
    ideas = ideas.filter(**{f"{column}__isnull": empty}).only(column)
    if empty:
        ideas = ideas.filter(pk__lt=start[2]) if start else ideas
        return ideas.order_by("-pk")
    than, sign = ("lt", "-") if order.down else ("gt", "")
    if start:
        _empty, value, pk = start
        beyond = Q(**{f"{column}__{than}": value}) | Q(**{f"pk__{than}": pk})
        ideas = ideas.filter(beyond, **{f"{column}__{than}e": value})
    return ideas.order_by(f"{sign}{column}", f"{sign}pk")


def _write(idea, asked):
    value = getattr(idea, asked.order.column)
    value = value.isoformat() if isinstance(value, datetime) else value
    text = json.dumps([asked.sort, value, idea.pk])
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

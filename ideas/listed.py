"""What a list of ideas asks the database, kept as SQL for each shape that a list can have."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ideas import searching
from ideas.compact import PROMISED, State
from ideas.models import Idea, Support
from portal.models import Site
from portal.prepared import PERSON, Given, OneOf, Question, Rows
from portal.short_lists import CountOf

COUNTED = 1000  # a longer list is "more than 1,000": nobody needs the number, and it costs
KEPT = 200  # shapes


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


@dataclass(frozen=True, slots=True)
class Shape:
    """What two lists have in common that differ in who asks, and in what for, but not in how: the
    SQL of it is kept. ``empty`` and ``onwards`` say which stretch of it is wanted, if not all:
    the rows without a value to sort by, and those beyond a place."""

    view: str
    state: str
    tech: str
    category: bool
    site: bool
    words: searching.Words | None
    sort: str
    empty: bool | None = None
    onwards: bool = False


@lru_cache(maxsize=KEPT)
def counting(shape):
    """How many there are, up to one more than is counted."""
    ideas = _found(shape).order_by().values("pk")[: COUNTED + 1]
    many = Idea.objects.order_by().values_list(CountOf(ideas))[:1]
    return Question(lambda: [many], by_value=bool(shape.words))


@lru_cache(maxsize=KEPT)
def stretch(shape, size):
    """So many rows of a stretch, and one more, with no more than their place in the order."""
    return Rows(lambda: _ordered(shape)[: size + 1], by_value=bool(shape.words))


def _ordered(shape):
    order = SORTS[shape.sort]
    column = order.column
    ideas = _found(shape).filter(**{f"{column}__isnull": shape.empty}).only(column)
    last = Given("last", BigIntegerField())
    if shape.empty:
        ideas = ideas.filter(pk__lt=last) if shape.onwards else ideas
        return ideas.order_by("-pk")
    than, sign = ("lt", "-") if order.down else ("gt", "")
    if shape.onwards:
        value = Given("value", Idea._meta.get_field(column))
        beyond = Q(**{f"{column}__{than}": value}) | Q(**{f"pk__{than}": last})
        ideas = ideas.filter(beyond, **{f"{column}__{than}e": value})
    return ideas.order_by(f"{sign}{column}", f"{sign}pk")


def _found(shape):
    """The ideas that answer, of those PERSON may see. Drafts only where they ask for theirs, and
    nothing that was thrown away before it was shared."""
    ideas = Idea.objects.visible_to(PERSON)
    if shape.view == "mine":
        ideas = ideas.written_with(PERSON).exclude(state=State.WITHDRAWN, reference=None)
    else:
        ideas = ideas.shared()
    if shape.view == "needs_me":
        ideas = ideas.filter(holder=PERSON, state__in=PROMISED)
    if shape.view == "behind":
        ideas = ideas.filter(Exists(Support.objects.filter(idea=OuterRef("pk"), person=PERSON)))
    return _narrow(ideas, shape)


def _narrow(ideas, shape):
    if shape.state:
        # As a value, so that the database knows how many there are of it.
        states = PROMISED if shape.state == MOTION else (shape.state,)
        ideas = ideas.filter(state__in=states)
    if shape.tech == "yes":
        ideas = ideas.filter(Q(technology=True) | Q(tripwires__T5=True))
    if shape.tech == "no":
        unasked = Q(tripwires__T5__isnull=True) | Q(tripwires__T5=False)
        ideas = ideas.filter(unasked, technology=False)
    if shape.category:
        ideas = ideas.filter(category=Given("category", CharField()))
    if shape.site:
        ideas = ideas.filter(site_id=Given("site", BigIntegerField()))
    return searching.holding(ideas, shape.words) if shape.words else ideas


LINES = Rows(
    lambda: (
        Idea.objects.for_lines(PERSON)
        .filter(OneOf("pk", "ideas"))
        .select_related("author", "holder", "site")
    )
)
SITES = Question(lambda: [Site.objects.order_by("name").values_list("pk", "name")])

"""The Wall of HEROes: who laced an idea up, what changed, and the thanks. Never a ranking."""

from dataclasses import dataclass, field
from operator import itemgetter

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from ideas import audience, reading, shown
from ideas.compact import State
from ideas.delivery import boots, results
from ideas.delivery import shown as delivery_shown
from ideas.models import Boots, Cheer, Idea, Story
from ideas.seats import authors_of
from portal.models.people import ListOf
from portal.prepared import PERSON, Given, Rows
from portal.short_lists import CountOf, ShortList, called

ON_A_PAGE = 12
NUMBERS = 3  # figures that a story leads with
PLACES = 12  # where it was taken to
IDEA, REFERENCE = Given("idea", BigIntegerField()), Given("reference", CharField())
HAD_IT = (boots.Part.AUTHOR, boots.Part.CO_AUTHOR)


def _named(heroes):
    return " & ".join(str(person) for person in heroes) or _("A colleague")


@dataclass(frozen=True, slots=True)
class Card:
    """One story on the wall. ``heroes`` are those who had the idea and like to be shown; on the
    wall itself, what they are called."""

    idea: Idea
    heroes: list
    story: Story | None

    @property
    def names(self):
        """Who had it, as the wall says it."""
        return _named(self.heroes)


@dataclass(frozen=True, slots=True)
class Page:
    """One story in full."""

    card: Card
    laced: list = field(default_factory=list)  # (person, what they did), who likes to be shown
    figures: list = field(default_factory=list)
    result: object = None
    mine: Boots | None = None  # the reader's own pair
    cheers: int = 0
    cheered: bool = False
    own: bool = False  # it is the reader's own idea: the others cheer
    seals: list = field(default_factory=list)
    stages: list = field(default_factory=list)
    taken: list = field(default_factory=list)  # ideas that were taken elsewhere from this one


class Shown(audience.Names):
    """As audience.Names, and whoever would rather not be shown is a colleague here."""

    def __init__(self, idea, knows, boots):
        self.shy = {pair.person_id for pair in boots if pair.declined_at}
        super().__init__(idea, knows)
        self.author = self.of(idea.author)

    def of(self, person):
        if person is not None and person.pk in self.shy - self.authors:
            return str(_("a colleague"))
        return super().of(person)


def _stories():
    """The story at an address, with how many cheered and whether the reader did."""
    cheers = Cheer.objects.filter(idea=OuterRef("pk")).order_by()
    return (
        Idea.objects.visible_to(PERSON)
        .filter(state=State.CELEBRATED, reference=REFERENCE)
        .select_related("author__department__head", "challenge__leader", "story__by", "site")
        .annotate(heard=CountOf(cheers), cheered=Exists(cheers.filter(person=PERSON)))
    )


STORY = Rows(_stories)
TAKEN = Rows(
    lambda: (
        Idea.objects.visible_to(PERSON).filter(borrowed_from=IDEA).select_related("site")[:PLACES]
    )
)


def card(idea, knows):
    """The Card of an idea with its ``pairs``; a pen name keeps who had it out of sight."""
    had_it = () if idea.pen_name and not knows else HAD_IT
    return Card(
        idea=idea,
        heroes=[pair.person for pair in idea.pairs if pair.part in had_it],
        story=getattr(idea, "story", None),
    )


@dataclass(frozen=True, slots=True)
class Headline:
    """A story in one line, for Today."""

    title: str
    reference: str
    heroes: list

    @property
    def names(self):
        return _named(self.heroes)


def _newest(person=PERSON):
    """The stories that this person may see, the newest first; ``known``: whom a pen name hides."""
    ideas = Idea.objects.visible_to(person).filter(state=State.CELEBRATED)
    known = Q(pen_name="") | ideas.party_condition(person)
    return ideas.annotate(known=known).order_by("-state_since", "-pk")


def _had_it():
    """Who had an idea and likes to be shown: [{"order", "name"}, …], or None for nobody."""
    pairs = Boots.objects.filter(idea=OuterRef("pk"), declined_at=None, part__in=HAD_IT)
    named = ListOf(JSONObject(order="pk", name=called("person")))
    return Subquery(pairs.order_by().values("idea").annotate(names=named).values("names"))


def _names(heroes, known):
    """What they are called, in the order in which they came, from what ``_had_it`` found."""
    return [one["name"] for one in sorted(heroes or (), key=itemgetter("order"))] if known else []


def _headline(facts):
    heroes = _names(facts["heroes"], facts["known"])
    return Headline(facts["title"], facts["reference"], heroes)


LATEST = ShortList(
    _newest,
    {"title": "title", "reference": "reference", "known": "known", "heroes": _had_it()},
    _headline,
    most=3,
)


def stories(person=PERSON):
    """All that the wall shows to somebody, the newest first, as a query."""
    return _newest(person).select_related("story__by", "site").annotate(heroes=_had_it())


FIRST = Rows(lambda: stories()[: ON_A_PAGE + 1])


def first(person):
    """The newest ideas of the wall, and whether there are more: nothing counts them all."""
    found = FIRST.ask(person=person.pk)
    return found[:ON_A_PAGE], len(found) > ON_A_PAGE


def wall(ideas):
    """Cards of these ideas, which come from ``stories``."""
    return [
        Card(idea, _names(idea.heroes, idea.known), getattr(idea, "story", None)) for idea in ideas
    ]


def page(idea, person):
    """The whole story of one idea from ``STORY``, for one reader."""
    author = idea.author  # with their department, of which a story may need to know the head
    reading.around(idea, reading.OF_STORY)
    idea.author = author
    involved = audience.is_party(idea, person)
    pairs = list(idea.boots.all())
    idea.pairs = [pair for pair in pairs if pair.declined_at is None]
    names = Shown(idea, involved, pairs)
    told = results.of(idea)
    order = {part: place for place, part in enumerate(boots.Part.values)}
    shown_pairs = sorted(idea.pairs, key=lambda pair: (order[pair.part], pair.pk))
    return Page(
        card=card(idea, involved),
        laced=[
            (pair.person, boots.Part(pair.part).label)
            for pair in shown_pairs
            if names.face(pair.person)
        ],
        figures=delivery_shown.figures(told)[:NUMBERS],
        result=told if told.verified_at else None,
        mine=next((pair for pair in pairs if pair.person_id == person.pk), None),
        own=person.pk in authors_of(idea),
        cheers=idea.heard,
        cheered=idea.cheered,
        seals=shown.seals(idea, names, person),
        stages=shown.eyelets(idea, names, list(idea.steps.all())),
        taken=TAKEN.ask(person=person.pk, idea=idea.pk),
    )

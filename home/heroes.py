"""The Wall of HEROes: who laced an idea up, what changed, and the thanks. Never a ranking."""

from dataclasses import dataclass, field
from operator import itemgetter

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from ideas import audience, shown
from ideas.compact import State
from ideas.delivery import boots, results
from ideas.delivery import shown as delivery_shown
from ideas.models import Boots, Idea, Story
from ideas.seats import authors_of
from portal.models.people import ListOf
from portal.prepared import PERSON
from portal.short_lists import ShortList, called

NUMBERS = 3  # figures that a story leads with
HAD_IT = (boots.Part.AUTHOR, boots.Part.CO_AUTHOR)


def _named(heroes):
    return " & ".join(str(person) for person in heroes) or _("A colleague")


@dataclass(frozen=True, slots=True)
class Card:
    """One story on the wall. ``heroes`` are those who had the idea and like to be shown."""

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


def celebrated(person):
    """Celebrated ideas that this person may see, with what a Card needs, as a query."""
    pairs = Boots.objects.filter(declined_at=None).select_related("person__site").order_by("pk")
    return (
        Idea.objects.visible_to(person)
        .filter(state=State.CELEBRATED)
        .select_related("author", "story__by", "site")
        .prefetch_related(Prefetch("boots", pairs, to_attr="pairs"))
    )


def card(idea, knows):
    """The Card of an idea from ``celebrated``; a pen name keeps who had it out of sight."""
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


def _newest():
    """The stories that this person may see, the newest first; ``known``: whom a pen name hides."""
    ideas = Idea.objects.visible_to(PERSON).filter(state=State.CELEBRATED)
    known = Q(pen_name="") | ideas.party_condition(PERSON)
    return ideas.annotate(known=known).order_by("-state_since", "-pk")


def _had_it():
    """Who had an idea and likes to be shown: [{"order", "name"}, …], or None for nobody."""
    pairs = Boots.objects.filter(idea=OuterRef("pk"), declined_at=None, part__in=HAD_IT)
    named = ListOf(JSONObject(order="pk", name=called("person")))
    return Subquery(pairs.order_by().values("idea").annotate(names=named).values("names"))


def _headline(facts):
    heroes = sorted(facts["heroes"] or (), key=itemgetter("order")) if facts["known"] else []
    return Headline(facts["title"], facts["reference"], [hero["name"] for hero in heroes])


LATEST = ShortList(
    _newest,
    {"title": "title", "reference": "reference", "known": "known", "heroes": _had_it()},
    _headline,
    most=3,
)


def wall(person, ideas):
    """Cards of these ideas, in their order."""
    ideas = list(ideas)
    known = audience.known_to(person, ideas)
    return [card(idea, idea.pk in known) for idea in ideas]


def page(idea, person):
    """The whole story of one idea from ``celebrated``, for one reader."""
    prefetch_related_objects([idea], "co_authors", "seats__permission", "seats__user")
    involved = audience.is_party(idea, person)
    pairs = list(idea.boots.all())
    names = Shown(idea, involved, pairs)
    told = results.of(idea)
    steps = list(idea.steps.select_related("by"))
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
        **idea.cheers.aggregate(cheers=Count("pk"), cheered=Count("pk", filter=Q(person=person))),
        seals=shown.seals(idea, names, person),
        stages=shown.eyelets(idea, names, steps),
        taken=list(
            Idea.objects.visible_to(person).filter(borrowed_from=idea).select_related("site")[:12]
        ),
    )

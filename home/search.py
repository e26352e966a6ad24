"""One answer to one question: people, ambassadors, pages to the section, and ideas.

A source is a name and a function ``(person, query) -> list of Hit`` that gives only what this
person may see, at most ``PER_SOURCE`` of it, best first. ``query`` is a Query, clean already.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.db.models import Case, Q, Subquery, TextField, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, utils
from wagtail.models import Page, PageViewRestriction, Site

from home import spelling
from ideas import searching
from ideas.terms import EMPTY
from policy import ambassadors as roster
from policy import search as policies
from portal.models import User

LONGEST = 200  # characters of a question that count
MOST_WORDS = 8
PER_SOURCE = 20
SHOWN = 30
AMBASSADORS = 3
CANDIDATES = 500  # people that are compared letter by letter
GOOD_ENOUGH = 72  # of 100: one letter wrong in a short name still passes
NAMED = 100  # a whole word of the name


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asked: ``text`` to compare and show, ``words`` without signs, ``meant`` the
    words as they were likely meant."""

    text: str
    words: tuple[str, ...]
    meant: tuple[str, ...] = ()
    open: dict = field(default_factory=dict, compare=False)  # what is open to whom: see visible_to

    @classmethod
    def of(cls, typed):
        """Make a Query of whatever came in: signs are blanks, so no quote stays open."""
        text = " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", typed).split())[:LONGEST]
        words = re.findall(r"\w+", re.sub(r"[’']s\b", "", text))[:MOST_WORDS]
        return cls(text, tuple(words))

    @property
    def plain(self):
        return " ".join(self.words)

    def visible_to(self, person):
        """The pages that are open to this person, and whether that is every live one. The rules
        are read once for all the sources of a question."""
        if person.pk not in self.open:
            rules = kept_from(person)
            self.open[person.pk] = visible_pages(person, rules), not rules
        return self.open[person.pk]

    @property
    def telling(self):
        """The words that pages are searched for: as they were meant, without “of” and “the”."""
        words = self.meant or self.words
        return tuple(word for word in words if word.lower() not in EMPTY) or words


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``kind`` is the small word above it, ``score`` 0 to 100."""

    title: str
    url: str
    kind: str
    excerpt: str = ""
    score: float = 0
    person: User | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A room's way to be searched."""

    name: str
    find: Callable


def _halves(word):
    """Two parts of a word: one slip of the finger leaves at least one of them whole."""
    middle = len(word) // 2
    return (word,) if len(word) < 4 else (word[:middle], word[middle:])


def _person_score(person, query):
    """How well a person answers: by name with slips, by role and department by whole words."""
    names = utils.default_process(f"{person.first_name} {person.last_name}").split()
    role = utils.default_process(f"{person.job_title} {person.department or ''}").split()
    best = []
    for word in query.words:
        asked = utils.default_process(word)
        by_name = max((_alike(asked, name) for name in names), default=0)
        by_role = max((_alike(asked, name) - 10 for name in role), default=0)
        best.append(max(by_name, by_role))
    return sum(best) / len(best)


def _alike(asked, name):
    if len(asked) >= 2 and name.startswith(asked):
        return NAMED - min(8, len(name) - len(asked))
    return fuzz.ratio(asked, name) if len(asked) >= 4 else 0


def people(person, query):
    """People who work here, by name, role or department; a slip in a name is forgiven."""
    parts = {half for word in query.words for half in _halves(word)}
    match = Q()
    for part in parts:
        for name in ("first_name", "last_name", "job_title", "department__name"):
            match |= Q(**{f"{name}__icontains": part})
    # In a large company half a word fits many ("ght": every night adviser): names come first.
    named = Q()
    for word in query.words:
        named |= Q(first_name__istartswith=word) | Q(last_name__istartswith=word)
    nearest = Case(When(named, then=0), default=1)
    told = ("username", "first_name", "last_name", "job_title", "department__name")
    found = User.objects.present().select_related("department").only(*told).filter(match)
    found = found.order_by(nearest, "first_name", "last_name", "pk")[:CANDIDATES]
    scored = [(_person_score(someone, query), someone) for someone in found]
    scored = [pair for pair in scored if pair[0] >= GOOD_ENOUGH]
    scored.sort(key=lambda pair: (-pair[0], str(pair[1])))
    scored = scored[:PER_SOURCE]
    whole = User.objects.with_place().in_bulk([someone.pk for _score, someone in scored])
    return [_person_hit(score, whole[someone.pk]) for score, someone in scored]


def _person_hit(score, someone):
    place = [someone.job_title, someone.department, someone.site]
    return Hit(
        title=str(someone),
        url=someone.get_absolute_url(),
        kind=str(_("Person")),
        excerpt=", ".join(str(part) for part in place if part),
        score=score,
        person=someone,
    )


def kept_from(person):
    """The restrictions that keep pages from this person. One query."""
    if person.is_superuser:
        return []
    rules = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.LOGIN)
    theirs = Q(restriction_type=PageViewRestriction.GROUPS, groups__in=person.groups.all())
    let_in = PageViewRestriction.objects.filter(theirs)
    return list(rules.exclude(pk__in=let_in.values("pk")).select_related("page"))


def visible_pages(person, rules=None):
    """Live pages below the home page that no restriction (``rules`` of kept_from) keeps from this
    person."""
    pages = Page.objects.live().filter(depth__gt=2)
    for rule in kept_from(person) if rules is None else rules:
        pages = pages.not_descendant_of(rule.page, inclusive=True)
    return pages


def pages(person, query):
    """Live pages of the CMS that hold one of the words; the more of them in the title, the better,
    then what the search engine puts first."""
    (visible, _all), words = query.visible_to(person), query.telling
    asked = " ".join(words)
    found = list(visible.search(asked, operator="or")[:PER_SOURCE])
    found += visible.autocomplete(asked, operator="or")[:PER_SOURCE]
    places = {pk: place for place, pk in enumerate(dict.fromkeys(page.pk for page in found))}
    hits = []
    summaries = ("policypage__summary", "coursepage__summary", "challengepage__question")
    summary = Coalesce(*summaries, output_field=TextField())
    rows = Page.objects.filter(pk__in=places).annotate(summary=summary, top=_top())
    for page in rows:
        told = max(alike(words, page.title), alike(words, page.search_description) - 8)
        first = 10 * (1 - places[page.pk] / len(places))
        hits.append(
            Hit(
                title=page.title,
                url=reverse("wagtail_serve", args=[page.url_path.removeprefix(page.top)]),
                kind=str(page.page_type_display_name).capitalize(),
                excerpt=excerpt_of(page),
                score=50 + 0.4 * told + first,
            )
        )
    return sorted(hits, key=lambda hit: -hit.score)[:PER_SOURCE]


def _top():
    """The path of the page where the site begins."""
    return Subquery(Site.objects.filter(is_default_site=True).values("root_page__url_path"))


def alike(words, title):
    """How many of the words a title has, as a share of 100; a slip counts a little less."""
    names = utils.default_process(title).split()
    best = [max((_alike(word.lower(), name) for name in names), default=0) for word in words]
    return sum(score for score in best if score >= GOOD_ENOUGH) / max(len(best), 1)


def excerpt_of(page):
    """A line or two: what editors wrote for search, or the page's own summary."""
    words = page.search_description or getattr(page, "summary", "") or ""
    return Truncator(words).chars(160)


def sections(person, query):
    """Sections of policies that this person may open, each at its anchor; a word of the title
    counts most."""
    words = query.telling
    visible, every_one = query.visible_to(person)
    within = None if every_one else visible
    found = policies.sections(" ".join(words), PER_SOURCE, within=within)
    return [
        Hit(
            title=f"{one.number}. {one.title}",
            url=one.url,
            kind=one.policy,
            excerpt=one.excerpt,
            score=30 + 30 * one.share + 0.35 * alike(words, f"{one.policy} {one.title}"),
        )
        for one in found
    ]


def ambassadors(person, query):
    """Colleagues who like to be asked about a topic, under the name they chose; a few of them, and
    only when the words are the topic's own."""
    best = max(
        ((alike(query.telling, f"{one} {one.words}"), one) for one in roster.topics()),
        key=lambda pair: pair[0],
        default=(0, None),
    )
    if best[0] < GOOD_ENOUGH:
        return []
    asked = _("Likes to be asked about “%(topic)s”") % {"topic": best[1]}
    return [
        Hit(
            title=str(one.profile),
            url=roster.url_of_topic(best[1]),
            kind=str(_("Ambassador")),
            excerpt=f"{asked}. {one.load}.",
            score=min(best[0], 90) - place,
        )
        for place, one in enumerate(roster.roster(topic=best[1])[:AMBASSADORS])
    ]


def ideas(person, query):
    """Ideas that this person may see, by reference, by words and by meaning."""
    return [
        Hit(
            title=str(idea),
            url=idea.get_absolute_url(),
            kind=f"{_('Idea')}, {idea.get_state_display()}",
            excerpt=Truncator(idea.moment).chars(160),
            score=score,
        )
        for idea, score in searching.find(person, query.text, query.words)
    ]


SOURCES = (
    Source("people", people),
    Source("ambassadors", ambassadors),
    Source("pages", pages),
    Source("sections", sections),
    Source("ideas", ideas),
)


def answer(person, typed, sources=SOURCES):
    """The Query as understood, and the hits of all sources, best first."""
    query = Query.of(typed)
    if len(query.plain) < 2:
        return query, []
    query = replace(query, meant=spelling.meant(query.words))
    hits = [hit for source in sources for hit in source.find(person, query)]
    hits.sort(key=lambda hit: -hit.score)
    return query, hits[:SHOWN]

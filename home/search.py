"""One answer to one question: people, ambassadors, pages to the section, and ideas.

A source is a name and a function ``(person, query) -> list of Hit`` that gives only what this
person may see, at most ``PER_SOURCE`` of it, best first. ``query`` is a Query, clean already.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from rapidfuzz import utils
from wagtail.models import Page, Site

from home import search_people, spelling
from home.search_people import GOOD_ENOUGH, likeness
from ideas import searching
from ideas.compact import State
from ideas.terms import EMPTY
from policy import ambassadors as roster
from policy import search as policies
from policy.models import Topic
from portal import indexed
from portal.models import User
from portal.prepared import Question

LONGEST = 200  # characters of a question that count
MOST_WORDS = 8
PER_SOURCE = 20
SHOWN = 30
AMBASSADORS = 3


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asked: ``text`` to compare and show, ``words`` without signs, ``meant`` the
    words as they were likely meant."""

    text: str
    words: tuple[str, ...]
    meant: tuple[str, ...] = ()
    held: dict = field(default_factory=dict, compare=False)  # see texts

    @classmethod
    def of(cls, typed):
        """Make a Query of whatever came in: signs are blanks, so no quote stays open."""
        text = " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", typed).split())[:LONGEST]
        words = re.findall(r"\w+", re.sub(r"[’']s\b", "", text))[:MOST_WORDS]
        return cls(text, tuple(words))

    @property
    def plain(self):
        return " ".join(self.words)

    def texts(self, person, which):
        """Rows about one kind that answer this person. They are asked for once for all
        kinds: one query for all the sources of a question."""
        if person.pk not in self.held:
            asked = EVERY_TEXT if person.is_superuser else OPEN_TEXTS
            words = indexed.asked(self.telling, pages=Page, **policies.KINDS)
            self.held[person.pk] = asked.ask(person=person.pk, **words)
        return [row for row in self.held[person.pk] if row[3] == which]

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


def people(person, query):
    """People who work here, by name, role or department; a slip in a name is forgiven."""
    return [
        Hit(
            title=str(found.person),
            url=found.person.get_absolute_url(),
            kind=str(_("Person")),
            excerpt=found.place,
            score=found.score,
            person=found.person,
        )
        for found in search_people.find(query.words)
    ]


def pages(person, query):
    """Live pages of the CMS that hold one of the words; the more of them in the title, the better,
    then what the search engine puts first."""
    words = query.telling
    found = [*indexed.in_order(query.texts(person, HELD))]
    found += indexed.in_order(query.texts(person, BEGUN))
    told = {row[0]: json.loads(row[-1]) for row in found}
    hits = []
    for place, page in enumerate(told.values()):
        close = max(alike(words, page["title"]), alike(words, page["said"]) - 8)
        first = 10 * (1 - place / len(told))
        hit = Hit(
            title=page["title"],
            url=reverse("wagtail_serve", args=[page["url"].removeprefix(page["top"])]),
            kind=_kind(page["kind"]),
            excerpt=Truncator(page["said"] or page["summary"] or "").chars(160),
            score=50 + 0.4 * close + first,
        )
        hits.append((page["path"], hit))
    hits.sort(key=lambda pair: (-pair[1].score, pair[0]))
    return [hit for _path, hit in hits[:PER_SOURCE]]


def _kind(pk):
    """What the pages of a content type are called."""
    model = ContentType.objects.get_for_id(pk).model_class()
    return str(model.get_verbose_name()).capitalize() if model else ""


def _texts(everything):
    """Parts of a Question: pages that hold the words, and those whose titles begin like one, each
    with what a line shows of it; sections of policies; topics, all of them."""
    return [
        *_pages(everything),
        policies.part(everything, Value(SECTIONS)),
        roster.topics().values_list(
            "pk", Value(False), Value(0.0), Value(TOPICS), JSONObject(**TOPIC)
        ),
    ]


def _pages(everything):
    open_ones = Page.objects.live().filter(depth__gt=2).order_by()
    if not everything:
        open_ones = open_ones.exclude(indexed.closed("path"))
    # What editors wrote for search, or the page's own summary.
    summaries = ("policypage__summary", "coursepage__summary", "challengepage__question")
    site = Site.objects.filter(is_default_site=True)
    told = JSONObject(
        said="search_description",
        summary=Coalesce(*summaries, output_field=TextField()),
        url="url_path",
        top=Subquery(site.values("root_page__url_path")),
        kind="content_type_id",
        **{name: name for name in ("title", "path")},
    )
    page = Page.objects.filter(pk=OuterRef("text")).order_by().values(told=told)
    found = {HELD: indexed.holding("pages"), BEGUN: indexed.beginning("pages")}
    return [
        indexed.best(texts.filter(text__in=open_ones.values("pk")), Value(which), Subquery(page))
        for which, texts in found.items()
    ]


HELD, BEGUN, SECTIONS, TOPICS = range(4)
TOPIC = {name: name for name in ("name", "slug", "words")}
EVERY_TEXT = Question(lambda: _texts(True))
OPEN_TEXTS = Question(lambda: _texts(False))


def alike(words, title):
    """How many of the words a title has, as a share of 100; a slip counts a little less."""
    names = utils.default_process(title).split()
    best = [max((likeness(word.lower(), name) for name in names), default=0) for word in words]
    return sum(score for score in best if score >= GOOD_ENOUGH) / max(len(best), 1)


def sections(person, query):
    """Sections of policies that this person may open, each at its anchor; a word of the title
    counts most."""
    words = query.telling
    found = policies.hits(query.texts(person, SECTIONS), words)
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
    topics = [
        Topic(pk=row[0], **json.loads(row[-1])) for row in sorted(query.texts(person, TOPICS))
    ]
    best = max(
        ((alike(query.telling, f"{one} {one.words}"), one) for one in topics),
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
            kind=f"{_('Idea')}, {State(idea.state).label}",
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

"""Find sections of policies, not only pages: every hit leads to its anchor."""

import json
import re
from dataclasses import dataclass
from types import SimpleNamespace

from django.db.models import Count, Exists, OuterRef, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from wagtail.models import PageViewRestriction

from policy import duties
from policy.models import PolicyPage, SectionText
from portal import indexed
from portal.prepared import Question

MOST = 0.5  # of the words, at least, where no section holds all of them
AROUND = 90  # characters of an excerpt before and after the first word that was found
AT_ONCE = 100  # texts in memory


@dataclass(frozen=True, slots=True)
class Hit:
    """One section that was found. ``excerpt`` is safe HTML, the words in <mark>; ``share`` says how
    many of the words it holds, 0 to 1."""

    url: str
    policy: str
    number: int
    title: str
    excerpt: str
    share: float = 1


def rebuild(policy, edition):
    """Make the section texts of a policy anew from the edition that people read now."""
    from policy.editions import plain_text

    forget(policy)
    for section in edition.sections:
        # One by one: the search index listens to each row.
        SectionText.objects.create(
            policy=policy,
            number=section["number"],
            anchor=section["anchor"],
            title=section["title"],
            text=plain_text(section),
        )


def forget(policy):
    """Take a policy out of the search."""
    SectionText.objects.filter(policy_id=policy.pk).delete()


def words_of(query):
    """The words of a query. An open quote would be an error in the database's own syntax."""
    return re.findall(r"\w+", query)[:12]


def sections(query, person=None):
    """Sections that hold the words, best first, as a list of Hit. One query, however many.

    Those that hold all of them; where there is none, those that hold most. Only what this
    ``person`` may open; everything for None.
    """
    words = words_of(query)
    if not words:
        return []
    everything = person is None or person.is_superuser
    given = indexed.asked(words, **KINDS) | {"person": person and person.pk}
    return hits((EVERY_SECTION if everything else OPEN_SECTIONS).ask(**given), words)


def hits(rows, words):
    """The list of Hit, of the rows that ``part`` found."""
    found = indexed.in_order(rows)
    found = [row for row in found if row[1]] or found
    told = [SimpleNamespace(**json.loads(row[-1])) for row in found if row[-1]]
    return [hit for hit in (_hit(one, words) for one in told) if hit.share > MOST]


def part(everything, *facts):
    """Sections by their words, as part of a Question: the best of them, with what is told of those
    whose policy is live. All of them, or those that PERSON may open."""
    texts = indexed.holding_most("sections")
    if not everything:
        rules = PageViewRestriction.objects.order_by()  # where there is none, nothing is closed
        shut = SectionText.objects.filter(Exists(rules), indexed.closed("policy__path"))
        texts = texts.exclude(text__in=shut.order_by().values("pk"))
    told = JSONObject(
        slug="policy__slug",
        policy="policy__title",
        **{name: name for name in ("number", "anchor", "title", "text")},
    )
    section = SectionText.objects.filter(pk=OuterRef("text"), policy__live=True).order_by()
    return indexed.best(texts, *facts, Subquery(section.values(told=told)))


KINDS = {"sections": SectionText}
EVERY_SECTION = Question(lambda: [part(True)])
OPEN_SECTIONS = Question(lambda: [part(False)])


def _hit(told, words):
    held = f"{told.policy} {told.title} {told.text}".lower()
    return Hit(
        url=f"{duties.address(told)}#{told.anchor}",
        policy=told.policy,
        number=told.number,
        title=told.title,
        excerpt=excerpt(told.text, words),
        share=sum(word.lower() in held for word in words) / len(words),
    )


def stand():
    """{name: query of one value} of what tells whether a section changed: each edition writes its
    sections anew."""
    rows = SectionText.objects.order_by()
    number = rows.annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return {"sections": number, "last_section": rows.order_by("-pk").values("pk")[:1]}


def texts():
    """All that policies and their sections say, for the words that are known. Two queries.

    One after the other: at once they are some 30 MB that a worker would keep.
    """
    said = SectionText.objects.values_list("title", "text")
    for title, text in said.iterator(AT_ONCE):
        yield f"{title} {text}"
    yield from PolicyPage.objects.live().values_list("summary", flat=True)


def excerpt(text, words):
    """A piece of ``text`` around the first of ``words``, as safe HTML."""
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, first.start() - AROUND) if first else 0
    end = (first.end() if first else 0) + 2 * AROUND
    if start:
        start = text.find(" ", start) + 1
    piece = text[start:end].rsplit(" ", 1)[0] if end < len(text) else text[start:]
    marked = pattern.sub(lambda match: f"\0{match[0]}\1", piece)
    safe = escape(marked).replace("\0", "<mark>").replace("\1", "</mark>")
    return format_html(
        "{}{}{}",
        "… " if start else "",
        mark_safe(safe),
        " …" if end < len(text) else "",
    )

"""Find sections of policies, not only pages: every hit leads to its anchor."""

import re
from dataclasses import dataclass

from django.db.models import Count, Value
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from wagtail.search.backends import get_search_backend

from policy import duties
from policy.models import PolicyPage, SectionText

MOST = 0.5  # of the words, at least, where no section holds all of them
AROUND = 90  # characters of an excerpt before and after the first word that was found


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


def sections(query, limit=20, within=None):
    """Sections that hold the words, best first, as a list of Hit; few queries, however many.

    Those that hold all of them; where there is none, those that hold most. ``within`` is a query
    of the pages that the reader may open.
    """
    words = words_of(query)
    if not words:
        return []
    backend, asked = get_search_backend(), " ".join(words)
    rows = SectionText.objects.all()
    if within is not None:
        open_ones = PolicyPage.objects.filter(pk__in=within.values("pk")).values_list(
            "pk", flat=True
        )
        rows = rows.filter(policy_id__in=list(open_ones))
    found = list(backend.search(asked, rows, operator="and")[:limit])
    if not found and len(words) > 1:
        found = list(backend.search(asked, rows, operator="or")[:limit])
    live = PolicyPage.objects.live().only("title", "slug")
    pages = live.in_bulk({text.policy_id for text in found})
    hits = [_hit(pages[text.policy_id], text, words) for text in found if text.policy_id in pages]
    return [hit for hit in hits if hit.share > MOST]


def _hit(page, text, words):
    told = f"{page.title} {text.title} {text.text}".lower()
    return Hit(
        url=f"{duties.address(page)}#{text.anchor}",
        policy=page.title,
        number=text.number,
        title=text.title,
        excerpt=excerpt(text.text, words),
        share=sum(word.lower() in told for word in words) / len(words),
    )


def stand():
    """{name: query of one value} of what tells whether a section changed: each edition writes its
    sections anew."""
    rows = SectionText.objects.order_by()
    number = rows.annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return {"sections": number, "last_section": rows.order_by("-pk").values("pk")[:1]}


def texts():
    """All that policies and their sections say, for the words that are known. Two queries."""
    told = [f"{title} {text}" for title, text in SectionText.objects.values_list("title", "text")]
    return told + list(PolicyPage.objects.live().values_list("summary", flat=True))


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

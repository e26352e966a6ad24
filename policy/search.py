"""Find sections of policies, not only pages: every hit leads to its anchor."""

import re
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from wagtail.search.backends import get_search_backend

from policy.models import PolicyPage, SectionText

AROUND = 90  # characters of an excerpt before and after the first word that was found


@dataclass(frozen=True, slots=True)
class Hit:
    """One section that was found. ``excerpt`` is safe HTML, the words in <mark>."""

    url: str
    policy: str
    number: int
    title: str
    excerpt: str


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


def sections(query, limit=20):
    """Sections that hold all the words, best first, as a list of Hit; few queries, however many."""
    words = words_of(query)
    if not words:
        return []
    backend = get_search_backend()
    found = list(backend.search(" ".join(words), SectionText, operator="and")[:limit])
    pages = PolicyPage.objects.live().in_bulk({text.policy_id for text in found})
    return [
        Hit(
            url=f"{pages[text.policy_id].url}#{text.anchor}",
            policy=pages[text.policy_id].title,
            number=text.number,
            title=text.title,
            excerpt=excerpt(text.text, words),
        )
        for text in found
        if text.policy_id in pages
    ]


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

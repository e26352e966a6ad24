"""What the misspelt words of a question were likely meant to be, from what pages and policies say.

The words of the house are read once after each change, and kept in the process.
"""

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import chain

from django.db.models import Count, Subquery, Value
from rapidfuzz import fuzz, process
from wagtail.models import Page

from policy import search as policies
from portal.prepared import Question

SHORTEST = 4  # letters: a slip in a shorter word leaves too little of it
MISSPELT = 78  # of 100: "polcy" is a policy, "karaoke" nothing
WORDS = re.compile(r"[^\W\d_]{4,}")


def meant(words):
    """The words, each that nothing here holds exchanged for the nearest that something holds."""
    if all(len(word) < SHORTEST for word in words):
        return tuple(words)
    known = _known(_stand())
    return tuple(_nearest(word, known) for word in words)


def _nearest(word, known):
    asked = word.lower()
    if len(asked) < SHORTEST or asked.isdigit():
        return word
    place = bisect_left(known, asked)
    if place < len(known) and known[place].startswith(asked):
        return word  # it is known, or the beginning of a word, which is no slip
    alike = process.extractOne(asked, known, scorer=fuzz.ratio, score_cutoff=MISSPELT)
    return alike[0] if alike else word


def _stand():
    """What tells whether pages or policies changed since the words were read. One query."""
    return next(iter(STAND.ask()), None)


def _pages_and_policies():
    told = {name: Subquery(number) for name, number in policies.stand().items()}
    number = Page.objects.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    latest = Page.objects.filter(last_published_at__isnull=False).order_by("-last_published_at")
    told |= {
        "number": Subquery(number.values("n")),
        "latest": Subquery(latest.values("last_published_at")[:1]),
    }
    return Page.objects.order_by("-pk").annotate(**told).values_list("pk", *told)[:1]


STAND = Question(lambda: [_pages_and_policies()])


@lru_cache(maxsize=2)
def _known(stand):
    """Every word of four letters or more, in order. Whose it is does not matter: a word opens no
    page."""
    pages = Page.objects.live().values_list("title", "search_description")
    texts = chain((f"{title} {told}" for title, told in pages), policies.texts())
    return tuple(sorted({word for text in texts for word in WORDS.findall(text.lower())}))

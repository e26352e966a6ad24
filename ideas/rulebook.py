"""What the sections of all live policies talk about, kept in the process and found by a word.

Reading them is slow and they seldom change: each is read once, and what changed since is looked at
with one small query. It holds every policy; whoever asks shows a person only what is theirs.
"""

import hashlib
import math
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Subquery
from django.db.models.functions import Length

from ideas import terms
from policy.models import Edition, SectionText

USUAL = 60  # terms of a section
LEAST_WORDS = 2  # that a text and a section share, beside what tripwires add
ENOUGH = 0.35  # of what was asked, in one section
KEPT = 500  # questions that were answered already
FEW = 100  # texts that are in memory at a time: all of a large company are 10 MB, several times

COLUMNS = ("pk", "policy", "policy__title", "policy__slug", "anchor", "title")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a policy: its row without the text, and the terms of the text."""

    row: tuple  # COLUMNS, and the number of characters
    terms: tuple

    @property
    def policy(self):
        return self.row[1]

    @property
    def characters(self):
        return self.row[-1]


class Rulebook:
    """The sections as they stand at one moment, in the order of the policies."""

    def __init__(self, sections=()):
        self.sections = list(sections)
        self._answers = {}

    @cached_property
    def places(self):
        """{terms: [(policy, place)]}: many policies say some things in the same words."""
        found = defaultdict(list)
        for place, section in enumerate(self.sections):
            found[section.terms].append((section.policy, place))
        return dict(found)

    @cached_property
    def used(self):
        """{term: how many sections use it}."""
        counted = Counter()
        for told, places in self.places.items():
            counted.update(dict.fromkeys(told, len(places)))
        return counted

    @cached_property
    def lengths(self):
        """{policy: characters of all its sections}."""
        counted = Counter()
        for section in self.sections:
            counted[section.policy] += section.characters
        return counted

    def rarity(self, term):
        """How much a term tells sections apart; one that none uses as much as the rarest."""
        return math.log(1 + len(self.sections) / (self.used[term] or self._rarest))

    @cached_property
    def _rarest(self):
        return min(self.used.values(), default=1)

    def about(self, asked):
        """{policy: (how much of the asked terms one of its sections talks about, 0 to 1, and the
        place of that section)}, for the policies that say enough about them."""
        asked = frozenset(asked)
        if asked not in self._answers:
            if len(self._answers) >= KEPT:
                self._answers.clear()
            self._answers[asked] = self._about(asked)
        return self._answers[asked]

    def _about(self, asked):
        worth = {term: self.rarity(term) for term in asked} if self.sections else {}
        whole, best = sum(worth.values()), {}
        for told, places in self.places.items():
            shared = asked.intersection(told)
            if len([term for term in shared if term[0] != "~"]) < LEAST_WORDS:
                continue
            long = max(1, len(told) / USUAL) ** 0.5  # it meets every word by chance
            score = sum(worth[term] for term in shared) / whole / long
            if score >= ENOUGH:
                for policy, place in places:
                    if score > best.get(policy, (0, 0))[0]:
                        best[policy] = (score, place)
        return best


def newest():
    """The section that was written last, with the digest of the edition that came last: each
    edition writes its sections anew, so they tell whether anything changed. At most one row."""
    digest = Edition.objects.order_by("-pk").values("digest")[:1]
    last = SectionText.objects.order_by("-pk").annotate(edition=Subquery(digest))
    return last.defer("policy", "number", "anchor", "title", "text")[:1]


def now(last=None):
    """The Rulebook as it stands. ``last`` are the rows of ``newest``, if they were read already;
    else one query. After a change it is two more."""
    global _kept
    at = [(row.pk, row.edition) for row in (newest() if last is None else last)]
    kept_at, book = _kept
    if at != kept_at:
        _kept = at, _read({section.row: section for section in book.sections})
    return _kept[1]


def _read(known):
    """The Rulebook, with the sections that are known already: those keep their terms."""
    live = (
        SectionText.objects.filter(policy__live=True)
        .order_by("policy", "number")
        .annotate(characters=Length("text"))
        .values_list(*COLUMNS, "characters")
    )
    rows = [tuple(map(_once, row)) for row in live.iterator()]
    new = [row[0] for row in rows if row not in known]
    texts = SectionText.objects.filter(pk__in=new).values_list("pk", "title", "text")
    alike, said = {}, {}
    for pk, title, text in texts.iterator(FEW):
        told = f"{title} {text}"
        digest = hashlib.sha256(told.encode()).digest()
        if digest not in alike:
            alike[digest] = tuple(map(_once, sorted(terms.terms(told))))
        said[pk] = alike[digest]
    return Rulebook(known.get(row) or Section(row, said[row[0]]) for row in rows)


def _once(value):
    """The same, kept once however many sections have it."""
    return sys.intern(value) if type(value) is str else value


def forget():
    """Read them again."""
    global _kept
    _kept = None, Rulebook()


_kept = None, Rulebook()

"""Ideas that answer a question in the search: by reference, by words, by meaning."""

import re
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Q, TextField

from ideas import references, similar, terms
from ideas.compact import PUBLIC, State
from ideas.models import Idea, Word, WordOfIdea
from portal.prepared import PERSON, Given, OneOf, Question, Rows

REFERENCE = references.PATTERN
BY_WORDS = 20
MOST_WORDS = 6  # of a list that is narrowed by words
EXACT, WORDS, LIKE = 120, 78, 45  # scores of 100, beside people and pages


def find(person, text, words):
    """[(idea, score)] of what this person may see, best first; their own drafts as well.

    ``text`` is what they typed, ``words`` the words of it. A reference finds its idea at once.
    """
    if re.fullmatch(REFERENCE, text.strip(), re.IGNORECASE):
        found = BY_REFERENCE.ask(person=person.pk, reference=text.strip().upper())
        return [(idea, EXACT) for idea in found]
    near = similar.scores(text, person, BY_WORDS)
    scores = {pk: LIKE + 50 * score for pk, score in near.items()}
    for pk in _titled(words, person) if words else ():
        scores[pk] = max(scores.get(pk, 0), WORDS + min(17, 2 * len(words)))
    if not scores:
        return []
    ranked = sorted(scores, key=lambda pk: (-scores[pk], -pk))[:BY_WORDS]
    ideas = {idea.pk: idea for idea in BY_ID.ask(ideas=ranked)}
    return [(ideas[pk], scores[pk]) for pk in ranked]


def _titled(words, person):
    """The ids of the newest ideas with all these words in the title. Two queries: of what
    colleagues may read the kept words lead to it, and what is for its own people only is few."""
    known = _known_as(words)
    given = {f"word_{number}": word for number, word in enumerate(words)}
    given |= {f"known_{number}": ids for number, ids in enumerate(known)}
    found = _with_title(len(words), len(known)).ask(person=person.pk, **given)
    return [pk for (pk,) in found]


@cache
def _with_title(words, known):
    """The Question about a title with so many words, of which so many are kept."""

    def build():
        newest = _visible().order_by("-submitted_at", "-pk")
        for number in range(words):
            newest = newest.filter(title__icontains=Given(f"word_{number}", TextField()))
        own = newest.exclude(state__in=PUBLIC).entrusted_to(PERSON)
        parts = [own]
        if known:
            parts.append(newest.filter(state__in=PUBLIC, pk__in=_using_all(known)))
        return [part.values_list("pk")[:BY_WORDS] for part in parts]

    return Question(build)


def _using_all(known):
    """The ids of the ideas that use each of so many words, known as one of several each."""
    uses = WordOfIdea.objects.order_by()
    first, *others = [
        uses.filter(OneOf("word", f"known_{number}")).values("idea") for number in range(known)
    ]
    return first.intersection(*others) if others else first


def _visible():
    """What PERSON may see, but what was thrown away before it was shared."""
    return Idea.objects.visible_to(PERSON).exclude(state=State.WITHDRAWN, reference=None)


TOLD = ("reference", "token", "title", "state", "moment")
BY_REFERENCE = Rows(
    lambda: _visible().filter(reference=Given("reference", CharField())).only(*TOLD)
)
BY_ID = Rows(lambda: Idea.objects.filter(OneOf("pk", "ideas")).only(*TOLD))


@dataclass(frozen=True, slots=True)
class Words:
    """How a list is narrowed by words: so many references, and so many words that are kept, or,
    where nearly every text holds them, that are looked for in the texts. ``many`` says that a lot
    of ideas hold them, so that the first few in any order are soon found."""

    references: int = 0
    kept: int = 0
    typed: int = 0
    many: bool = False


def words_of(text, person):
    """(Words, what is Given of them) of what somebody typed. At most two queries: what the words
    are known as, and what is this person's own.

    The words of what colleagues may read are kept (ideas.similar), so that looking for them costs
    about the same however many ideas there are. A draft or what was taken back is few: there the
    texts themselves are looked through.
    """
    named, typed = [], []
    for word in text.split()[:MOST_WORDS]:
        found = re.fullmatch(REFERENCE, word, re.IGNORECASE)
        (named if found else typed).append(word)
    given = {f"reference_{number}": word.upper() for number, word in enumerate(named)}
    given |= {f"typed_{number}": word for number, word in enumerate(typed)}
    known = _known_as(typed)
    if not known:
        return Words(references=len(named), typed=len(typed)), given
    given |= {f"known_{number}": ids for number, ids in enumerate(known)}
    own = _own_with(len(typed)).ask(person=person.pk, **given)
    given["own"] = [pk for (pk,) in own]
    return Words(references=len(named), kept=len(known)), given


def holding(ideas, words):
    """Those of ``ideas`` that hold every word, or words that begin like it; what the Words are is
    Given."""
    for number in range(words.references):
        ideas = ideas.filter(reference=Given(f"reference_{number}", CharField()))
    if not words.kept:
        return ideas.filter(_typed(words.typed))
    own = OneOf("pk", "own")
    if not words.many:
        theirs = Idea.objects.order_by().filter(own).values("pk")
        held = _using_all(words.kept).union(theirs)
        return ideas.filter(Q(state__in=PUBLIC) | Q(own), pk__in=held)
    uses = WordOfIdea.objects.filter(idea=OuterRef("pk"))
    held = Q(state__in=PUBLIC)
    for number in range(words.kept):
        held &= Q(Exists(uses.filter(OneOf("word", f"known_{number}"))))
    return ideas.filter(held | Q(own))


@cache
def _own_with(typed):
    """The Question about what is PERSON's own and not public, with so many words in its text."""
    own = Idea.objects.order_by().exclude(state__in=PUBLIC)
    return Question(lambda: [own.entrusted_to(PERSON).filter(_typed(typed)).values_list("pk")])


def _typed(number):
    """The condition that each of so many words stands somewhere in the text, as it was typed."""
    typed = Q()
    for word in (Given(f"typed_{one}", TextField()) for one in range(number)):
        typed &= Q(title__icontains=word) | Q(moment__icontains=word) | Q(help__icontains=word)
    return typed


def _known_as(words):
    """For each word that tells anything the ids of what is kept of it: its stem, and words that
    begin with it. At most one query."""
    asked = {one: terms.stem(one) for word in words for one in terms.words_of(word)}
    if not asked:
        return []
    # Letters and digits all of them, so that no sign of LIKE is among them.
    begun = " OR ".join(["text = %s OR text LIKE %s"] * len(asked))
    params = [part for word, stem in asked.items() for part in (stem, f"{word}%")]
    table = connection.ops.quote_name(Word._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, text FROM {table} WHERE {begun}", params)  # noqa: S608
        known = cursor.fetchall()
    return [
        [pk for pk, text in known if text == stem or text.startswith(word)]
        for word, stem in asked.items()
    ]

"""Ideas that say the same in other words, with slips of the finger, seen by the person who asks.

Every idea that was shared has a row for each of its words and meanings (ideas.terms), weighted as
BM25 does. A question looks only at its rarest terms, and for each of them only at the ideas about
which it says most, so that it costs about the same among a hundred ideas and among a hundred
thousand. Works alike on SQLite and PostgreSQL.
"""

import math
from dataclasses import dataclass
from functools import cache

from django.db import connection, transaction
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    FloatField,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Left, Right
from django.db.models.signals import post_save
from django.dispatch import receiver
from rapidfuzz import fuzz, process

from ideas import terms
from ideas.compact import PUBLIC, State
from ideas.models import Idea, Word, WordOfIdea
from portal.prepared import PERSON, Given, OneOf, Question, Rows
from portal.statements import Statement

READ = 2_000  # characters of a question, or of a field, that count
MOST_TERMS = 24  # of a question: the rarest
PER_WORD = 400  # ideas that a word says most about
CANDIDATES = 200  # of these that are looked at for sight, and then letter by letter
COUNTED = 5_000  # the newest ideas, among which it is counted how rare a word is
LOOKED_AT = 5_000  # words that a misspelt one is compared with
ENOUGH = 0.2  # of what a perfect match would score
TITLE = 3  # a word of the title counts so often
SATURATION, LENGTH, AVERAGE = 1.2, 0.6, 45  # BM25; AVERAGE: terms of an idea
SPELT_ALIKE = 78  # of 100
NEIGHBOURS = 3  # words that a misspelt one may have meant
TEXTS = {"title", "moment", "help", "already", "state"}


@dataclass(frozen=True, slots=True)
class Near:
    """An idea and how near it is, 0 to 1."""

    idea: Idea
    score: float


def near(text, person, limit=5, *, besides=None):
    """Ideas that are like a text, nearest first: a list of Near. Only what this person may see.
    Three queries, five where it holds a word that no idea has used.

    ``besides`` is an idea that is not to be found (the one that is being written).
    """
    best = scores(text, person, limit, besides=besides)
    ideas = {idea.pk: idea for idea in LINES.ask(person=person.pk, ideas=best)} if best else {}
    return [Near(ideas[pk], score) for pk, score in best.items()]


def scores(text, person, limit, *, besides=None):
    """{id: score} of the ideas that are like a text, nearest first."""
    worth, whole = _worth(terms.terms(text[:READ]))
    if not worth:
        return {}
    found = {
        pk: _compare(text, title, told / whole / 100)
        for pk, title, told in _candidates(worth, besides, person)
    }
    near_enough = [pk for pk in found if found[pk] >= ENOUGH]
    return {pk: found[pk] for pk in sorted(near_enough, key=lambda pk: (-found[pk], -pk))[:limit]}


def _worth(asked):
    """{word id: what it is worth} of the rarest terms that any idea uses, and what all that was
    asked would be worth: a word that nobody has used yet is worth most."""
    guessed = {name for term in asked for name in terms.guessed(term)}
    known, everything, uses = _uses(BY_TEXT, texts={*asked, *guessed})
    wanted, strange = dict.fromkeys(uses, 1.0), 0
    unknown = [term for term in asked if term not in known and term[0] != "~"]
    for term, likely in _neighbours(unknown).items():
        strange += not likely and not terms.meant_by(term) and not terms.guessed(term)
        wanted = likely | wanted
    if len(wanted) > len(uses):
        _texts, everything, uses = _uses(BY_ID, words=wanted)
    worth = {
        pk: wanted[pk] * math.log(1 + (everything - n + 0.5) / (n + 0.5)) for pk, n in uses.items()
    }
    rarest = sorted(worth, key=lambda pk: (-worth[pk], pk))[:MOST_TERMS]
    worth = {pk: worth[pk] for pk in rarest}
    return worth, sum(worth.values()) + strange * math.log(2 * everything + 2)


def _uses(question, **which):
    """(the words, how many ideas there are, {word id: how many use it}), counted among the newest
    ideas: to know how rare a word is needs no census. One query."""
    rows = question.ask(**which)
    words = {text for _pk, text, *_numbers in rows}
    everything = max((row[2] for row in rows), default=0)
    return words, max(everything, 1), {pk: n for pk, *_told, n in rows}


def _words(which):
    """(id, text, how many ideas there are, how many use it) of words, as a part of a Question."""
    oldest = Subquery(Idea.objects.order_by("-pk").values("pk")[:1]) - COUNTED
    shared = Idea.objects.shared().filter(pk__gt=oldest)
    used = WordOfIdea.objects.filter(word=OuterRef("pk"), idea__gt=oldest)
    words = Word.objects.filter(which).order_by()
    return words.annotate(everything=_number_of(shared), n=_number_of(used)).values_list(
        "pk", "text", "everything", "n"
    )


def _number_of(rows):
    """How many rows there are, within another query."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


BY_TEXT = Question(lambda: [_words(OneOf("text", "texts", CharField()))])
BY_ID = Question(lambda: [_words(OneOf("pk", "words"))])


def _neighbours(asked):
    """{term: {word id: how alike}} of known words that misspelt ones may have meant. At most one
    query.

    One slip leaves the beginning or the end of a word whole, so only those are compared.
    """
    found = {term: {} for term in asked}
    long = [term for term in asked if len(term) >= 4 and not term.isdigit()]
    if not long:
        return found
    halves = {"begun": {term[:2] for term in long}, "ended": {term[-3:] for term in long}}
    words = HALF_RIGHT.ask(**halves)
    for term in long:
        halves = {pk: text for pk, text in words if text[:2] == term[:2] or text[-3:] == term[-3:]}
        alike = process.extract(
            term, halves, scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE, limit=NEIGHBOURS
        )
        found[term] = {pk: score / 100 for _text, score, pk in alike}
    return found


def _half_right():
    begun = OneOf(Left("text", 2), "begun", CharField())
    ended = OneOf(Right("text", 3), "ended", CharField())
    words = Word.objects.filter(Q(begun) | Q(ended)).order_by("pk")
    return words.values_list("pk", "text")[:LOOKED_AT]


HALF_RIGHT = Question(lambda: [_half_right()])


def _candidates(worth, besides, person):
    """[(idea id, title, score)] of what this person may see among the best candidates; a score of
    100 times what all that was asked is worth says all of it, once. One query."""
    given = {f"word_{number}": pk for number, pk in enumerate(worth)}
    given |= {f"worth_{number}": value for number, value in enumerate(worth.values())}
    given |= {"person": person.pk, "besides": besides.pk if besides and besides.pk else 0}
    with _weightiest(len(worth)).run(given) as cursor:
        return cursor.fetchall()


@cache
def _weightiest(number):
    """What _candidates asks about so many words.

    The ideas that they say most about, as far as can be told from the ideas that each word says
    most about: what it costs does not grow with what there is.
    """
    table = connection.ops.quote_name(WordOfIdea._meta.db_table)
    asked = [
        (Given(f"word_{n}", BigIntegerField()), Given(f"worth_{n}", FloatField()))
        for n in range(number)
    ]
    values = "UNION ALL ".join(["SELECT %s AS word, %s AS worth "] * number)
    uses = (
        f"SELECT * FROM (SELECT idea_id, weight * %s AS worth FROM {table} WHERE word_id = %s "  # noqa: S608
        f"ORDER BY weight DESC, idea_id DESC LIMIT {PER_WORD}) AS word_{{}}"
    )
    union = " UNION ALL ".join(uses.format(n) for n in range(number))
    told = RawSQL(  # noqa: S611
        f"(SELECT SUM(used.weight * asked.worth) FROM {table} used JOIN asked "  # noqa: S608
        'ON used.word_id = asked.word WHERE used.idea_id = "ideas_idea"."id")',
        (),
        FloatField(),
    )
    best = Idea.objects.visible_to(PERSON).filter(
        pk__in=RawSQL("SELECT idea_id FROM best", ()), state__in=PUBLIC
    )
    sql, params = best.order_by().values_list("pk", "title", told).query.sql_with_params()
    return Statement(
        f"WITH asked AS MATERIALIZED ({values}), best AS MATERIALIZED ("  # noqa: S608
        f"SELECT idea_id FROM ({union}) AS uses WHERE idea_id <> %s "
        f"GROUP BY idea_id ORDER BY SUM(worth) DESC, idea_id DESC LIMIT {CANDIDATES}) {sql}",
        [
            *(one for pair in asked for one in pair),
            *(one for word, value in asked for one in (value, word)),
            Given("besides", BigIntegerField()),
            *params,
        ],
    )


LINES = Rows(lambda: Idea.objects.for_lines(PERSON).filter(OneOf("pk", "ideas")))


def _compare(text, title, score):
    """The score, raised a little where the letters are alike as well."""
    letters = fuzz.token_set_ratio(text[:300].lower(), title.lower()) / 100
    return min(1.0, score * (0.85 + 0.3 * letters))


USED = Question(
    lambda: [
        WordOfIdea.objects.filter(idea=Given("idea", BigIntegerField()))
        .order_by()
        .values_list("word__text", "pk", "weight")
    ]
)
KNOWN = Question(
    lambda: [
        Word.objects.filter(OneOf("text", "texts", CharField()))
        .order_by()
        .values_list("text", "pk")
    ]
)


@transaction.atomic(savepoint=False)
def index(idea):
    """Keep the words of an idea as its text stands now; none of a draft or of one taken back."""
    wanted = weights(idea) if idea.state in PUBLIC else {}
    there = {text: (pk, weight) for text, pk, weight in USED.ask(idea=idea.pk)}
    gone = [pk for text, (pk, weight) in there.items() if wanted.get(text) != weight]
    new = sorted(
        text for text, weight in wanted.items() if text not in there or there[text][1] != weight
    )
    if gone:
        WordOfIdea.objects.filter(pk__in=gone).delete()
    if not new:
        return
    Word.objects.bulk_create([Word(text=text) for text in new], ignore_conflicts=True)
    words = dict(KNOWN.ask(texts=new))
    WordOfIdea.objects.bulk_create(
        [WordOfIdea(idea=idea, word_id=words[text], weight=wanted[text]) for text in new],
        ignore_conflicts=True,
    )


def weights(idea):
    """{term: weight} of an idea: often is more, but ever less so; a long text dilutes."""
    counted = terms.terms(idea.title[:READ])
    for term in counted:
        counted[term] *= TITLE
    told = " ".join([idea.moment[:READ], idea.help[:READ], *map(str, idea.already.values())])
    counted += terms.terms(told[: 3 * READ])
    size = 1 - LENGTH + LENGTH * sum(counted.values()) / AVERAGE
    return {
        term: round(100 * n * (SATURATION + 1) / (n + SATURATION * size))
        for term, n in counted.items()
    }


@receiver(post_save, sender=Idea, dispatch_uid="ideas.similar")
def keep_up(sender, instance, update_fields=None, raw=False, **kwargs):
    """An index follows its rows, whoever writes them. A draft has never been in it."""
    if raw or instance.state == State.DRAFT:
        return
    if update_fields is None or TEXTS & set(update_fields):
        index(instance)

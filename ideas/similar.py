"""Ideas that say the same in other words, with slips of the finger, seen by the person who asks.

Every idea that was shared has a row for each of its words and meanings (ideas.terms), weighted as
BM25 does. A question looks only at its rarest terms, so that it costs about the same among a
hundred ideas and among a hundred thousand. Works alike on SQLite and PostgreSQL.
"""

import math
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, Count, F, FloatField, Q, Sum, Value, When
from django.db.models.signals import post_save
from django.dispatch import receiver
from rapidfuzz import fuzz, process

from ideas import terms
from ideas.compact import PUBLIC, State
from ideas.models import Idea, Word, WordOfIdea

READ = 2_000  # characters of a question, or of a field, that count
MOST_TERMS = 24  # of a question: the rarest
CANDIDATES = 200  # that are looked at for sight, and then letter by letter
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

    ``besides`` is an idea that is not to be found (the one that is being written).
    """
    worth, whole = _worth(terms.terms(text[:READ]))
    if not worth:
        return []
    scores = _scores(worth, whole, besides)
    visible = Idea.objects.visible_to(person).filter(pk__in=scores, state__in=PUBLIC)
    found = [
        Near(idea, _compare(text, idea, scores[idea.pk]))
        for idea in visible.select_related("author", "holder", "site")
    ]
    found = [one for one in found if one.score >= ENOUGH]
    found.sort(key=lambda one: (-one.score, -one.idea.pk))
    return found[:limit]


def _worth(asked):
    """{word id: what it is worth} of the rarest terms that any idea uses, and what all that was
    asked would be worth: a word that nobody has used yet is worth most."""
    guessed = {name for term in asked for name in terms.guessed(term)}
    known = dict(Word.objects.filter(text__in={*asked, *guessed}).values_list("text", "pk"))
    wanted, strange = dict.fromkeys(known.values(), 1.0), 0
    for term in asked:
        if term not in known and term[0] != "~":
            likely = _neighbours(term)
            strange += not likely and not terms.meant_by(term) and not terms.guessed(term)
            wanted = likely | wanted
    used = dict(
        WordOfIdea.objects.filter(word__in=wanted)
        .order_by()
        .values("word")
        .annotate(n=Count("pk"))
        .values_list("word", "n")
    )
    everything = max(Idea.objects.shared().count(), 1)
    worth = {
        pk: wanted[pk] * math.log(1 + (everything - n + 0.5) / (n + 0.5)) for pk, n in used.items()
    }
    rarest = sorted(worth, key=lambda pk: (-worth[pk], pk))[:MOST_TERMS]
    worth = {pk: worth[pk] for pk in rarest}
    return worth, sum(worth.values()) + strange * math.log(2 * everything + 2)


def _neighbours(term):
    """{word id: how alike} of known words that a misspelt one may have meant.

    One slip leaves the beginning or the end of a word whole, so only those are compared.
    """
    if len(term) < 4 or term.isdigit():
        return {}
    half_right = Q(text__startswith=term[:2]) | Q(text__endswith=term[-3:])
    words = dict(Word.objects.filter(half_right).values_list("pk", "text")[:5_000])
    alike = process.extract(
        term, words, scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE, limit=NEIGHBOURS
    )
    return {pk: score / 100 for _text, score, pk in alike}


def _scores(worth, whole, besides):
    """{idea id: score} of the best candidates; 1 is all that the question asks, said once."""
    value = Case(
        *[When(word=pk, then=Value(weight)) for pk, weight in worth.items()],
        output_field=FloatField(),
    )
    uses = WordOfIdea.objects.filter(word__in=worth)
    if besides is not None and besides.pk:
        uses = uses.exclude(idea=besides.pk)
    best = (
        uses.order_by()
        .values("idea")
        .annotate(score=Sum(F("weight") * value, output_field=FloatField()))
        .order_by("-score", "-idea")
        .values_list("idea", "score")[:CANDIDATES]
    )
    return {idea: score / whole / 100 for idea, score in best}


def _compare(text, idea, score):
    """The score, raised a little where the letters are alike as well."""
    letters = fuzz.token_set_ratio(text[:300].lower(), idea.title.lower()) / 100
    return min(1.0, score * (0.85 + 0.3 * letters))


@transaction.atomic
def index(idea):
    """Keep the words of an idea as its text stands now; none of a draft or of one taken back."""
    wanted = weights(idea) if idea.state in PUBLIC else {}
    there = {
        use.word.text: use for use in WordOfIdea.objects.filter(idea=idea).select_related("word")
    }
    gone = [use.pk for text, use in there.items() if wanted.get(text) != use.weight]
    new = sorted(
        text for text, weight in wanted.items() if text not in there or there[text].weight != weight
    )
    if gone:
        WordOfIdea.objects.filter(pk__in=gone).delete()
    if not new:
        return
    Word.objects.bulk_create([Word(text=text) for text in new], ignore_conflicts=True)
    words = dict(Word.objects.filter(text__in=new).values_list("text", "pk"))
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

"""Ideas that answer a question in the search: by reference, by words, by meaning."""

import re

from django.db.models import Exists, OuterRef, Q

from ideas import references, similar, terms
from ideas.compact import PUBLIC
from ideas.models import Idea, Word, WordOfIdea

BY_WORDS = 20
MOST_WORDS = 6  # of a list that is narrowed by words
EXACT, WORDS, LIKE = 120, 78, 45  # scores of 100, beside people and pages


def find(person, text, words):
    """[(idea, score)] of what this person may see, best first; their own drafts as well.

    ``text`` is what they typed, ``words`` the words of it. A reference finds its idea at once.
    """
    visible = Idea.objects.visible_to(person).exclude(state="withdrawn", reference=None)
    in_titles = Q()
    for word in words:
        in_titles &= Q(title__icontains=word)
    reference = re.fullmatch(rf"\s*({references.PATTERN})\s*", text, re.IGNORECASE)
    if reference:
        return [(idea, EXACT) for idea in visible.filter(reference=reference[1].upper())]
    scores = {one.idea: LIKE + 50 * one.score for one in similar.near(text, person, limit=BY_WORDS)}
    if words:
        for idea in _titled(visible, words, in_titles, person):
            scores[idea] = max(scores.get(idea, 0), WORDS + min(17, 2 * len(words)))
    ranked = sorted(scores.items(), key=lambda found: (-found[1], -found[0].pk))
    return ranked[:BY_WORDS]


def _titled(visible, words, in_titles, person):
    """The newest ideas with all these words in the title. Three queries: of what colleagues may
    read the kept words lead to it, and what is for its own people only is few."""
    known = _known_as(words)
    newest = visible.filter(in_titles).order_by("-submitted_at", "-pk")
    own = newest.exclude(state__in=PUBLIC).entrusted_to(person)
    public = newest.filter(state__in=PUBLIC)
    uses = WordOfIdea.objects.filter(idea=OuterRef("pk"))
    for ids in known:
        public = public.filter(Exists(uses.filter(word__in=ids)))
    return [*own[:BY_WORDS], *(public[:BY_WORDS] if known else ())]


def holding(ideas, text, person):
    """Those of ``ideas`` that hold every word of a text, or words that begin like it. Two queries
    before: what the words are known as, and what is this person's own.

    The words of what colleagues may read are kept (ideas.similar), so that looking for them costs
    about the same however many ideas there are. A draft or what was taken back is few: there the
    texts themselves are looked through.
    """
    words = text.split()[:MOST_WORDS]
    for word in words:
        if re.fullmatch(references.PATTERN, word, re.IGNORECASE):
            ideas = ideas.filter(reference=word.upper())
    words = [word for word in words if not re.fullmatch(references.PATTERN, word, re.IGNORECASE)]
    typed = _typed(words)
    if not (known := _known_as(words)):
        return ideas.filter(typed)  # nothing but small words, which nearly every text holds
    uses = WordOfIdea.objects.filter(idea=OuterRef("pk"))
    held = Q(state__in=PUBLIC)
    for ids in known:
        held &= Q(Exists(uses.filter(word__in=ids)))
    own = Idea.objects.entrusted_to(person).exclude(state__in=PUBLIC).filter(typed)
    own = list(own.order_by().values_list("pk", flat=True))
    return ideas.filter(held | Q(pk__in=own)) if own else ideas.filter(held)


def _typed(words):
    """The condition that each word stands somewhere in the text, as it was typed."""
    typed = Q()
    for word in words:
        typed &= Q(title__icontains=word) | Q(moment__icontains=word) | Q(help__icontains=word)
    return typed


def _known_as(words):
    """For each word that tells anything the ids of what is kept of it: its stem, and words that
    begin with it. At most one query."""
    asked = {one: terms.stem(one) for word in words for one in terms.words_of(word)}
    if not asked:
        return []
    wanted = Q()
    for word, stem in asked.items():
        wanted |= Q(text=stem) | Q(text__startswith=word)
    known = list(Word.objects.filter(wanted).values_list("pk", "text"))
    return [
        [pk for pk, text in known if text == stem or text.startswith(word)]
        for word, stem in asked.items()
    ]

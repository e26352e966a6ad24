"""Ideas that answer a question in the search: by reference, by words, by meaning."""

import re

from django.db.models import Q

from ideas import references, similar
from ideas.models import Idea

BY_WORDS = 20
EXACT, WORDS, LIKE = 120, 78, 45  # scores of 100, beside people and pages


def find(person, text, words):
    """[(idea, score)] of what this person may see, best first; their own drafts as well.

    ``text`` is what they typed, ``words`` the words of it. A reference finds its idea at once.
    """
    visible = Idea.objects.visible_to(person).exclude(state="withdrawn", reference=None)
    reference = re.fullmatch(rf"\s*({references.PATTERN})\s*", text, re.IGNORECASE)
    if reference:
        return [(idea, EXACT) for idea in visible.filter(reference=reference[1].upper())]
    scores = {one.idea: LIKE + 50 * one.score for one in similar.near(text, person, limit=BY_WORDS)}
    told = Q()
    for word in words:
        told &= Q(title__icontains=word)
    if words:
        for idea in visible.filter(told).order_by("-submitted_at", "-pk")[:BY_WORDS]:
            scores[idea] = max(scores.get(idea, 0), WORDS + min(17, 2 * len(words)))
    ranked = sorted(scores.items(), key=lambda found: (-found[1], -found[0].pk))
    return ranked[:BY_WORDS]

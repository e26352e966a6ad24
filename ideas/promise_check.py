"""Whether every idea that is not finished is in the hands of one person who can act, by a date."""

import hashlib
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import seats
from ideas.compact import PROMISED, Party
from ideas.models import Idea, IdeaSeat
from portal import notices, zero

BATCH = 500

notices.register(
    "idea.nobody_has_it",
    gettext_lazy("%(reference)s is with nobody who can act. In all: %(count)s."),
    "reference",
    "count",
    "reason",
    group=notices.Group.TURN,
    detail=gettext_lazy("%(reason)s"),
    label=gettext_lazy("Look at it"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One idea, and the sentence that says what is off."""

    idea: Idea
    reason: str

    def __str__(self):
        return f"{self.idea.reference}: {self.reason}"


def problems():
    """Every Problem, in the order of the ideas; reads the ideas in batches."""
    seats_of = Prefetch("seats", IdeaSeat.objects.select_related("user", "permission"))
    ideas = Idea.objects.filter(state__in=PROMISED).select_related("author", "holder")
    ideas = ideas.prefetch_related(seats_of, "co_authors").order_by("pk")
    for idea in ideas.iterator(chunk_size=BATCH):
        if reason := _reason(idea):
            yield Problem(idea, reason)


def _reason(idea):
    """What is off with one idea, or an empty string."""
    party, holder = idea.stage.holder, idea.holder
    if holder is None:
        return _("Nobody holds it.")
    if idea.due_at is None:
        return _("It has no date.")
    if not holder.is_active and party == Party.AUTHOR:
        return _("Its author has left and still holds it.")  # perhaps under a pen name
    if not holder.is_active:
        return _("%(person)s has left and still holds it.") % {"person": holder}
    if idea.seated(party) != holder:
        return _("%(person)s holds it and does not sit in the seat.") % {"person": holder}
    if party == Party.AUTHOR:
        return ""
    return seats.may_sit(idea, party, holder) or ""


def tell(found):
    """Tell administrators; the same list is told once. Returns how many."""
    if not found:
        return 0
    digest = hashlib.sha256("\n".join(map(str, found)).encode()).hexdigest()[:16]
    first = found[0]
    notices.tell(
        list(zero.administrators()),
        "idea.nobody_has_it",
        key=f"idea.nobody_has_it:{digest}",
        url="" if first.idea.confidential else first.idea.get_absolute_url(),
        reference=first.idea.reference,
        count=str(len(found)),
        reason=first.reason,
    )
    return len(found)

"""The words that a move costs. A move names what it ``asks`` (ideas.compact); here is what counts
as an answer, whoever sends it."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.seats import Refused

LONGEST = 3000  # characters of one answer
NEVER = "never"  # instead of a date to look again

MISSING = {
    "question": gettext_lazy("Write the question you would like answered."),
    "answer": gettext_lazy("Write your answer. A sentence is enough."),
    "reason": gettext_lazy("Say why, in your own words. A sentence is enough."),
    "would_be_yes": gettext_lazy("Say what would make it a yes."),
    "look_again": gettext_lazy("Pick a day to look at it again, or say “never”."),
    "to": gettext_lazy("Choose who takes over."),
}


def of(move, answers):
    """What the move asks, and nothing else, tidied. Raises Refused for what is missing."""
    kept = {name: str(answers.get(name, "")).strip() for name in move.asks}
    for name, text in kept.items():
        if not text:
            raise Refused(MISSING[name])
        if len(text) > LONGEST:
            raise Refused(
                _("That is longer than %(n)s characters. Say the heart of it.") % {"n": LONGEST}
            )
        if name == "look_again":
            _refuse_a_day_gone(text)
    return kept


def _refuse_a_day_gone(text):
    if text == NEVER:
        return
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(MISSING["look_again"]) from None
    if day <= timezone.localdate():
        raise Refused(_("Pick a day after today to look at it again."))

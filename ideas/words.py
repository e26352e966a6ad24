"""The words that a move costs. A move names what it ``asks`` (ideas.compact); here is what counts
as an answer, whoever sends it."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.seats import Refused

LONGEST = 3000  # characters of one answer
SHORTER = {"says": 500, "name": 200, "deed": 64, "where": 200, "number": 20, "hours": 10}
FURTHEST = timedelta(days=366)  # that something may be parked
NEVER = "never"  # instead of a date to look again

MISSING = {
    "question": gettext_lazy("Write the question you would like answered."),
    "answer": gettext_lazy("Write your answer. A sentence is enough."),
    "reason": gettext_lazy("Say why, in your own words. A sentence is enough."),
    "would_be_yes": gettext_lazy("Say what would make it a yes."),
    "look_again": gettext_lazy("Pick a day to look at it again, or say “never”."),
    "to": gettext_lazy("Choose who takes over."),
    "heard": gettext_lazy("Say in your own words who it was hard for, and what it was like."),
    "note": gettext_lazy("Say what you make of it, in your own words."),
    "condition": gettext_lazy("Say what must be so for you to sign."),
    "support": gettext_lazy("Say what it takes to support it."),
    "scale": gettext_lazy("Say what it would take to give it to everybody."),
    "advice": gettext_lazy("Write your advice."),
    "until": gettext_lazy("Pick the day on which you look at it again."),
    "learned": gettext_lazy("Say what you learned. It is worth as much as a success."),
    "progress": gettext_lazy("Say how it goes. A sentence is enough."),
    "where": gettext_lazy("Say where it goes next, and with whom."),
    "grade": gettext_lazy("Say how sure we can be: A, B, C or D."),
    "deed": gettext_lazy("Open the compact and read it, then sign."),
    "name": gettext_lazy("Type your name to sign."),
}


def most(name):
    """How many characters an answer may have."""
    return SHORTER.get(name, LONGEST)


def of(move, answers):
    """What the move asks and may hear, and nothing else, tidied. Raises Refused for what is
    missing, too long, or a day that has gone."""
    kept = {name: str(answers.get(name, "")).strip() for name in move.words}
    for name, text in kept.items():
        if not text and name in move.asks:
            raise Refused(MISSING[name])
        if len(text) > most(name):
            raise Refused(
                _("That is longer than %(n)s characters. Say the heart of it.") % {"n": most(name)}
            )
        if name in ("look_again", "until"):
            _refuse_a_wrong_day(name, text)
    return kept


def _refuse_a_wrong_day(name, text):
    if text == NEVER and name == "look_again":
        return
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(MISSING[name]) from None
    if day <= timezone.localdate():
        raise Refused(_("Pick a day after today."))
    if name == "until" and day > timezone.localdate() + FURTHEST:
        raise Refused(_("Pick a day within a year. What rests for longer is a “not now”."))

"""Is a printed compact the one that counts? And a deed as a record that anybody can check."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ideas import deeds
from ideas.compact import State
from ideas.deed_shown import IN_FORCE
from ideas.models import Deed, Idea, Round
from portal import look

SHORTEST = 12
WHOLE = 64  # hexadecimal digits of a SHA-256


@dataclass(frozen=True, slots=True)
class Answer:
    """``good``: it is the text that counts. ``idea`` is None for who may not see it."""

    good: bool
    title: str
    text: str = ""
    idea: Idea | None = None
    number: int | None = None


def answer(typed, person):
    """What to tell this person about the proof that they typed: an Answer."""
    digits = re.sub(r"[\s\-.]", "", typed).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},{WHOLE}}}", digits):
        return Answer(
            False,
            _("That isn’t a whole proof."),
            _("It is twelve letters and digits, as 4F2A 91C0 77DE, or the long one of 64."),
        )
    found = list(Deed.objects.filter(digest__startswith=digits).select_related("idea")[:2])
    if not found:
        return Answer(
            False,
            _("We don’t know this proof."),
            _(
                "Look again for a 0 that is a D, or an 8 that is a B. If it is typed as printed, "
                "that paper is not from here: press 0 and tell a person."
            ),
        )
    if len(found) > 1:
        return Answer(
            False,
            _("More than one compact begins like this."),
            _("Type the long proof, all 64 letters and digits of it."),
        )
    return _about(found[0], person)


def _about(deed, person):
    idea = deed.idea
    counts = deed.round == idea.round
    if not Idea.objects.visible_to(person).filter(pk=idea.pk).exists():
        text = _("It is of an idea that isn’t open to you, so that is all we can say.")
        if counts:
            return Answer(True, _("Yes, this is a current compact."), text)
        return Answer(False, _("No, this compact no longer counts."), text)
    facts = {"reference": idea.reference, "title": str(idea)}
    if counts:
        title = _("This is the current compact of %(reference)s.") % facts
        return Answer(True, title, _standing(deed), idea, deed.round)
    after = Round.objects.get(idea=idea, number=deed.round + 1)
    until = {"until": look.day(after.at, "year"), "why": after.get_why_display()}
    title = _("It was the compact of %(reference)s until %(until)s.") % (facts | until)
    return Answer(False, title, _("Then another round began. %(why)s") % until, idea, deed.round)


def _standing(deed):
    """Whether the text that counts has its seals, and is in force."""
    stage = {"stage": State(deed.idea.state).label}
    if not deeds.is_sealed(deed.idea, deed):
        return _("Not every seal is on it yet. The idea is at “%(stage)s” now.") % stage
    if deed.idea.state in IN_FORCE:
        return _("Every seal is on it, and it is in force.")
    return _("Every seal is on it. The idea is at “%(stage)s” now.") % stage


def record(deed):
    """The deed and its signatures as plain data. ``digest`` is the SHA-256 of ``body`` in UTF-8."""
    return {
        "reference": deed.idea.reference,
        "round": deed.round,
        "digest": deed.digest,
        "digest_of": "SHA-256 of body, encoded as UTF-8",
        "body": deed.body,
        "composed_at": deeds.lasting(deed.composed_at),
        "signatures": [
            {
                "party": one.party,
                "verb": one.verb,
                "signer": one.signer.username,
                "name": one.name,
                "says": one.says,
                "promise": one.promise,
                "at": deeds.lasting(one.at),
            }
            for one in deed.signatures.select_related("signer")
        ],
        "kind": "simple electronic signature with tamper evidence",
    }

"""What a move needs beyond its seat. A guard gives the sentence that says what is missing, or None.

A guard sees the idea, the person and what they answered (an empty dict while only asking).
"""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas import applies, rounds, seats
from ideas.compact import STAGES, State
from ideas.delivery.guards import (  # noqa: F401, moves name them
    all_is_verified,
    is_launched,
    is_not_launched,
    is_planned,
    it_got_better,
    it_got_no_better,
    launch_is_safe,
    result_is_told,
)
from ideas.risk import deciding

MAX_QUESTIONS = 2  # rounds of questions back, then somebody must decide


def is_told(idea, person, answers):
    """The one thing an idea needs to be sent: a moment, and what would help or what is done."""
    if idea.kind == idea.Kind.ALREADY:
        return None if idea.already.get("what") else _("Tell us what you are already doing.")
    if not idea.moment.strip():
        return _("Tell us who it was hard for, and what it was like for them.")
    if not idea.help.strip():
        return _("Tell us what would help, in a sentence.")
    return None


def rounds_left(idea, person, answers):
    """Two rounds of questions at most; then somebody decides."""
    asked = [step for step in idea.made("ask") if step.round == idea.round]
    if len(asked) >= MAX_QUESTIONS:
        return _("Two rounds of questions are enough. Ring the author, then decide.")
    return None


def not_appealed_before(idea, person, answers):
    """Once for an idea."""
    if idea.made("appeal"):
        return _("You have asked another manager once already. Press 0 and talk to a person.")
    return None


def not_swapped_before(idea, person, answers):
    """Once for an idea, and nobody has to say more than why."""
    if idea.made("swap"):
        return _("You have asked for somebody else once already. Press 0 and talk to a person.")
    return None


def is_theirs(idea, person, answers):
    """Whoever wrote it down for a colleague doesn't take it back for them."""
    if person.pk != idea.author_id:
        return _("That is for %(author)s, whose idea it is.") % {"author": idea.author}
    return None


def asked_it(idea, person, answers):
    """They sit where the question came from."""
    asker = STAGES[State(idea.returns_to)].holder
    if asker not in idea.parties_of(person):
        return _("That is for whoever asked the question.")
    return None


def is_late(idea, person, answers):
    """The date that was promised has gone by."""
    if idea.due_at is None or idea.due_at > timezone.now():
        return _("It isn’t late yet. You can ask in the conversation how it is going.")
    return None


def has_signed(idea, person, answers):
    """Their own seal is on the compact, as it stands."""
    if not _signed(idea, person):
        return _("You haven’t sealed it yet. Read the compact, and seal it or say what you need.")
    return None


def has_not_signed(idea, person, answers):
    """Their seal is not on the compact yet."""
    if _signed(idea, person):
        return _("Your seal is on it already.")
    return None


def _signed(idea, person):
    return any(one.signer_id == person.pk for one in rounds.seals_of(idea).values())


def may_still_sit(idea, person, answers):
    """Duties stay apart when the seal goes on, whatever changed since the seat was filled."""
    return seats.may_sit(idea, idea.stage.holder, person)


def rest_is_over(idea, person, answers):
    """A person may wake it any time; the clock waits for the day."""
    if person is None and idea.due_at > timezone.now():
        return _("It rests until the day that was named.")
    return None


def framework_is_real(idea, person, answers):
    """The HERO's seal needs the rules that apply agreed to, and for T4 the licence to speak."""
    needs = applies.for_idea(idea, person).needs
    if not needs:
        return None
    minutes = sum(need.minutes for need in needs)
    return ngettext(
        "Before you seal it: %(what)s. That takes about a minute.",
        "Before you seal it: %(what)s. That takes about %(minutes)s minutes.",
        minutes,
    ) % {"what": ", ".join(str(need.title) for need in needs), "minutes": minutes}


def is_weighed(idea, person, answers):
    """Nothing is open in the assessment any more."""
    return deciding.summary(deciding.open_points(idea))


def may_decide(idea, person, answers):
    """The level of what is left decides who may back it."""
    return deciding.refusal(idea, person)

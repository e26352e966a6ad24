"""What the moves of a trial need, as in ideas.guards: a sentence for what is missing, or None."""

from django.utils.translation import gettext as _

from ideas import reading
from ideas.delivery import planning, results
from ideas.models import Mitigation, Result
from ideas.risk import deciding
from ideas.risk.method import Level


def is_planned(idea, person, answers):
    """Baseline, measure, comparison, end and stop rule stand before it starts."""
    return _first(planning.missing(planning.of(idea)))


def _first(lacking):
    if len(lacking) > 1:
        more = _("%(first)s And %(n)s more.")
        return more % {"first": lacking[0], "n": len(lacking) - 1}
    return lacking[0] if lacking else None


def launch_is_safe(idea, person, answers):
    """It starts and goes wider on the current level, which counts verified mitigations only.

    An exception that has ended counts no more.
    """
    if deciding.level(idea, "current") == Level.SEVERE:
        return deciding.SEVERE
    above = [one for one in deciding.above_appetite(idea, "current") if one.waiver is None]
    if not above:
        return None
    return _(
        "With what is verified today it is above what we accept: %(categories)s. Verify what "
        "you do about it, or ask for an exception."
    ) % {"categories": ", ".join(one.category.label for one in above)}


def is_not_launched(idea, person, answers):
    """It begins once."""
    if planning.of(idea).launched_at is not None:
        return _("It has begun already.")
    return None


def is_launched(idea, person, answers):
    """Whoever backs it has started the trial."""
    if planning.of(idea).launched_at is None:
        return _("The trial has not begun. Finish the plan, and whoever backs it starts it.")
    return None


def all_is_verified(idea, person, answers):
    """Before it goes wider, whatever makes it safe is verified."""
    taken = reading.part(idea, "mitigations")
    if taken is None:
        taken = Mitigation.objects.filter(risk__assessment__idea=idea)
    for one in taken:
        if one.standing == one.Standing.TAKEN and one.status != one.Status.VERIFIED:
            return _("Before it goes wider, somebody verifies this: %(mitigation)s") % {
                "mitigation": one.text
            }
    return None


def result_is_told(idea, person, answers):
    """What was counted is written down, with where the numbers come from."""
    return _first(results.missing(results.of(idea)))


def it_got_better(idea, person, answers):
    """The result says better."""
    if results.of(idea).effect != Result.Effect.BETTER:
        return _("It didn’t get better. Confirm what we learned instead: that counts as much.")
    return None


def it_got_no_better(idea, person, answers):
    """The result says no effect, or worse."""
    if results.of(idea).effect == Result.Effect.BETTER:
        return _("It got better, so confirm the result itself.")
    return None

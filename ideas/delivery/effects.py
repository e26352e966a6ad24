"""What the moves of a trial do beyond changing the state, inside the transaction of the move."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext as _

from ideas import seats
from ideas.compact import Party
from ideas.delivery import boots, planning, results, stories
from ideas.models import Report, Result
from portal import clock

MOST_DAYS = 20  # working days between two reports


def launch(idea, person, answers):
    """The plan stands from now on; the first report is due."""
    trial = planning.of(idea)
    trial.launched_at = timezone.now()
    trial.save(update_fields=["launched_at"])
    answers["due_at"] = next_look(idea, trial)


def next_look(idea, trial):
    """When the HERO says next how it goes: after 20 working days, or at the end if that is
    sooner."""
    usual = clock.due(idea.author, timezone.now(), MOST_DAYS)
    calendar = clock.calendar_of(idea.author)
    end = datetime.combine(trial.ends_on, calendar.ends, tzinfo=calendar.zone)
    return min(usual, end) if end > timezone.now() else usual


def keep_the_report(idea, person, answers):
    trial = planning.of(idea)
    Report.objects.create(
        trial=trial,
        by=person,
        words=answers["progress"],
        value=decimal(answers.get("number")),
        hours=decimal(answers.get("hours"), most=200),
    )
    answers["due_at"] = next_look(idea, trial)


def decimal(text, *, most=10**11):
    """A number as people type it, or None for nothing. Raises Refused for anything else."""
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", "").replace("\u00a0", "").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > most:
        raise seats.Refused(_("“%(text)s” is not a number we can count with.") % {"text": text})
    return round(number, 2)


def extend_the_trial(idea, person, answers):
    trial, until = planning.of(idea), date.fromisoformat(answers["until"])
    if until <= trial.ends_on:
        raise seats.Refused(_("Pick a day after the end that was planned."))
    trial.ends_on = until
    trial.save(update_fields=["ends_on"])
    answers["due_at"] = next_look(idea, trial)


def widen_the_trial(idea, person, answers):
    trial = planning.of(idea)
    trial.where, trial.widened_at = answers["where"][:200], timezone.now()
    trial.save(update_fields=["where", "widened_at"])
    answers["due_at"] = next_look(idea, trial)


def seat_a_verifier(idea, person, answers):
    """Somebody who is neither its author nor its sponsor counts again."""
    sitting = idea.seated(Party.VERIFIER)
    if sitting is None or seats.may_sit(idea, Party.VERIFIER, sitting):
        proposal = seats.propose(idea, Party.VERIFIER)
        seats.fill(idea, Party.VERIFIER, proposal.person, by=None)


def confirm_the_result(idea, person, answers):
    if answers["grade"] not in Result.Grade.values:
        raise seats.Refused(_("Say how sure we can be: A, B, C or D."))
    result = results.of(idea)
    if result.told_by_id == person.pk:
        raise seats.Refused(_("Somebody else confirms what you told."))
    result.grade, result.verified_by, result.verified_at = answers["grade"], person, timezone.now()
    result.save(update_fields=["grade", "verified_by", "verified_at"])


def confirm_and_celebrate(idea, person, answers):
    confirm_the_result(idea, person, answers)
    celebrate(idea, person)


def celebrate_the_lesson(idea, person, answers):
    celebrate(idea, person)


def celebrate(idea, person):
    """Boots for the whole chain, and a leader is asked for thanks."""
    boots.give(idea, by=person)
    stories.ask_for_thanks(idea)

"""What a move does beyond changing the state. Each runs inside the move's transaction."""

from datetime import date, datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ideas import deeds, locking, promise, references, rounds, seats
from ideas.compact import STAGES, Party, State
from ideas.delivery.effects import (  # noqa: F401, moves name them
    celebrate_the_lesson,
    confirm_and_celebrate,
    confirm_the_result,
    extend_the_trial,
    keep_the_report,
    launch,
    seat_a_verifier,
    widen_the_trial,
)
from ideas.models import Assessment, Condition, Idea, Result, Round, Trial
from ideas.risk import assessing
from portal import clock, notices
from portal.models import User


def open_the_door(idea, person, answers):
    """Give the reference, and find somebody to weigh it."""
    # First of all: it lets one idea in at a time, so that each proposal knows the loads.
    reference = references.next_reference(timezone.localdate().year)
    if idea.site_id is None:
        idea.site_id = idea.author.site_id
    if not idea.title.strip():
        idea.title = first_sentence(idea.help or idea.moment or idea.already.get("what", ""))
    proposal = seats.propose(idea, Party.ASSESSOR)
    seats.fill(idea, Party.ASSESSOR, proposal.person, by=None)
    idea.reference = reference
    idea.submitted_at = timezone.now()
    idea.round = 1
    Idea.objects.filter(pk=idea.pk).update(
        reference=idea.reference,
        submitted_at=idea.submitted_at,
        round=idea.round,
        site=idea.site_id,
        title=idea.title,
    )
    Round.objects.create(idea=idea, number=idea.round, why=Round.Why.FIRST, by=person)
    assessing.open_locked(idea)


def first_sentence(text):
    """A title for an idea that has none: its first sentence, at most 120 characters."""
    sentence = text.strip().split("\n")[0].split(". ")[0].strip()
    return sentence if len(sentence) <= 120 else sentence[:117].rsplit(" ", 1)[0] + "…"


def remember_who_asked(idea, person, answers):
    """So that the answer goes back to the state that asked, with the time that was left."""
    Idea.objects.filter(pk=idea.pk).update(
        returns_to=idea.state, time_left=promise.left(idea, timezone.now())
    )


def go_on(idea, person, answers):
    """The clock runs on, which the question stopped. Who is new in the seat has the whole time."""
    seated = idea.seated(STAGES[State(idea.returns_to)].holder)
    asked = idea.steps.filter(verb="ask").last()
    if asked and asked.by == seated:
        answers["due_at"] = promise.resumed(idea, seated, timezone.now())


def seat_the_next(idea, person, answers):
    """Hand the holder's seat to somebody who may sit there, or to whoever has room."""
    party = idea.stage.holder
    if answers["to"] == seats.ANYBODY:
        successor = seats.propose(idea, party, besides=[person]).person
    else:
        successor = User.objects.present().filter(username=answers["to"]).first()
    if successor is None:
        raise seats.Refused(_("Nobody of that name works here. Choose somebody from the list."))
    if successor.pk == person.pk:
        raise seats.Refused(_("You have it already. Choose somebody else to hand it to."))
    _seat(idea, party, successor, by=person, answers=answers)


def seat_somebody_else(idea, person, answers):
    """The author asked for somebody else, and need not say more than why. Whoever had it hears
    that it is no longer theirs, and never gets it back."""
    party, before = idea.stage.holder, idea.holder
    proposal = seats.propose(idea, party, besides=[before])
    _seat(idea, party, proposal.person, by=person, answers=answers)
    answers["from"] = before.pk
    notices.tell(
        before,
        "idea.swap",
        key=f"idea.swap:{idea.pk}:{idea.turn}",
        actor=person,
        title=idea.told_as,
        to=answers["to"],
    )


def seat_one_level_up(idea, person, answers):
    """What is late goes to the holder's manager, or whoever stands above them and may sit there."""
    party, before, late, stage = idea.stage.holder, idea.holder, idea.due_at, idea.stage
    above = seats.above(idea, party).person
    _seat(idea, party, above, by=person, answers=answers)
    if idea.stage == stage:  # otherwise a seal lapsed with it, and somebody else is asked first
        answers["due_at"] = clock.due(above, timezone.now(), promise.ONE_LEVEL_UP)
    notices.tell(
        before,
        "idea.went_up",
        key=f"idea.went_up:{idea.pk}:{late:%Y%m%dT%H%M}",
        title=idea.told_as,
        due=clock.company_day(late),
        to=str(above),
    )


def _seat(idea, party, successor, *, by, answers):
    seats.fill(idea, party, successor, by=by)
    answers["to"] = str(successor)
    rounds.changed(idea, Round.Why.PARTY, by=by)


def seat_another_assessor(idea, person, answers):
    """An appeal goes to a manager who has not decided on it yet; whoever said no stands up."""
    said_no = idea.steps.filter(verb="decline").values("by")
    idea.seats.filter(user__in=said_no).delete()
    locking.forget(idea)
    decided = User.objects.present().filter(pk__in=said_no)
    proposal = seats.propose(idea, Party.ASSESSOR, besides=decided)
    seats.fill(idea, Party.ASSESSOR, proposal.person, by=None)
    rounds.reopen(idea)


def weigh_again(idea, person, answers):
    """It is worked on again, by whoever weighed it or somebody who may sit there now. What was
    tried is launched anew, past the gate, and a result is told and confirmed anew."""
    rounds.reopen(idea)
    Trial.objects.filter(idea=idea).update(launched_at=None, widened_at=None)
    Result.objects.filter(idea=idea).update(effect="", grade="", verified_by=None, verified_at=None)
    sitting = idea.seated(Party.ASSESSOR)
    if sitting is None or not sitting.is_active:  # gone since, while nobody had the turn
        seats.fill(idea, Party.ASSESSOR, seats.propose(idea, Party.ASSESSOR).person, by=None)


def close_the_assessment(idea, person, answers):
    """Find who backs it, and for technology who fits it in; write down what they will sign."""
    Assessment.objects.filter(idea=idea).update(
        completed_at=timezone.now(), completed_by=person, version=F("version") + 1
    )
    for party, proposal in who_decides(idea):
        if proposal.person != idea.seated(party):
            seats.fill(idea, party, proposal.person, by=None)
    if not idea.needs_it:
        seats.vacate(idea, Party.CHAMPION)
    deeds.compose(fresh(idea))


def who_decides(idea):
    """(seat, Proposal) of those who decide once it is weighed. Whoever sits there already stays,
    if they may still decide there. Raises Refused where nobody can."""
    for party in (Party.SPONSOR, Party.CHAMPION) if idea.needs_it else (Party.SPONSOR,):
        sitting = idea.seated(party)
        if sitting and sitting in seats.eligible(idea, party):
            said = _("%(person)s has this seat already.")
            yield party, seats.Proposal(sitting, said % {"person": sitting})
        else:
            yield party, seats.propose(idea, party)


def add_a_condition(idea, person, answers):
    """What this party asks for becomes part of what everybody signs."""
    Condition.objects.create(
        idea=idea, party=idea.stage.holder, text=answers["condition"], by=person
    )


def sleep_until(idea, person, answers):
    """The date that the sponsor named is when it is looked at again."""
    day = date.fromisoformat(answers["until"])
    calendar = clock.calendar_of(person)
    answers["due_at"] = datetime.combine(day, calendar.starts, tzinfo=calendar.zone)


def fresh(idea):
    """The idea with its seats as they are now."""
    return Idea.objects.select_related("author").get(pk=idea.pk)

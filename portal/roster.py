"""The duty roster of the HERO desk: who is there when, and who stands in for whom."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock, trail
from portal.models import Absence, DutyShift, User
from portal.prepared import COMPANY_DAY, PERSON, Rows

DAY = timedelta(days=1)
AHEAD = 7  # days: a weekly roster shows everybody within a week
WEEK = 7 * 24 * 60  # minutes

trail.register(
    "roster.kept",
    gettext_lazy("%(actor)s put %(who)s on the duty roster: %(day)s, %(starts)s to %(ends)s."),
    *("who", "day", "starts", "ends"),
)
trail.register(
    "roster.removed",
    gettext_lazy("%(actor)s took %(who)s off the duty roster: %(day)s, %(starts)s to %(ends)s."),
    *("who", "day", "starts", "ends"),
)


class ShiftClashes(Exception):
    """The person is on the roster at that time already. ``reason`` is the sentence to show."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Span:
    """One shift on one date, in UTC, with whoever really comes."""

    start: datetime
    end: datetime
    pk: int
    person: User


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of time in which one person answers."""

    person: User
    starts: datetime
    until: datetime


def _absences_near():
    """Those that a week's roster can meet."""
    return Absence.objects.filter(
        starts__lte=COMPANY_DAY.plus(days=AHEAD), ends__gte=COMPANY_DAY.plus(days=-1)
    )


def _absences():
    near, ours = (
        _absences_near(),
        Q(person=PERSON) | Q(person__in=DutyShift.objects.values("person")),
    )
    delegates = near.filter(ours).values("delegate")
    return near.filter(ours | Q(person__in=delegates)).select_related("delegate")


def _shifts():
    """Those of people who work here, and whether somebody ``is_away`` about now."""
    absent = _absences_near().filter(person=OuterRef("person"))
    shifts = DutyShift.objects.filter(person__is_active=True).select_related("person")
    return shifts.annotate(is_away=Exists(absent))


ABSENCES, SHIFTS = Rows(_absences), Rows(_shifts)


def absences(at, owner=None):
    """Absences around ``at`` of everybody on the roster, of ``owner``, and of their delegates."""
    return ABSENCES.ask(person=owner.pk if owner else None, company_day=clock.company_day(at))


def present(person, day, away):
    """The person if at work on that day, else the delegate, or the delegate's delegate, or None."""
    asked = set()
    while person is not None and person.is_active and person.pk not in asked:
        absence = next(
            (a for a in away if a.person_id == person.pk and a.starts <= day <= a.ends), None
        )
        if absence is None:
            return person
        asked.add(person.pk)
        person = absence.delegate
    return None


def spans(shifts, at, away=()):
    """Every shift from yesterday to a week ahead on which somebody comes.

    A shift belongs to the day it starts on. Times are the company's wall clock, compared in UTC,
    so that a night with 23 or 25 hours has no gap and no double.
    """
    zone = timezone.get_default_timezone()
    today = at.astimezone(zone).date()
    for shift in shifts:
        for offset in range(-1, AHEAD + 1):
            day = today + DAY * offset
            if day.isoweekday() != shift.weekday:
                continue
            person = present(shift.person, day, away)
            if person is None:
                continue
            last_day = day + DAY * (shift.ends <= shift.starts)
            start = datetime.combine(day, shift.starts, zone).astimezone(UTC)
            end = datetime.combine(last_day, shift.ends, zone).astimezone(UTC)
            if start < end:  # spring can swallow a short shift whole
                yield Span(start, end, shift.pk, person)


def _stretch(all_spans, at):
    """Who answers from ``at`` on, or from the next start on: the later start wins."""
    now = [span for span in all_spans if span.start <= at < span.end]
    if not now:
        later = [span.start for span in all_spans if span.start > at]
        return _stretch(all_spans, min(later)) if later else None
    winner = max(now, key=lambda span: (span.start, span.pk))
    relieved = [span.start for span in all_spans if at < span.start < winner.end]
    return Turn(winner.person, at, min([winner.end, *relieved]))


def turns(at=None):
    """Who answers now and afterwards, in order, for a week. One query, or two around an absence.

    Shifts of one person that follow each other without a gap are one turn, up to a day long.
    """
    at = at or timezone.now()
    shifts = SHIFTS.ask(company_day=clock.company_day(at))
    away = absences(at) if any(shift.is_away for shift in shifts) else ()
    all_spans = list(spans(shifts, at, away))
    found = []
    turn = _stretch(all_spans, at)
    while turn is not None and turn.starts < at + DAY * AHEAD:
        last = found[-1] if found else None
        goes_on = last and last.person == turn.person and last.until == turn.starts
        if goes_on and turn.until - last.starts <= DAY:
            found[-1] = Turn(last.person, last.starts, turn.until)
        else:
            found.append(turn)
        turn = _stretch(all_spans, turn.until)
    return found


def on_roster():
    """Everybody who is at the desk at some time of the week."""
    return User.objects.present().filter(duty_shifts__isnull=False).distinct()


def _minutes(shift):
    """Start in the week and length, in minutes."""
    start = shift.starts.hour * 60 + shift.starts.minute
    end = shift.ends.hour * 60 + shift.ends.minute
    return (shift.weekday - 1) * 1440 + start, (end - start) % 1440


def clash(shift):
    """The shift of the same person that overlaps this one in the week, or None."""
    start, length = _minutes(shift)
    for other in DutyShift.objects.filter(person_id=shift.person_id).exclude(pk=shift.pk):
        other_start, other_length = _minutes(other)
        if (other_start - start) % WEEK < length or (start - other_start) % WEEK < other_length:
            return other
    return None


def refuse_clash(shift):
    """Raise ShiftClashes when the person is on the roster at that time already."""
    if other := clash(shift):
        raise ShiftClashes(
            _("%(name)s is on the roster then already: %(day)s, %(starts)s to %(ends)s.")
            % {"name": other.person, **_facts(other)}
        )


def _facts(shift):
    return {
        "day": str(shift.get_weekday_display()),
        "starts": f"{shift.starts:%H:%M}",
        "ends": f"{shift.ends:%H:%M}",
    }


@transaction.atomic
def keep(shift, *, by):
    """Save a new or changed shift and say so on the trail. Raises ShiftClashes."""
    User.objects.select_for_update().get(pk=shift.person_id)  # one change of a person at a time
    refuse_clash(shift)
    shift.save()
    trail.record("roster.kept", subject=shift, actor=by, who=str(shift.person), **_facts(shift))
    return shift


@transaction.atomic
def remove(shift, *, by):
    """Take a shift off the roster. What the trail says about it stays."""
    trail.record("roster.removed", subject=shift, actor=by, who=str(shift.person), **_facts(shift))
    shift.delete()

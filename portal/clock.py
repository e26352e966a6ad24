"""Working time, quiet hours and due dates: the one room that knows what a person's day is.

Every function takes a person or a Calendar, and a moment; it gives back moments in UTC. Wall
clock time is only ever compared after it became UTC, so the two nights a year on which clocks
change are ordinary nights. Whoever asks about many people calls ``calendars`` once::

    clock.due(marcus, timezone.now(), days=2)
    for person, calendar in clock.calendars(people).items(): clock.quiet(calendar, now)
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone

from portal.models import Absence
from portal.prepared import OneOf, Rows
from portal.public_holidays import dates as known_holidays

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(1, 8))
# Somebody who is away for longer than this still gets due dates: holidays and absences stop
# counting then, and so every search ends.
HORIZON = 400


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the clock must know about a person. A day is written 1 (Monday) to 7 (Sunday)."""

    zone: ZoneInfo
    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    starts: time = time(9)
    ends: time = time(17, 30)  # not after starts: the shift runs over midnight
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time = time(9)
    region: str = ""  # as settings.HOLIDAYS; "" knows no public holiday
    away: tuple[tuple[date, date], ...] = ()  # first and last day, both included

    def is_away(self, day):
        return any(first <= day <= last for first, last in self.away)

    def works_on(self, day):
        """Whether a shift begins on this date."""
        return (
            day.isoweekday() in self.days
            and day not in public_holidays(self.region, day.year)
            and not self.is_away(day)
        )


ABSENCES = Rows(
    lambda: Absence.objects.filter(OneOf("person", "people")).only("person", "starts", "ends")
)


@lru_cache(maxsize=64)
def public_holidays(region, year):
    """The dates of a country ("IE") or a part of it ("GB-ENG") in one year.

    Raises NotImplementedError for a place that the calendar of holidays does not know.
    """
    if not region:
        return frozenset()
    return frozenset(known_holidays(region, year))


def calendar_of(who):
    """The Calendar of a person; a Calendar is its own."""
    return who if isinstance(who, Calendar) else calendars([who])[who]


def calendars(people):
    """{person: Calendar} with one query for all of them."""
    people = list(people)
    away = {person.pk: [] for person in people}
    for absence in ABSENCES.ask(people=away) if away else ():
        away[absence.person_id].append((absence.starts, absence.ends))
    return {person: calendar_with(person, away[person.pk]) for person in people}


def calendar_with(person, away):
    """The Calendar of a person whose days away are known: (first, last) of each. Asks nobody."""
    return Calendar(
        zone=zone_of(person),
        days=frozenset(int(digit) for digit in person.working_days),
        starts=person.work_starts,
        ends=person.work_ends,
        quiet_from=person.quiet_from,
        quiet_until=person.quiet_until,
        digest_at=person.digest_at,
        region=settings.HOLIDAYS,
        away=tuple(sorted(away)),
    )


def zone_of(person):
    """The time zone of a person, or the company's if theirs is empty or unknown."""
    try:
        return ZoneInfo(getattr(person, "time_zone", "") or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def _moment(day, at, zone, fold=0):
    """A wall clock time in UTC. One that the clocks skip is read as they stood before."""
    return datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC)


def _span(day, starts, ends, zone):
    """(start, end) in UTC of hours that begin on a date; ``ends`` may lie on the next one."""
    last = day + DAY if ends <= starts else day
    return _moment(day, starts, zone), _moment(last, ends, zone)


def _shift(calendar, day):
    return _span(day, calendar.starts, calendar.ends, calendar.zone)


def _shifts(calendar, dates, start):
    """(begins, ends) of what these dates' shifts have left after ``start``, no hour twice."""
    for day in dates:
        begins, ends = _shift(calendar, day)
        if max(begins, start) < ends:
            yield max(begins, start), ends
            start = ends


def _local_date(calendar, at):
    return at.astimezone(calendar.zone).date()


def _working_dates(calendar, first):
    """Dates from ``first`` on, for ever, on which this person works."""
    for offset in count():
        day = first + offset * DAY
        lenient = offset > HORIZON and day.isoweekday() in (calendar.days or EVERY_DAY)
        if lenient or calendar.works_on(day):
            yield day


def is_working(who, at):
    """Whether this person is at work."""
    calendar = calendar_of(who)
    today = _local_date(calendar, at)
    for day in (today - DAY, today):  # last night's shift may not have ended
        starts, ends = _shift(calendar, day)
        if starts <= at < ends and calendar.works_on(day):
            return True
    return False


def next_working_moment(who, at):
    """``at`` if the person is at work then, else the start of their next shift."""
    calendar = calendar_of(who)
    at = at.astimezone(UTC)
    if is_working(calendar, at):
        return at
    shifts = (_shift(calendar, day) for day in _working_dates(calendar, _local_date(calendar, at)))
    return next(starts for starts, ends in shifts if at <= starts < ends)


def due(who, start, days):
    """The last second of the ``days``-th working day after the day of ``start``.

    Raises ValueError for less than one day: nobody is late on the day they are asked.
    """
    if days < 1:
        raise ValueError("A due date lies at least one working day ahead.")
    calendar = calendar_of(who)
    dates = _working_dates(calendar, _local_date(calendar, start) + DAY)
    day = next(day for number, day in enumerate(dates, 1) if number == days)
    return _moment(day, time(23, 59, 59), calendar.zone, fold=1)


def working_time(who, start, end):
    """How much working time lies between two moments: a timedelta, zero if ``end`` is earlier."""
    calendar = calendar_of(who)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    first, last = _local_date(calendar, start) - DAY, _local_date(calendar, end)
    dates = takewhile(lambda day: day <= last, (first + offset * DAY for offset in count()))
    shifts = _shifts(calendar, filter(calendar.works_on, dates), start)
    return sum((max(min(end, ends) - begins, timedelta()) for begins, ends in shifts), timedelta())


def add_working_time(who, start, duration):
    """The first moment at which this much working time has passed since ``start``.

    It undoes working_time: ``working_time(who, start, add_working_time(who, start, d)) == d``.
    Raises ValueError for a duration below zero.
    """
    if duration < timedelta():
        raise ValueError("Working time is added, never taken away.")
    calendar, start = calendar_of(who), start.astimezone(UTC)
    if not duration:
        return start
    dates = _working_dates(calendar, _local_date(calendar, start) - DAY)
    for begins, ends in _shifts(calendar, dates, start):
        if duration <= ends - begins:
            return begins + duration
        duration -= ends - begins


def quiet_hours(who):
    """(from, until) as wall clock times: the person's own, or else outside their shift."""
    if who.quiet_from is not None:
        return who.quiet_from, who.quiet_until
    if isinstance(who, Calendar):
        return who.ends, who.starts
    return who.work_ends, who.work_starts


def _quiet_until(calendar, at):
    """When the quiet that holds at ``at`` ends, or None if this is not a quiet moment.

    The quiet may go on for another reason when this one ends.
    """
    if calendar.quiet_from is None:
        loud = next_working_moment(calendar, at)
        return loud if loud > at else None
    today = _local_date(calendar, at)
    if calendar.is_away(today):
        return _moment(today + DAY, time(0), calendar.zone)
    if calendar.quiet_from == calendar.quiet_until:
        return None
    for day in (today - DAY, today):
        starts, ends = _span(day, calendar.quiet_from, calendar.quiet_until, calendar.zone)
        if starts <= at < ends:
            return ends
    return None


def quiet(who, at):
    """Whether nothing may buzz now: own quiet hours, or else outside the shift; days away too."""
    return _quiet_until(calendar_of(who), at.astimezone(UTC)) is not None


def next_loud_moment(who, at):
    """``at`` if it is not quiet then, else the moment when the quiet ends."""
    calendar = calendar_of(who)
    moment = at.astimezone(UTC)
    limit = moment + HORIZON * DAY
    while moment < limit and (until := _quiet_until(calendar, moment)):
        moment = until
    return moment


def next_digest(who, at):
    """When the next daily round-up goes out, always after ``at`` and never in quiet hours.

    It is the person's own hour, on a day on which that hour is not quiet. For somebody whose hour
    is always quiet (a night shift with a round-up in the morning) it is the start of their day.
    """
    calendar = calendar_of(who)
    day = _local_date(calendar, at)
    hour = _moment(day, calendar.digest_at, calendar.zone)
    if hour <= at:
        hour = _moment(day + DAY, calendar.digest_at, calendar.zone)
    loud = next_loud_moment(calendar, hour)
    same_day = _moment(_local_date(calendar, loud), calendar.digest_at, calendar.zone)
    return same_day if same_day > loud and not quiet(calendar, same_day) else loud


def delegate_of(person, on):
    """Who covers for a person on a date, or None if they are here or nobody can.

    If the delegate is away as well, their delegate covers for both. Someone who left never does.
    """
    seen = {person.pk}
    covers = None
    while True:
        absence = (
            Absence.objects.filter(person=covers or person, starts__lte=on, ends__gte=on)
            .filter(delegate__is_active=True)
            .select_related("delegate")
            .order_by("starts", "pk")
            .first()
        )
        if absence is None:
            return covers
        if absence.delegate_id in seen:
            return None
        covers = absence.delegate
        seen.add(covers.pk)


def company_day(moment):
    """The date of a moment where the company is: due dates are the same for everybody."""
    return timezone.localdate(moment, timezone.get_default_timezone())

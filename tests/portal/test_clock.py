"""The clock: truth tables for a person's day."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal import clock
from portal.checks import the_holidays_are_known
from portal.clock import Calendar
from portal.models import Absence

LONDON = ZoneInfo("Europe/London")
OFFICE = Calendar(LONDON, region="GB-ENG")
NIGHT = Calendar(LONDON, starts=time(22), ends=time(6))
OWN_HOURS = replace(OFFICE, quiet_from=time(18), quiet_until=time(8))
SECOND = timedelta(seconds=1)


def london(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "America/Santiago"])
def test_every_start_day_of_ten_years_just_before_midnight(zone):
    """R8: both edges of summer time, leap days, and the last half hour of each day."""
    calendar = Calendar(ZoneInfo(zone), days=clock.EVERY_DAY)
    for offset in range(3653):
        day = date(2024, 1, 1) + timedelta(days=offset)
        start = datetime.combine(day, time(23, 30), calendar.zone)
        due = clock.due(calendar, start, 7)
        local = due.astimezone(calendar.zone)
        assert (local.date(), local.time()) == (day + timedelta(days=7), time(23, 59, 59))
        after = (due + timedelta(seconds=1)).astimezone(calendar.zone)
        assert after.date() == day + timedelta(days=8), "also where that second happens twice"


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-05-18T10:00", 2, "2026-05-20T23:59:59"),  # Monday to Wednesday
        ("2026-05-22T16:00", 2, "2026-05-27T23:59:59"),  # over a weekend and a bank holiday
        ("2026-04-02T09:00", 1, "2026-04-07T23:59:59"),  # Easter
        ("2026-12-24T09:00", 1, "2026-12-29T23:59:59"),  # Christmas, Boxing Day and its substitute
        ("2028-02-28T09:00", 1, "2028-02-29T23:59:59"),  # a leap day is a day
        ("2026-03-27T23:30", 1, "2026-03-30T23:59:59"),  # the night clocks go forward
        ("2026-10-23T23:30", 1, "2026-10-26T23:59:59"),  # and back
    ],
)
def test_due_dates_of_an_office_in_england(start, days, due):
    assert clock.due(OFFICE, london(start), days) == london(due)


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "end"),
    [
        (OFFICE, "2026-05-18T10:00", 0, "2026-05-18T10:00"),
        (OFFICE, "2026-05-17T10:00", 0, "2026-05-17T10:00"),  # nothing to do: now, also on Sunday
        (OFFICE, "2026-05-18T10:00", 2, "2026-05-18T12:00"),
        (OFFICE, "2026-05-18T10:00", 7.5, "2026-05-18T17:30"),  # the end of a shift is in time
        (OFFICE, "2026-05-22T17:00", 1, "2026-05-26T09:30"),  # over the bank holiday
        (NIGHT, "2026-05-18T23:00", 8, "2026-05-19T23:00"),
        (NIGHT, "2026-03-27T22:00", 9, "2026-03-30T23:00"),  # the weekend clocks go forward
        (replace(NIGHT, days=clock.EVERY_DAY), "2026-03-28T22:00", 8, "2026-03-29T23:00"),
        (replace(NIGHT, days=clock.EVERY_DAY), "2026-10-24T22:00", 9, "2026-10-25T06:00"),
    ],
)
def test_where_working_hours_lead_to(calendar, start, hours, end):
    reached = clock.add_working_time(calendar, london(start), timedelta(hours=hours))
    assert reached == london(end)


def test_working_time_is_not_taken_away():
    with pytest.raises(ValueError, match="never taken away"):
        clock.add_working_time(OFFICE, london("2026-05-18T10:00"), -SECOND)


def test_no_hour_counts_twice_where_the_clocks_skip_the_end_of_a_shift():
    calendar = Calendar(LONDON, days=clock.EVERY_DAY, starts=time(2), ends=time(1, 30))
    night = (london("2026-03-28T22:00"), london("2026-03-29T06:00"))
    assert clock.working_time(calendar, *night) == timedelta(hours=7)


def test_nobody_is_late_on_the_day_they_are_asked():
    with pytest.raises(ValueError, match="at least one working day"):
        clock.due(OFFICE, london("2026-05-18T10:00"), 0)


@pytest.mark.parametrize(
    ("calendar", "at", "works"),
    [
        (OFFICE, "2026-05-18T09:00", True),
        (OFFICE, "2026-05-18T17:30", False),
        (OFFICE, "2026-05-18T08:59", False),
        (OFFICE, "2026-05-17T12:00", False),  # Sunday
        (OFFICE, "2026-05-25T12:00", False),  # Spring Bank Holiday
        (NIGHT, "2026-05-18T22:00", True),
        (NIGHT, "2026-05-19T05:59", True),
        (NIGHT, "2026-05-19T12:00", False),
        (NIGHT, "2026-05-23T03:00", True),  # Friday's shift runs into Saturday
        (NIGHT, "2026-05-18T03:00", False),  # but nobody began on Sunday
    ],
)
def test_who_is_at_work(calendar, at, works):
    assert clock.is_working(calendar, london(at)) is works


@pytest.mark.parametrize(
    ("calendar", "at", "loud"),
    [
        (OFFICE, "2026-05-22T20:00", "2026-05-26T09:00"),  # the bank holiday stays quiet
        (OFFICE, "2026-05-18T12:00", "2026-05-18T12:00"),
        (OWN_HOURS, "2026-05-22T20:00", "2026-05-23T08:00"),  # they chose: Saturday is fine
        (NIGHT, "2026-05-18T12:00", "2026-05-18T22:00"),
        (NIGHT, "2026-05-19T03:00", "2026-05-19T03:00"),
        (replace(OWN_HOURS, quiet_until=time(18)), "2026-05-18T03:00", "2026-05-18T03:00"),
        (
            replace(OWN_HOURS, away=((date(2026, 5, 18), date(2026, 5, 20)),)),
            "2026-05-18T12:00",
            "2026-05-21T08:00",
        ),
    ],
)
def test_when_it_may_buzz(calendar, at, loud):
    assert clock.next_loud_moment(calendar, london(at)) == london(loud)
    assert clock.quiet(calendar, london(at)) is (at != loud)


@pytest.mark.parametrize(
    ("calendar", "at", "digest"),
    [
        (OFFICE, "2026-05-18T08:00", "2026-05-18T09:00"),
        (OFFICE, "2026-05-18T09:00", "2026-05-19T09:00"),
        (replace(OFFICE, digest_at=time(16)), "2026-05-22T17:00", "2026-05-26T16:00"),
        (NIGHT, "2026-05-19T03:00", "2026-05-19T22:00"),  # nine in the morning is their night
        (replace(NIGHT, digest_at=time(1)), "2026-05-18T23:00", "2026-05-19T01:00"),
        (
            replace(OFFICE, away=((date(2026, 5, 18), date(2026, 6, 5)),)),
            "2026-05-18T08:00",
            "2026-06-08T09:00",
        ),
    ],
)
def test_when_the_round_up_comes(calendar, at, digest):
    assert clock.next_digest(calendar, london(at)) == london(digest)


def test_a_person_without_any_working_day_does_not_stop_the_clock():
    never = replace(OFFICE, away=((date(2020, 1, 1), date(2040, 1, 1)),))
    start = london("2026-05-18T10:00")
    soon = start + timedelta(days=clock.HORIZON + 14)
    for moment in (
        clock.due(never, start, 3),
        clock.next_working_moment(never, start),
        clock.add_working_time(never, start, timedelta(hours=40)),
        clock.next_loud_moment(never, start),
        clock.next_digest(never, start),
    ):
        assert start < moment <= soon + timedelta(days=clock.HORIZON)
    assert clock.working_time(never, start, soon) == timedelta()


def test_holidays_are_those_of_the_place():
    battle_of_the_boyne = date(2027, 7, 12)
    assert battle_of_the_boyne in clock.public_holidays("GB-NIR", 2027)
    assert battle_of_the_boyne not in clock.public_holidays("GB-ENG", 2027)
    assert clock.public_holidays("", 2027) == frozenset()
    with pytest.raises(NotImplementedError):
        clock.public_holidays("XX", 2027)


def test_a_person_gives_their_calendar(marcus, amina, priya, django_assert_num_queries):
    marcus.time_zone, marcus.working_days = "Asia/Kolkata", "137"
    Absence.objects.create(
        person=marcus, delegate=priya, starts=date(2026, 5, 25), ends=date(2026, 5, 29)
    )
    with django_assert_num_queries(1):
        both = clock.calendars([marcus, amina])
    assert both[marcus].zone == ZoneInfo("Asia/Kolkata")
    assert both[marcus].days == {1, 3, 7}
    assert both[marcus].away == ((date(2026, 5, 25), date(2026, 5, 29)),)
    assert both[amina].away == ()
    assert clock.quiet(marcus, london("2026-05-27T12:00"))


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd"])
def test_an_unknown_zone_is_the_companys(marcus, zone):
    marcus.time_zone = zone
    assert clock.zone_of(marcus) == LONDON


def test_quiet_hours_as_people_read_them(marcus):
    assert clock.quiet_hours(marcus) == (time(17, 30), time(9))
    marcus.quiet_from, marcus.quiet_until = time(20), time(7)
    assert clock.quiet_hours(marcus) == (time(20), time(7))
    assert clock.quiet_hours(NIGHT) == (time(6), time(22))


def away(person, delegate, first=date(2026, 5, 18), last=date(2026, 5, 20)):
    return Absence.objects.create(person=person, delegate=delegate, starts=first, ends=last)


def test_delegates_cover_for_each_other(marcus, priya, tomasz):
    monday = date(2026, 5, 18)
    assert clock.delegate_of(marcus, monday) is None
    away(marcus, priya)
    assert clock.delegate_of(marcus, monday) == priya
    assert clock.delegate_of(marcus, date(2026, 5, 21)) is None
    away(priya, tomasz)
    assert clock.delegate_of(marcus, monday) == tomasz
    away(tomasz, marcus)
    assert clock.delegate_of(marcus, monday) is None, "three people who cover in a circle"


def test_who_left_covers_for_nobody(marcus, priya):
    away(marcus, priya)
    priya.is_active = False
    priya.save()
    assert clock.delegate_of(marcus, date(2026, 5, 18)) is None


@pytest.mark.parametrize(("place", "problems"), [("GB-ENG", 0), ("IE", 0), ("", 0), ("Narnia", 1)])
def test_a_misspelt_place_shows_at_the_start(settings, place, problems):
    settings.HOLIDAYS = place
    assert len(the_holidays_are_known(None)) == problems

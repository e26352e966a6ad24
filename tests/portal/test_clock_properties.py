"""The clock: properties that hold for anybody's day, wherever they live and however they work."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from portal import clock
from portal.clock import Calendar

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
WITHIN = timedelta(days=clock.HORIZON - 3)  # beyond it the clock stops looking for working days

ZONES = [
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # clocks change by half an hour
    "Africa/Cairo",  # clocks change at midnight
    "America/Santiago",  # 23:59:59 happens twice
    "Pacific/Kiritimati",
    "UTC",
]


times = st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
moments = st.datetimes(
    datetime(2023, 12, 20),  # noqa: DTZ001  (hypothesis adds the zone)
    datetime(2029, 1, 10),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@st.composite
def calendars(draw):
    first_day = draw(st.dates(date(2023, 12, 1), date(2028, 12, 31)))
    absence = (first_day, first_day + timedelta(days=draw(st.integers(0, 500))))
    starts, ends = draw(st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]))
    quiet = draw(st.one_of(st.just((None, None)), st.tuples(times, times)))
    return Calendar(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        days=draw(st.frozensets(st.integers(1, 7))),  # also nobody's week: no day at all
        starts=starts,
        ends=ends,
        quiet_from=quiet[0],
        quiet_until=quiet[1],
        digest_at=draw(times),
        region=draw(st.sampled_from(["", "GB-ENG", "IE", "US"])),
        away=draw(st.sampled_from([(), (absence,)])),
    )


@given(calendars(), moments, st.integers(1, 12))
@how(max_examples=100, deadline=None)
def test_due_is_the_last_second_of_a_working_day_ahead(calendar, start, days):
    due = clock.due(calendar, start, days)
    local = due.astimezone(calendar.zone)
    assert due > start
    assert local.time() == time(23, 59, 59)
    assert (due + timedelta(seconds=1)).astimezone(calendar.zone).date() > local.date()
    within = (local.date() - start.astimezone(calendar.zone).date()).days <= clock.HORIZON
    if within:
        assert calendar.works_on(local.date())


@given(calendars(), moments, st.timedeltas(timedelta(), timedelta(days=600)), st.integers(1, 9))
@how(max_examples=100, deadline=None)
def test_due_never_comes_earlier_for_who_starts_later(calendar, start, later, days):
    assert clock.due(calendar, start, days) <= clock.due(calendar, start + later, days)
    assert clock.due(calendar, start, days) < clock.due(calendar, start, days + 1)


@given(calendars(), moments, st.integers(1, 9), st.timedeltas(timedelta(), timedelta(days=3)))
@how(max_examples=100, deadline=None)
def test_days_away_and_holidays_only_ever_give_more_time(calendar, start, days, work):
    always_here = replace(calendar, away=(), region="")
    assert clock.due(calendar, start, days) >= clock.due(always_here, start, days)
    end = clock.add_working_time(always_here, start, work)
    assert clock.add_working_time(calendar, start, work) >= end
    assert clock.working_time(calendar, start, end) <= work


@given(calendars(), moments)
@how(max_examples=100, deadline=None)
def test_quiet_and_loud_part_the_day(calendar, at):
    loud = clock.next_loud_moment(calendar, at)
    assert (loud == at) == (not clock.quiet(calendar, at))
    if loud - at < timedelta(days=clock.HORIZON - 1):
        assert not clock.quiet(calendar, loud)
        assert loud == at or clock.quiet(calendar, loud - timedelta(microseconds=1))
        assert clock.next_loud_moment(calendar, loud) == loud
        middle = at + (loud - at) / 2
        assert loud == at or clock.quiet(calendar, middle)
        assert clock.next_loud_moment(calendar, middle) == loud or loud == at


@given(calendars(), moments)
@how(max_examples=100, deadline=None)
def test_a_person_without_own_hours_is_quiet_exactly_outside_their_shift(calendar, at):
    calendar = replace(calendar, quiet_from=None, quiet_until=None)
    assert clock.quiet(calendar, at) is not clock.is_working(calendar, at)
    assert clock.next_loud_moment(calendar, at) == clock.next_working_moment(calendar, at)


@given(calendars(), moments, st.timedeltas(timedelta(), timedelta(days=20)), st.floats(0, 1))
@how(max_examples=100, deadline=None)
def test_working_time_adds_up_and_never_exceeds_the_clock(calendar, start, length, cut):
    end, middle = start + length, start + length * cut
    whole = clock.working_time(calendar, start, end)
    assert timedelta() <= whole <= length
    assert whole == clock.working_time(calendar, start, middle) + clock.working_time(
        calendar, middle, end
    )
    assert clock.working_time(calendar, end, start - MINUTE) == timedelta()


@given(calendars(), moments, st.timedeltas(timedelta(), timedelta(days=9)))
@how(max_examples=200, deadline=None)
def test_added_working_time_is_worked_until_then_and_not_a_moment_earlier(calendar, start, work):
    end = clock.add_working_time(calendar, start, work)
    assert (end == start) == (not work) or end > start
    if end - start < WITHIN:
        assert clock.working_time(calendar, start, end) == work
        assert not work or clock.working_time(calendar, start, end - SECOND / 1000) < work


@given(calendars(), moments, *[st.timedeltas(timedelta(), timedelta(days=4))] * 2)
@how(max_examples=100, deadline=None)
def test_working_time_added_twice_is_the_sum_added_once(calendar, start, first, second):
    whole = clock.add_working_time(calendar, start, first + second)
    if whole - start < WITHIN:
        middle = clock.add_working_time(calendar, start, first)
        assert clock.add_working_time(calendar, middle, second) == whole
        assert clock.add_working_time(calendar, start + second, first) >= middle


@given(calendars(), moments)
@how(max_examples=100, deadline=None)
def test_a_round_up_comes_later_and_is_never_quiet(calendar, at):
    digest = clock.next_digest(calendar, at)
    assert digest > at
    if digest - at < timedelta(days=clock.HORIZON - 2):
        assert not clock.quiet(calendar, digest)

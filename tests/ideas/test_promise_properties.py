"""What holds of the promise clock for every calendar: nights, zones, clocks that change."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from ideas import promise
from portal import clock, notices

ZONES = ("Europe/London", "America/St_Johns", "Asia/Kolkata", "Pacific/Auckland")
SECOND = timedelta(seconds=1)

hours = st.integers(0, 47).map(lambda half: time(half // 2, 30 * (half % 2)))
minutes = st.integers(0, 2 * 365 * 24 * 60).map(lambda minute: timedelta(minutes=minute))
moments = minutes.map(lambda since: datetime(2026, 1, 1, tzinfo=UTC) + since)


@st.composite
def calendars(draw):
    starts, ends = draw(hours), draw(hours)
    if starts == ends:
        ends = time((starts.hour + 8) % 24)
    first = draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    away = ((first, first + timedelta(days=draw(st.integers(0, 20)))),)
    return clock.Calendar(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        days=draw(st.frozensets(st.integers(1, 7), min_size=1)),
        starts=starts,
        ends=ends,
        region="GB-ENG",
        away=draw(st.sampled_from([(), away])),
    )


@given(calendars(), moments, st.integers(1, 20))
def test_near_lies_between_half_of_the_time_and_the_date(calendar, start, days):
    due = clock.due(calendar, start, days)
    near = promise.near(calendar, start, due)
    assert start <= near <= due
    whole = clock.working_time(calendar, start, due)
    passed = clock.working_time(calendar, start, near)
    if whole:
        assert whole * promise.NEVER_BEFORE - SECOND <= passed <= whole * promise.NEAR + SECOND


@given(calendars(), moments, st.integers(1, 20), st.integers(0, 60), st.integers(1, 2000))
def test_a_question_takes_nothing_of_the_holders_time(calendar, start, days, asked, waited):
    """Whenever it is asked and however long the author takes, what was left is left again: never
    less, and at most to the end of that day more."""
    due = clock.due(calendar, start, days)
    asked = start + timedelta(hours=asked * 6)
    left = clock.working_time(calendar, asked, due)
    answered = asked + timedelta(hours=waited)
    idea = SimpleNamespace(time_left=left)
    again = promise.resumed(idea, calendar, answered)
    wanted = max(left, promise.AT_LEAST)
    assert clock.working_time(calendar, answered, again) >= wanted - SECOND
    reached = clock.add_working_time(calendar, answered, wanted)
    assert reached <= again.astimezone(UTC) + SECOND
    assert reached.astimezone(calendar.zone).date() == again.date()


def test_nothing_of_the_clock_rings_at_night():
    """Only safety is urgent, so the outbox keeps all of this for the person's own hours."""
    ours = [kind for name, kind in notices.KINDS.items() if name.startswith(("idea.", "friction."))]
    assert len(ours) > 30
    assert not [kind.name for kind in ours if kind.urgent]

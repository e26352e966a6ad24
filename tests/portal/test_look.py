"""Points in time, as short as they can be said."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from portal import look

NOON = datetime(2026, 5, 19, 12, tzinfo=UTC)  # 13:00 in London


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (time(9, 5), "09:05"),
        (NOON, "13:00"),
        (datetime(2026, 5, 18, 23, 30, tzinfo=UTC), "00:30"),  # today, where the reader is
        (datetime(2026, 5, 18, 12, tzinfo=UTC), "yesterday at 13:00"),
        (datetime(2026, 5, 20, 12, tzinfo=UTC), "tomorrow at 13:00"),
        (datetime(2026, 5, 17, 12, tzinfo=UTC), "Sun 17 May at 13:00"),
        (datetime(2025, 1, 1, 12, tzinfo=UTC), "Wed 1 Jan 2025 at 12:00"),
        (date(2026, 5, 19), "today"),
        (date(2026, 5, 18), "yesterday"),
        (date(2026, 5, 20), "tomorrow"),
        (date(2026, 5, 21), "Thu 21 May"),
    ],
)
def test_a_moment_is_said_shortly(value, said):
    with time_machine.travel(NOON, tick=False):
        assert look.moment(value) == said

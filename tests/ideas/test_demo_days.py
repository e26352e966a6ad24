"""The demo may be loaded on any day: a weekend, a holiday, just before midnight or after it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from ideas import clockwork, promise, promise_check
from ideas.compact import PROMISED
from ideas.demo.days import Days
from ideas.models import Idea, Step
from tests import larkfield_demo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 12, 31, 9, tzinfo=UTC),
        datetime(2027, 2, 27, 23, 30, tzinfo=UTC),  # a Saturday, the bot's spring is near
        datetime(2027, 3, 2, 0, 5, tzinfo=UTC),
    ],
)
def test_any_day_of_the_year_will_do(now):
    """Nothing is late, nobody is told off, and what is near is little."""
    with time_machine.travel(now, tick=True):
        larkfield_demo.load()
        assert not list(promise_check.problems())
        paces = [promise.state_of(one).pace for one in Idea.objects.filter(state__in=PROMISED)]
        assert promise.Pace.LATE not in paces
        assert paces.count(promise.Pace.SOON) <= 2
        before = Step.objects.count()
        clockwork.keep_promises(timezone.now())
        assert Step.objects.count() == before


@pytest.mark.parametrize(
    ("today", "number", "day"),
    [
        (date(2026, 11, 22), 1, date(2026, 11, 20)),  # Sunday: Friday
        (date(2026, 11, 24), 1, date(2026, 11, 23)),
        (date(2026, 12, 29), 1, date(2026, 12, 24)),  # over Christmas and Boxing Day's Monday
        (date(2026, 11, 20), -1, date(2026, 11, 23)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_days_are_working_days(today, number, day):
    assert Days(today).ago(number) == day


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 22), date(2027, 3, 1)),
        (date(2027, 2, 27), date(2027, 9, 1)),
        (date(2027, 3, 1), date(2027, 9, 1)),
        (date(2027, 8, 30), date(2028, 3, 1)),
    ],
)
def test_the_rest_ends_in_spring_or_else_in_autumn(today, day):
    assert Days(today).ahead("1 March") == day

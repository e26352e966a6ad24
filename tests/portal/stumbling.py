"""People who stumble over a page."""

from datetime import UTC, datetime, timedelta

from portal import friction
from portal.places import Place

MONDAY = datetime(2026, 5, 18, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ME = Place("/me/")


def say(people, times, place=ME):
    """That many times, each person in turn."""
    for number in range(times):
        friction.report(by=people[number % len(people)], place=place, words=f"Thing {number}")

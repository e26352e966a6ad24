"""Days of the demo company's past and future, counted in working days from today.

So nothing happens on a Sunday, and what is promised for next week is due next week, on whatever
day of the year the demo is loaded.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.conf import settings
from django.utils import timezone

from portal import clock

DAY = timedelta(days=1)
REST = timedelta(days=7), timedelta(days=300)  # how long something is parked, from today


@dataclass(frozen=True, slots=True)
class Days:
    """Every date is one of ``today``, however far back we have travelled."""

    today: date

    def ago(self, number):
        """The date so many working days back; below zero: ahead."""
        if number == 0:
            return self.today
        step = -DAY if number > 0 else DAY
        return next(islice(_working(self.today + step, step), abs(number) - 1, None))

    def ahead(self, told):
        """The date of what a file calls a day: working days from today, or the next 1 March."""
        return self.next_spring() if told == "1 March" else self.ago(-told)

    def next_spring(self):
        """The next 1 March; where that is too near or too far, the next 1 September."""
        springs, autumns = (
            [date(self.today.year + more, month, 1) for more in (0, 1)] for month in (3, 9)
        )
        shortest, longest = (self.today + rest for rest in REST)
        return next(day for day in [*springs, *autumns] if shortest < day <= longest)

    def back(self, day):
        """How many days back a date lies."""
        return (self.today - day).days


def _working(day, step):
    """Dates on which the company works, from ``day`` on."""
    calendar = clock.Calendar(zone=timezone.get_default_timezone(), region=settings.HOLIDAYS)
    while True:
        if calendar.works_on(day):
            yield day
        day += step

"""The demo company has a past: for a while, everything believes that it is an earlier day.

Services ask django.utils.timezone for the time, and so do the defaults of fields; only the demo
sets that clock back, while it loads, in the one thread that loads it.
"""

from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest import mock

from django.utils import timezone


@contextmanager
def back(days, *, hour=11):
    """Believe it is ``hour`` o'clock, company time, so many days ago (or from now, below zero)."""
    there = timezone.localtime(timezone.now()) - timedelta(days=days)
    offset = timezone.now() - there.replace(hour=hour, minute=0, second=0, microsecond=0)

    class Then(datetime):
        """What django.utils.timezone asks for the time."""

        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - offset

    with mock.patch.object(timezone, "datetime", Then):
        yield

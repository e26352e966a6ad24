"""When an idea like this one is usually sealed, and when it is over: honest, or silent.

Like ideas took the same route (with IT or without) in the same lane (fast or full). What counts is
days on the calendar since they were shared, of those that got there within a year. The median and
the 80th percentile are by nearest rank: a number that one of them really took.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import DurationField, ExpressionWrapper, F, Min, OuterRef, Q, Subquery
from django.utils import timezone

from ideas.compact import State
from ideas.models import Idea, Step
from ideas.tripwires import KEYS
from portal import clock

ENOUGH = 10  # like ideas; with fewer we say that we don't know
A_YEAR = timedelta(days=365)
KEPT = 26 * 3600  # seconds: reckoned once a day
KINDS = 8  # sealed or not, with IT or not, fast or not
OVER = (State.CELEBRATED, State.LEARNED)
WITH_IT = Q(technology=True) | Q(tripwires__T5=True)


@dataclass(frozen=True, slots=True)
class Expected:
    """Half of ``n`` like ideas got there by ``median_date``, four of five by ``late_date``.

    ``sealed``: what is expected is the last seal; otherwise the end of the trial.
    """

    median_date: datetime
    late_date: datetime
    n: int
    sealed: bool

    @property
    def passed(self):
        """Whether this one takes longer than four of five did."""
        return self.late_date < timezone.now()


def finish(idea):
    """The Expected of an idea under way, or None: nothing to expect, or not enough data.

    What this process does not know yet it asks the cache; what is not there is reckoned in three
    queries. Both keep it for the day.
    """
    if not idea.stage.promised or idea.submitted_at is None:
        return None
    sealed = idea.state not in (State.TRIAL, State.MEASURING)
    n, median, late = _took(sealed, idea.needs_it, idea.fast_lane)
    if n < ENOUGH:
        return None
    return Expected(idea.submitted_at + median, idea.submitted_at + late, n, sealed)


def _took(sealed, needs_it, fast):
    """(number of like ideas, median, 80th percentile), as of today."""
    today = clock.company_day(timezone.now())
    key = f"ideas.expected:{today}:{sealed:d}{needs_it:d}{fast:d}"
    if key in _known:
        return _known[key]
    if (known := cache.get(key)) is None:
        known = _reckon(like(needs_it, fast), [State.TRIAL] if sealed else OVER)
        cache.set(key, known, KEPT)
    if len(_known) >= KINDS:
        _known.clear()  # of yesterday
    _known[key] = known
    return known


def forget():
    """Ask the cache again."""
    _known.clear()


_known = {}  # what this process was told today


def _reckon(ideas, goals):
    """(number, median, 80th percentile) of how long ``ideas`` took until one of the states."""
    reached = Step.objects.filter(idea=OuterRef("pk"), after__in=goals).exclude(before=F("after"))
    first = reached.order_by().values("idea").annotate(first=Min("at")).values("first")
    took = ExpressionWrapper(F("reached") - F("submitted_at"), output_field=DurationField())
    since = timezone.now() - A_YEAR
    ideas = ideas.annotate(reached=Subquery(first)).filter(reached__gte=since)
    durations = ideas.annotate(took=took).order_by("took").values_list("took", flat=True)
    n = durations.count()
    if n < ENOUGH:
        return n, None, None
    return n, durations[rank(n, 50)], durations[rank(n, 80)]


def rank(n, percent):
    """The place, from 0, of a percentile among ``n`` numbers in order, by nearest rank."""
    return max(0, math.ceil(n * percent / 100) - 1)


def like(needs_it, fast):
    """Shared ideas of this route and lane, as a query."""
    shared = Idea.objects.filter(submitted_at__isnull=False)
    if needs_it:
        return shared.filter(WITH_IT)
    tripped = Q()
    for key in KEYS:
        tripped |= Q(**{f"tripwires__{key}": True})
    without = shared.exclude(pk__in=Idea.objects.filter(WITH_IT).values("pk"))
    slow = Idea.objects.filter(tripped).values("pk")
    return without.exclude(pk__in=slow) if fast else without.filter(pk__in=slow)

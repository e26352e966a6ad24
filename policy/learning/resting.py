"""A rest after a few tries, until the morning. It is a kindness, and it says what to look at."""

from datetime import datetime, time, timedelta
from itertools import takewhile

from policy.models import Attempt
from portal.clock import zone_of

MORNING = time(8)


def tries_since_pass(course, *, person):
    """The finished tries since the last pass, newest first."""
    finished = Attempt.objects.filter(course=course, person=person, finished_at__isnull=False)
    return since_pass(finished.order_by("-finished_at", "-pk"))


def since_pass(attempts):
    """Of finished attempts, newest first, those after the last pass."""
    return list(takewhile(lambda attempt: attempt.outcome != Attempt.Outcome.PASSED, attempts))


def until(course, *, person, at):
    """The moment when the next try opens, or None if it is open at ``at``."""
    return until_after(course, tries_since_pass(course, person=person), person=person, at=at)


def until_after(course, tries, *, person, at):
    """As ``until``, for tries that the caller has read already."""
    if not tries or len(tries) % course.tries_before_rest:
        return None
    opens = morning_after(tries[0].finished_at + timedelta(hours=course.rest_hours), person)
    return opens if at < opens else None


def morning_after(moment, person):
    """The first eight o'clock of the person's own clock that is not before ``moment``."""
    zone = zone_of(person)
    day = moment.astimezone(zone).date()
    opens = datetime.combine(day, MORNING, zone)
    return opens if opens >= moment else datetime.combine(day + timedelta(days=1), MORNING, zone)

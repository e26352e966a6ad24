"""Reference numbers: HERO-2026-0042, without gaps, in the order in which ideas were shared."""

from django.db import connection
from django.db.models import F

from ideas.models import ReferenceCounter

PATTERN = r"HERO-[0-9]{4}-[0-9]{4,}"


def next_reference(year):
    """The next reference of a year. The counter's row stays locked until the caller commits, so
    a number that was given to something that failed is given again.

    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A reference belongs inside the transaction that shares the idea.")
    given = ReferenceCounter.objects.filter(year=year)
    if not given.update(last=F("last") + 1):
        ReferenceCounter.objects.get_or_create(year=year)
        given.update(last=F("last") + 1)
    return f"HERO-{year}-{given.get().last:04d}"

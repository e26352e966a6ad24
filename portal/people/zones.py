"""The time zones of the world, looked up once: to find them takes a walk through 600 files."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known():
    """The names of all of them."""
    return frozenset(available_timezones())


@cache
def places():
    """(name, what people read) of every zone that is called after a place, in order."""
    names = sorted(name for name in known() if "/" in name and name[:4] != "Etc/")
    return tuple((name, name.replace("_", " ")) for name in names)

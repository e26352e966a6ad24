"""Rest after repeated failures: per person and address, and wide per address.

Ten wrong passwords for one person from one address stop that pair for a quarter of an hour. The
person signs in from anywhere else all the while, so nobody can lock a manager out on purpose. A
shop shares one address, so the limit for an address alone is ten times as wide.
"""

from datetime import UTC, datetime

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import look
from portal.accounts.backends import person_named

LIMIT = {"app": "allauth.account", "action": "login_failed"}
# Seconds. A process that is killed while it counts leaves the count of its whole address locked:
# the others wait until that is over, instead of reading for ten seconds that they tried too often.
ratelimit.CACHE_LOCK_TIMEOUT = 2
ratelimit.CACHE_LOCK_WAIT_TIMEOUT = 4


def pair(request, typed):
    """The key of a person (or of a name that nobody has) at the address of this request.

    Name and e-mail address of one person share a key, so that two spellings are not two chances.
    """
    person = person_named(typed)
    who = f"person {person.pk}" if person else f"nobody {(typed or '').strip().lower()}"
    return f"{who} at {ratelimit.get_ip(request)}"


def histories(request, key):
    """(rate, cache key, moments of failure newest first) of every limit that holds here."""
    for rate in ratelimit.get_rates(**LIMIT):
        cache_key = ratelimit.get_cache_key(request, rate=rate, key=key, **LIMIT)
        yield rate, cache_key, cache.get(cache_key, [])


def ends(request, key):
    """When the next try is allowed; now, if nothing stands in the way."""
    moments = [
        history[rate.amount - 1] + rate.duration
        for rate, _cache_key, history in histories(request, key)
        if len(history) >= rate.amount
    ]
    return datetime.fromtimestamp(max(moments), UTC) if moments else timezone.now()


def forgive(request, key):
    """Forget the failures of this pair. Those of the address alone stay counted."""
    for rate, cache_key, _history in histories(request, key):
        if rate.per == "key":
            cache.delete(cache_key)


def sentence(request, key):
    """What a person reads who has to wait."""
    return _(
        "That’s a few too many tries, so this door rests until %(time)s. Try again then. "
        "In a hurry? Press 0 and a person helps you in."
    ) % {"time": look.moment(ends(request, key))}

"""Redis as the cache of all processes, and the table of the database while Redis is away.

What lives in a cache here is rate limits, rests after failed sign-ins, and copies of sessions: a
page must not break over it, and a limit must not fall with it. So whatever Redis cannot do is done
in the table that serves portals without Redis, and Redis is asked again after some seconds.

What was changed meanwhile (somebody signed out) Redis does not know. Whoever did without it
therefore empties it before using it again, also after a restart: the table remembers. So Redis has
a database of its own, in which nobody else keeps anything.
"""

import logging
import threading
import time

from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

PATIENCE = 0.5  # seconds for one answer: a page may wait for Redis, but not long
PAUSE = 5.0  # seconds until an absent Redis is asked again
MISSED = "portal.caching:missed"  # in the table: Redis was not told of everything


class Link:
    """Whether this process reaches Redis. Threads have caches of their own, and share this."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked_again_at = 0.0
        self.missed = False  # something was done in the table that Redis does not know
        self.in_step = False  # what Redis holds may be believed

    def rests(self):
        """Whether Redis did not answer a moment ago."""
        return time.monotonic() < self.asked_again_at

    def broke(self):
        """Leave Redis alone for a while; returns whether this was the first to notice."""
        with self.lock:
            first, self.missed, self.in_step = not self.missed, True, False
            self.asked_again_at = time.monotonic() + PAUSE
        return first


LINK = Link()


def either(name):
    """A method of the cache: by Redis, or by the table."""
    by_redis = getattr(RedisCache, name)

    def method(self, *args, **kwargs):
        if not self.link.rests():
            try:
                self.catch_up()
                return by_redis(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                self.note_absence(error)
        return getattr(self.table, name)(*args, **kwargs)

    method.__name__ = name
    return method


class RedisOrTable(RedisCache):
    """Django's RedisCache. OPTIONS["table"] are the settings of the DatabaseCache behind it."""

    link = LINK

    def __init__(self, server, params):
        options = dict(params.get("OPTIONS", {}))
        table = options.pop("table")
        options = {
            "socket_connect_timeout": PATIENCE,
            "socket_timeout": PATIENCE,
            "retry": Retry(NoBackoff(), 1),  # once: an idle connection may have been closed
            **options,
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self.table = DatabaseCache(table["LOCATION"], {"OPTIONS": table["OPTIONS"]})

    def catch_up(self):
        """Before Redis is believed (again), forget both copies if it missed something."""
        if self.link.in_step:
            return
        with self.link.lock:
            if self.link.missed or self.table.get(MISSED):
                RedisCache.clear(self)
                self.table.clear()
            self.link.missed, self.link.in_step = False, True

    def note_absence(self, error):
        """Remember, also for the next process, that Redis misses something from here on."""
        if self.link.broke():
            logger.warning("Redis is away, the table serves: %s", type(error).__name__)
            self.table.set(MISSED, True, timeout=None)

    add = either("add")
    get = either("get")
    set = either("set")
    touch = either("touch")
    delete = either("delete")
    get_many = either("get_many")
    has_key = either("has_key")
    incr = either("incr")
    set_many = either("set_many")
    delete_many = either("delete_many")
    clear = either("clear")

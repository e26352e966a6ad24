"""Redis as the cache: what happens when it goes away, and what it may not remember afterwards.

Against a real server of its own (Debian, Ubuntu: apt install redis-server).
"""

import shutil
import signal
import subprocess
from contextlib import contextmanager

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import caches
from redis import Redis

from portal import caching

OPTIONS = {"table": {"LOCATION": "portal_cache", "OPTIONS": {}}, "socket_timeout": 0.1}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A redis-server that listens on a socket in a folder of its own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed: apt install redis-server")
    place = tmp_path_factory.mktemp("redis") / "redis.sock"
    command = [program, "--port", "0", "--unixsocket", str(place), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:  # until it says so: nobody waits by the clock
            if "Ready to accept" in line or "ready to accept" in line:
                break
        process.socket, process.place = place, f"unix://{place}"
        yield process
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.stdout.close()


@pytest.fixture
def redis(server, settings, db, monkeypatch):
    """The portal's cache is this server, and it is asked again at once after an absence."""
    monkeypatch.setattr(caching, "PAUSE", 0)
    monkeypatch.setattr(caching.RedisOrTable, "link", caching.Link())
    settings.CACHES = {
        "default": {
            "BACKEND": "portal.caching.RedisOrTable",
            "LOCATION": server.place,
            "OPTIONS": OPTIONS,
        }
    }
    Redis.from_url(server.place).flushdb()
    yield server
    server.send_signal(signal.SIGCONT)


@contextmanager
def away(server):
    """Nobody reaches the server, which goes on and keeps what it has."""
    hidden = server.socket.with_suffix(".hidden")
    server.socket.rename(hidden)
    with Redis.from_url(f"unix://{hidden}") as keeper:
        keeper.client_kill_filter(_type="normal", skipme=True)
    yield
    hidden.rename(server.socket)


def test_what_is_kept_is_in_redis(redis):
    cache = caches["default"]
    assert cache.add("tries", 1, 60)
    assert not cache.add("tries", 1, 60)
    assert cache.incr("tries") == 2
    cache.set_many({"a": [1, 2], "b": "x"})
    assert cache.get_many(["a", "b"]) == {"a": [1, 2], "b": "x"}
    assert Redis.from_url(redis.place).dbsize() == 3
    assert cache.table.get("tries") is None


def test_a_limit_holds_while_redis_hangs(redis):
    redis.send_signal(signal.SIGSTOP)
    cache = caches["default"]
    assert cache.add("tries", 1, 60)
    assert not cache.add("tries", 1, 60)
    assert cache.incr("tries") == 2
    assert cache.get("tries") == 2
    assert cache.delete("tries")
    assert cache.get("tries") is None


def test_pages_answer_and_nobody_is_signed_out(redis, settings, client, amina):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    client.force_login(amina)
    assert client.get("/me/").status_code == 200
    with away(redis):
        assert client.get("/me/").status_code == 200
    Redis.from_url(redis.place).flushdb()  # it was started anew, and remembers nothing
    assert client.get("/me/").status_code == 200


def test_who_signed_out_meanwhile_stays_out(redis):
    session = SessionStore()
    session["who"] = "amina"
    session.create()
    assert SessionStore(session.session_key).load() == {"who": "amina"}
    with away(redis):
        SessionStore(session.session_key).delete()
    assert Redis.from_url(redis.place).dbsize() == 1, "Redis still has the copy"
    assert SessionStore(session.session_key).load() == {}


def test_another_process_starts_after_it_was_away(redis, monkeypatch):
    """The one that missed something died before it could empty Redis."""
    caches["default"].set("copy", "old")
    with away(redis):
        caches["default"].delete("copy")
    assert Redis.from_url(redis.place).dbsize() == 1
    monkeypatch.setattr(caching.RedisOrTable, "link", caching.Link())
    assert caches["default"].get("copy") is None


def test_what_the_table_kept_meanwhile_is_not_there_the_next_time(redis):
    """A copy of a session in the table would else outlive a sign-out that only Redis was told."""
    cache = caches["default"]
    with away(redis):
        cache.set("copy", "old")
    assert cache.get("copy") is None
    with away(redis):
        assert cache.get("copy") is None


def test_an_absent_redis_is_not_asked_for_every_page(redis, monkeypatch):
    monkeypatch.setattr(caching, "PAUSE", 60)
    cache = caches["default"]
    with away(redis):
        cache.get("x")
    cache.set("x", 1)
    assert Redis.from_url(redis.place).dbsize() == 0
    assert cache.get("x") == 1

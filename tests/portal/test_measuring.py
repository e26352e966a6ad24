"""The log of requests and /metrics: what they say, and what nobody may find in them."""

import io
import json
import logging
import runpy
from types import SimpleNamespace

import pytest
from django.conf import settings as ours
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.urls import path

from portal import jobs, logs
from portal.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]
TOKEN = "q8Z-3vN_xW1rTgYb5LkPz7JmHd2CsUaE4f"
SHOWN = {"authorization": f"Bearer {TOKEN}"}
NEEDLES = ("amina", "yusuf", "open-sesame", "larkfield.example", "203.0.113.9", "evil", "script")


@login_not_required
def breaking(request):
    raise IntegrityError(
        "duplicate key value\nDETAIL:  Key (email)=(amina.yusuf@larkfield.example) exists."
        " password=open-sesame"
    )


urlpatterns = [path("breaks/", breaking, name="breaking"), *urlpatterns]


@pytest.fixture
def log():
    """What a StreamHandler with our formatter writes while the test runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    handler.addFilter(logs.AddRequestId())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.fixture
def visitor(settings, joy):
    """A browser of a portal that logs and counts, with addresses that break."""
    settings.ACCESS_LOG, settings.METRICS_TOKEN = True, TOKEN
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def hostile(visitor):
    """Requests that carry names and secrets wherever one fits; gives how many there were."""
    there = {
        "HTTP_X_FORWARDED_FOR": "203.0.113.9",
        "HTTP_USER_AGENT": "<script>evil</script>",
        "HTTP_AUTHORIZATION": "Bearer open-sesame",
        "HTTP_COOKIE": "sessionid=open-sesame",
        "HTTP_REFERER": "https://evil.example/amina.yusuf",
        "REMOTE_ADDR": "203.0.113.9",
    }
    typed = {"login": "amina.yusuf", "password": "open-sesame"}
    answers = [
        visitor.get("/people/amina.yusuf/", **there),
        visitor.get("/no/amina.yusuf/%3Cscript%3E", **there),
        visitor.get("/calendar/open-sesame.ics", **there),
        visitor.get("/search/?q=Amina+Yusuf&token=open-sesame", **there),
        visitor.get("/mail/stop/open-sesame/", **there),
        visitor.post("/accounts/login/", typed, **there),
        visitor.post("/zero/message/", typed, **there),
        visitor.generic("EVIL", "/healthz", **there),
        visitor.get("/healthz", **there | {"HTTP_HOST": "evil.example"}),
        visitor.get("/breaks/?token=open-sesame", **there),
        visitor.get("/accounts/password/reset/key/1-open-sesame/", **there),
    ]
    return [answer.status_code for answer in answers]


def test_no_line_of_the_log_says_who_or_what_secret(visitor, log, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    statuses = hostile(visitor)
    assert {302, 400, 403, 404, 500} <= set(statuses)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = [line for line in lines if line["logger"] == "portal.access"]
    assert [line["status"] for line in told] == statuses
    assert {"portal:person", "none", "account_login", "breaking"} <= {
        line["route"] for line in told
    }
    assert {line["method"] for line in told} == {"GET", "POST", "other"}
    assert all(line["request"] for line in lines)
    assert any("duplicate key value" in line.get("error", "") for line in lines), "still of use"
    text = log.getvalue().lower().replace("disallowedhost", "")
    said = [line for line in text.splitlines() if '"logger": "django.security' not in line]
    for needle in NEEDLES:
        assert not [line for line in said if needle in line], needle


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "Invalid request from ip=203.0.113.9: Invalid HTTP request line: 'GET /amina.yusuf'",
            "Invalid request from ip=***: Invalid HTTP request line: ***",
        ),
        ("Invalid HTTP Header: 'evil: open-sesame'", "Invalid HTTP Header: ***"),
        ("{'amina.yusuf@larkfield.example': (550, b'no')}", "{'***@***': (550, b'no')}"),
        ("Sent in 3 pieces: all well", "Sent in 3 pieces: all well"),
    ],
)
def test_what_others_quote_is_masked(said, kept):
    assert logs.masked(said) == kept


def test_a_line_has_these_keys_and_the_id_of_the_page(visitor, log):
    answer = visitor.get("/healthz")
    (line,) = [json.loads(line) for line in log.getvalue().splitlines()]
    assert line["request"] == answer["X-Request-ID"]
    assert set(line) == {
        *("at", "level", "logger", "request", "message"),
        *("method", "route", "status", "ms", "queries"),
    }
    assert (line["route"], line["status"], line["queries"]) == ("healthz", 200, 0)


@pytest.mark.parametrize(
    ("token", "shown", "status"),
    [
        ("", {}, 404),
        ("", {"authorization": "Bearer "}, 404),
        (TOKEN, {}, 401),
        (TOKEN, {"authorization": f"Bearer {TOKEN}x"}, 401),
        (TOKEN, {"authorization": TOKEN}, 401),
        (TOKEN, SHOWN, 200),
    ],
)
def test_numbers_are_for_whoever_shows_the_token(settings, joy, token, shown, status):
    settings.METRICS_TOKEN = token
    assert Client(headers=shown).get("/metrics").status_code == status


def test_numbers_go_by_route_and_name_nobody(visitor, settings, amina):
    settings.ALLOWED_HOSTS = ["testserver"]
    hostile(visitor)
    text = visitor.get("/metrics", headers=SHOWN).content.decode()
    assert 'hero_requests_total{method="GET",route="portal:person",status="3xx"}' in text
    assert 'hero_errors_total{kind="IntegrityError",route="breaking"}' in text
    assert 'hero_request_seconds_bucket{le="0.5",route="healthz"}' in text
    for name in (
        "outbox_waiting",
        "job_late",
        "ideas_overdue",
        "database_bytes",
        "database_up 1.0",
    ):
        assert f"hero_{name}" in text
    for needle in NEEDLES:
        assert needle not in text.lower(), needle


def test_numbers_cost_the_same_however_much_there_is(
    visitor, amina, marcus, django_assert_max_num_queries
):
    from portal import notices

    for turn in range(3):
        notices.tell([amina, marcus], "zero.called", key=f"x{turn}", url="/")
    with django_assert_max_num_queries(16):
        assert visitor.get("/metrics", headers=SHOWN).status_code == 200


def test_a_database_that_is_away_is_a_number(visitor, monkeypatch):
    def away(*_args):
        raise OperationalError("connection refused")

    monkeypatch.setattr(jobs, "state", away)
    answer = visitor.get("/metrics", headers=SHOWN)
    assert answer.status_code == 200
    assert b"hero_database_up 0.0" in answer.content


def test_without_either_nothing_is_measured(settings, log, joy):
    settings.ACCESS_LOG, settings.METRICS_TOKEN = False, ""
    Client().get("/healthz")
    assert "portal.access" not in log.getvalue()


def test_a_worker_takes_the_place_of_the_one_that_went(monkeypatch):
    """So there are as many files of numbers as there are workers at once, for ever."""
    conf = runpy.run_path(str(ours.BASE_DIR / "gunicorn.conf.py"))
    server = SimpleNamespace(WORKERS={})
    for pid in (1, 2, 3):
        worker = SimpleNamespace()
        conf["pre_fork"](server, worker)
        server.WORKERS[pid] = worker
    assert [worker.place for worker in server.WORKERS.values()] == [0, 1, 2]
    del server.WORKERS[2]
    renewed = SimpleNamespace()
    conf["pre_fork"](server, renewed)
    assert renewed.place == 1

"""The clockwork: each slot once, in whichever process, and after a standstill once."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connections
from django.urls import get_resolver
from django.utils import timezone

from portal import delivery, history, jobs, notices, submissions
from portal.management.commands.clockwork import Command
from portal.models import JobRun, Notice

NOON = datetime(2026, 5, 18, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def runs(monkeypatch, db):
    """An empty registry, and the list that its one job writes to."""
    get_resolver().url_patterns  # noqa: B018  (views of a room may be what declares its jobs)
    monkeypatch.setattr(jobs, "JOBS", {})
    done = []

    @jobs.every(minutes=60, name="count")
    def count(now):
        done.append(now)
        return len(done)

    return done


@pytest.mark.parametrize(
    ("minutes", "slot"),
    [
        (1, datetime(2026, 5, 18, 12, 0, tzinfo=UTC)),
        (60, datetime(2026, 5, 18, 12, 0, tzinfo=UTC)),
        (24 * 60, datetime(2026, 5, 18, tzinfo=UTC)),
    ],
)
def test_time_is_cut_into_slots(minutes, slot):
    job = jobs.Job("x", timedelta(minutes=minutes), lambda now: 0)
    assert job.slot(NOON) == slot
    assert job.slot(slot) == slot
    assert job.slot(slot - timedelta(microseconds=1)) == slot - timedelta(minutes=minutes)


def test_a_slot_is_run_once(runs):
    (run,) = jobs.run_due(NOON)
    assert (run.name, run.done, run.error) == ("count", 1, "")
    assert run.finished_at
    assert jobs.run_due(NOON + timedelta(minutes=59)) == []
    assert len(jobs.run_due(NOON + timedelta(minutes=60))) == 1
    assert runs == [NOON, NOON + timedelta(minutes=60)]


def test_after_a_standstill_it_runs_once_not_often(runs):
    jobs.run_due(NOON)
    assert len(jobs.run_due(NOON + timedelta(days=3))) == 1
    assert len(runs) == 2


def test_a_job_that_breaks_is_noted_and_stops_nobody(runs):
    @jobs.every(minutes=60, name="broken")
    def broken(now):
        raise RuntimeError("the reason")

    jobs.JOBS["after"] = jobs.Job("after", timedelta(hours=1), lambda now: 7)
    found = {run.name: (run.done, run.error) for run in jobs.run_due(NOON)}
    assert found == {"count": (1, ""), "broken": (0, "RuntimeError: the reason"), "after": (7, "")}
    assert JobRun.objects.filter(finished_at=None).count() == 0


def test_a_run_that_died_is_taken_up_after_an_hour(runs, monkeypatch):
    monkeypatch.setattr(jobs, "JOBS", {})
    jobs.every(minutes=24 * 60, name="daily")(lambda now: runs.append(now))
    slot = jobs.JOBS["daily"].slot(NOON)
    JobRun.objects.create(name="daily", slot=slot, started_at=NOON)
    assert jobs.run_due(NOON + timedelta(minutes=59)) == []
    assert len(jobs.run_due(NOON + timedelta(minutes=60))) == 1
    assert jobs.run_due(NOON + timedelta(hours=3)) == []
    assert len(runs) == 1


def test_a_job_that_raised_is_tried_again_after_an_hour_or_when_somebody_asks(runs, monkeypatch):
    answers = iter([ZeroDivisionError("first"), ZeroDivisionError("second"), 5])

    def moody(now):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(jobs, "JOBS", {})
    jobs.every(minutes=24 * 60, name="daily")(moody)
    jobs.run_due(NOON)
    assert jobs.run_due(NOON + timedelta(minutes=59)) == []
    (run,) = jobs.run_due(NOON + timedelta(minutes=61))
    assert run.error == "ZeroDivisionError: second"
    assert jobs.run_due(NOON + timedelta(minutes=62)) == []
    with time_machine.travel(NOON + timedelta(minutes=63), tick=False):
        assert jobs.try_again("daily")
        assert not jobs.try_again("unheard of")
    (run,) = jobs.run_due(NOON + timedelta(minutes=63))
    assert (run.done, run.error) == (5, "")
    with time_machine.travel(NOON + timedelta(minutes=64), tick=False):
        assert not jobs.try_again("daily"), "what went well is not run again"
    assert JobRun.objects.count() == 1


def test_a_job_is_declared_once(runs):
    with pytest.raises(ValueError, match="declared twice"):
        jobs.every(minutes=1, name="count")(lambda now: 0)


def test_many_processes_run_a_slot_once(transactional_db, runs):
    errors = []

    def worker():
        try:
            jobs.run_due(NOON)
        except Exception as error:  # a thread must not swallow it
            errors.append(error)
        finally:
            connections.close_all()

    workers = [Thread(target=worker) for _worker in range(6)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert errors == []
    assert len(runs) == 1
    assert JobRun.objects.count() == 1


def test_the_state_says_what_is_late(runs, amina):
    assert jobs.state(NOON)["late"] == ["count"]
    jobs.run_due(NOON)
    Notice.objects.create(person=amina, kind="x", key="1", mail=Notice.Mail.FAILED)
    Notice.objects.create(person=amina, kind="x", key="2")
    state = jobs.state(NOON + timedelta(hours=2))
    assert (state["late"], state["mail"]) == ([], {"waiting": 1, "failed": 1})
    assert state["jobs"][0]["run"].done == 1
    assert jobs.state(NOON + timedelta(hours=3))["late"] == ["count"]


def test_readiness_tells_what_the_clockwork_does(runs, amina, joy, client):
    answer = client.get("/readyz").json()
    assert answer["status"] == "ok"
    assert answer["warnings"] == ["clockwork silent", "job late: count"]
    assert answer["clockwork"]["last_run"] is None
    jobs.run_due(now := timezone.now())
    nothing = {"waiting": 0, "failed": 0}
    answer = client.get("/readyz").json()
    assert answer["warnings"] == []
    assert answer["clockwork"] == {
        "last_run": DjangoJSONEncoder().default(now),
        "late": [],
        "mail": nothing,
        "webhooks": nothing,
    }


def test_readiness_warns_and_goes_on_serving(runs, amina, joy, client, monkeypatch):
    monkeypatch.setitem(
        jobs.JOBS, "broken", jobs.Job("broken", timedelta(hours=1), lambda now: 1 / 0)
    )
    jobs.run_due()
    Notice.objects.create(person=amina, kind="x", key="1", mail=Notice.Mail.FAILED)
    answer = client.get("/readyz")
    assert answer.status_code == 200, "no other process would serve better"
    assert answer.json()["warnings"] == ["job failed: broken", "mail given up: 1"]


def test_the_state_takes_few_questions(runs, django_assert_max_num_queries):
    for hour in range(5):
        jobs.run_due(NOON + timedelta(hours=hour))
    with django_assert_max_num_queries(6):
        jobs.state(NOON)


def test_tidying_forgets_what_is_old_and_keeps_the_rest(db):
    now = timezone.now()
    runs = [(2, 0, ""), (4, 0, ""), (4, 1, ""), (4, 0, "raised"), (29, 1, ""), (31, 1, "raised")]
    for number, (age, done, error) in enumerate(runs):
        started_at, slot = now - timedelta(days=age), now + timedelta(seconds=number)
        JobRun.objects.create(name="x", slot=slot, started_at=started_at, done=done, error=error)
    for key, age in (("dead", -1), ("alive", 1)):
        Session.objects.create(session_key=key, expire_date=now + timedelta(days=age))
    assert jobs.tidy(now) == 3
    kept = JobRun.objects.order_by("slot").values_list("done", "error")
    assert list(kept) == [(0, ""), (1, ""), (0, "raised"), (1, "")]
    ours = Session.objects.filter(session_key__in=["dead", "alive"])
    assert [session.session_key for session in ours] == ["alive"]


def test_tidying_asks_every_room(monkeypatch, db):
    monkeypatch.setattr(submissions, "forget", lambda now: 10)
    monkeypatch.setattr(notices, "forget", lambda now: 200)
    assert jobs.tidy(NOON) == 210


def test_the_days_checkpoint_is_kept_for_thirty_days(db, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(history, "VERIFIERS", {})
    settings.DATA_DIR = tmp_path
    for days in (40, 29, 0):
        jobs.keep_checkpoint(NOON - timedelta(days=days))
    kept = sorted(file.name for file in (tmp_path / "checkpoints").iterdir())
    assert kept == ["history-2026-04-19.jsonl", "history-2026-05-18.jsonl"]


def test_no_checkpoint_of_a_history_that_is_off(db, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    problem = history.Problem("idea:1", 3, "changed")
    monkeypatch.setattr(history, "VERIFIERS", {"x": lambda: [problem]})
    with pytest.raises(RuntimeError, match="idea:1 #3: changed"):
        jobs.keep_checkpoint(NOON)
    assert not (tmp_path / "checkpoints").exists()


def test_the_house_runs_mail_tidying_and_checkpoints():
    assert {"mail", "tidy", "checkpoint"} <= set(jobs.JOBS)


def test_once_runs_what_is_due_and_says_so(runs, capsys):
    call_command("clockwork", once=True)
    assert capsys.readouterr().out == "count: 1\n"
    call_command("clockwork", once=True)
    assert capsys.readouterr().out == ""


def test_an_error_is_said_too(runs, capsys):
    @jobs.every(minutes=60, name="broken")
    def broken(now):
        raise RuntimeError("the reason")

    call_command("clockwork", once=True)
    assert "broken: RuntimeError: the reason" in capsys.readouterr().err


def test_mail_that_was_given_up_can_be_tried_again(runs, amina, capsys):
    Notice.objects.create(person=amina, kind="x", key="1", mail=Notice.Mail.FAILED, attempts=5)
    call_command("clockwork", once=True, retry_mail=True)
    assert "1 notices will be mailed again." in capsys.readouterr().out
    assert delivery.state()["waiting"] == 1


def test_a_database_that_is_away_does_not_stop_the_clock(monkeypatch, db, caplog):
    def away():
        raise OperationalError("no connection")

    monkeypatch.setattr(jobs, "run_due", away)
    monkeypatch.setattr("portal.management.commands.clockwork.connection.close", lambda: None)
    Command().look()
    assert "cannot reach the database" in caplog.text


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_until_it_is_told_to_stop(settings, tmp_path, name):
    """A process of its own: no database is there yet, and still it runs and stops politely."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    process = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "clockwork", "--pause", "60"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout.readline() == "The clockwork is running.\n"
        process.send_signal(name)
        rest, _errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert rest == "The clockwork has stopped.\n"
    assert process.returncode == 0

"""Mail for a whole company: two processes at once, and one that is killed in the middle."""

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.utils import timezone

from portal import delivery
from portal.models import Notice, User
from tests.database import is_sqlite

PEOPLE = 10 if is_sqlite() else 100
EACH = 100  # 10,000 notices on PostgreSQL, which many workers are for
KIND = "zero.rung"  # urgent, so it goes at whatever hour this runs


@pytest.fixture
def company(transactional_db):
    """People with notices that are due."""
    now = timezone.now()
    people = User.objects.bulk_create(
        User(username=f"person{number}", email=f"person{number}@larkfield.example")
        for number in range(PEOPLE)
    )
    Notice.objects.bulk_create(
        Notice(
            person=person,
            kind=KIND,
            key=f"{number}",
            data={"who": "Amina"},
            not_before=now - timedelta(hours=1),
        )
        for person in people
        for number in range(EACH)
    )
    return set(Notice.objects.values_list("pk", flat=True))


def database():
    """The address of the test database, for another process."""
    name = connection.settings_dict["NAME"]
    if is_sqlite():
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def worker(*arguments):
    """A process that waits for a line on its input before it begins."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.portal.worker", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def begin(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def test_two_workers_send_each_notice_once(company):
    with worker() as first, worker() as second:
        for process in (first, second):
            assert process.stdout.readline() == "ready\n"
        for process in (first, second):
            begin(process)
        said = [process.communicate(timeout=120)[0].splitlines() for process in (first, second)]
    assert all(said), "both had a part in it"
    letters = [json.loads(line) for lines in said for line in lines]
    told = Counter(pk for letter in letters for pk in letter["notices"])
    assert set(told) == company
    assert set(told.values()) == {1}
    assert len({letter["id"] for letter in letters}) == len(letters) == PEOPLE
    assert set(Notice.objects.values_list("mail", flat=True)) == {Notice.Mail.SENT}


def test_a_worker_that_is_killed_loses_nothing(company):
    """At least once: the one letter that was on its way comes again, as the same letter."""
    with worker("5") as doomed:
        assert doomed.stdout.readline() == "ready\n"
        begin(doomed)
        before = [json.loads(doomed.stdout.readline()) for _letter in range(5)]
        doomed.kill()  # -9: it cannot tidy up
        assert doomed.stdout.read() == ""
    left = Notice.objects.exclude(mail=Notice.Mail.SENT)
    assert left.filter(mail=Notice.Mail.CLAIMED).count() == EACH
    assert delivery.deliver() == PEOPLE - 5, "the others get theirs at once"
    with time_machine.travel(timezone.now() + delivery.CLAIM + timedelta(minutes=1)):
        assert delivery.deliver() == 1
    assert not left.all().exists()
    after = {message.to[0]: message.extra_headers["Message-ID"] for message in mail.outbox}
    assert len(after) == len(mail.outbox) == PEOPLE - 4
    twice = [(letter["to"], letter["id"]) for letter in before if letter["to"] in after]
    assert twice == [(before[-1]["to"], after[before[-1]["to"]])]

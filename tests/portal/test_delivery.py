"""The outbox is emptied once: two workers, crashes, mail servers away (R6)."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import delivery, letters, notices
from portal.models import Notice, User

NOON = datetime(2026, 5, 18, 11, tzinfo=UTC)  # Monday, 12:00 in London
Mail = Notice.Mail


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(notices, "KINDS", {})
    notices.register("test.fyi", _("It is raining."))
    notices.register("test.safety", _("The stairs are closed."), urgent=True)
    notices.register("test.receipt", _("You signed."), detail=_("Keep this."), can_mute=False)
    return notices.KINDS


@pytest.fixture
def alert(amina):
    """Amina, who wants to hear of things as they happen."""
    amina.delivery = User.Delivery.AT_ONCE
    amina.save()
    return amina


def states():
    return [notice.mail for notice in Notice.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"person": {"is_active": False}}, Mail.UNWANTED),
        ({"person": {"email": ""}}, Mail.UNWANTED),
        ({"notice": {"read_at": NOON}}, Mail.UNWANTED),
        ({"notice": {"read_at": NOON, "kind": "test.receipt"}}, Mail.SENT),
        ({"notice": {"kind": "of.another.version"}}, Mail.SENT),
        ({}, Mail.SENT),
    ],
)
def test_what_became_needless_is_not_sent(alert, change, state):
    notices.tell(alert, "test.fyi", key="1")
    User.objects.filter(pk=alert.pk).update(**change.get("person", {"theme": ""}))
    Notice.objects.update(**change.get("notice", {"error": ""}))
    assert delivery.deliver() == (state == Mail.SENT)
    assert states() == [state]


def test_a_clockwork_that_stood_still_wakes_nobody(alert, noon):
    notices.tell(alert, "test.fyi", key="1")
    notices.tell(alert, "test.safety", key="2")
    noon.move_to(NOON + timedelta(hours=16), tick=False)  # four in the morning
    assert delivery.deliver() == 1
    assert mail.outbox[0].subject == "The stairs are closed."
    assert states() == [Mail.WAITING, Mail.SENT]
    noon.move_to(NOON + timedelta(hours=21), tick=False)
    assert delivery.deliver() == 1
    assert states() == [Mail.SENT, Mail.SENT]


def test_two_workers_never_send_one_row_twice(alert, marcus):
    notices.tell([alert, marcus], "test.safety", key="1")
    mine = delivery.claim(alert.pk, NOON)
    assert mine.notices
    assert delivery.claim(alert.pk, NOON) is None, "the other worker comes too late"
    assert delivery.deliver() == 1, "and sends only Marcus his"
    assert delivery.send(mine, mail.get_connection())
    assert sorted(message.to[0] for message in mail.outbox) == sorted([alert.email, marcus.email])
    assert delivery.deliver() == 0


def test_a_crash_after_the_claim_loses_nothing(alert, noon):
    notices.tell(alert, "test.safety", key="1")
    delivery.claim(alert.pk, NOON)  # and here the worker dies
    noon.move_to(NOON + timedelta(minutes=9), tick=False)
    assert delivery.deliver() == 0
    noon.move_to(NOON + timedelta(minutes=10), tick=False)
    notices.tell(alert, "test.safety", key="2")
    assert delivery.deliver() == 1
    assert states() == [Mail.SENT, Mail.WAITING], "the same letter as before, without the new one"
    assert delivery.deliver() == 1
    assert len(mail.outbox) == 2


def test_a_worker_that_slept_too_long_does_not_send(alert, noon):
    notices.tell(alert, "test.safety", key="1")
    slow = delivery.claim(alert.pk, NOON)
    noon.move_to(NOON + timedelta(minutes=11), tick=False)
    assert delivery.deliver() == 1
    assert delivery.send(slow, mail.get_connection()) is False
    assert len(mail.outbox) == 1


def test_a_crash_after_sending_repeats_the_same_message_id(alert, noon, monkeypatch):
    """The one repeat that nobody can rule out over SMTP can be recognised."""
    notices.tell(alert, "test.safety", key="1")
    letter = delivery.claim(alert.pk, NOON)
    delivery.letters.compose(letter).send()  # and here the worker dies
    noon.move_to(NOON + timedelta(minutes=11), tick=False)
    assert delivery.deliver() == 1
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


class Moody(EmailBackend):
    """A mail server that breaks at the letters to some people."""

    refuses = frozenset()
    asked = 0

    def send_messages(self, messages):
        Moody.asked += 1
        if messages[0].to[0] in self.refuses:
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return super().send_messages(messages)


@pytest.fixture
def moody(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Moody"
    monkeypatch.setattr(Moody, "asked", 0)
    return Moody


def test_a_letter_that_fails_waits_longer_each_time_and_then_gives_up(
    alert, marcus, noon, moody, monkeypatch
):
    monkeypatch.setattr(moody, "refuses", {alert.email})
    notices.tell([alert, marcus], "test.safety", key="1")
    assert delivery.deliver() == 1, "the others get theirs"
    waits, now = [], NOON
    while Notice.objects.filter(mail=Mail.WAITING).exists():
        due = Notice.objects.get(mail=Mail.WAITING).not_before
        waits.append((due - now) // timedelta(minutes=1))
        noon.move_to(due - timedelta(seconds=1), tick=False)
        delivery.deliver()
        now = due
        noon.move_to(now, tick=False)
        delivery.deliver()
    failed = Notice.objects.get(person=alert)
    assert waits == [1, 5, 30, 120]
    assert (failed.mail, failed.attempts) == (Mail.FAILED, delivery.LIMIT)
    assert "Connection unexpectedly closed" in failed.error
    assert moody.asked == 6, "five times Amina, once Marcus"
    assert delivery.state() == {"waiting": 0, "failed": 1}

    monkeypatch.setattr(moody, "refuses", frozenset())
    assert delivery.try_again() == 1
    assert delivery.deliver() == 1


def test_a_letter_that_is_tried_again_keeps_its_message_id(alert, noon, moody, monkeypatch):
    ids = []
    monkeypatch.setattr(moody, "refuses", {alert.email})
    notices.tell(alert, "test.safety", key="1")
    notices.tell(alert, "test.safety", key="2")
    delivery.deliver()
    monkeypatch.setattr(moody, "refuses", frozenset())
    noon.move_to(NOON + timedelta(minutes=1), tick=False)
    notices.tell(alert, "test.safety", key="3")
    delivery.deliver()
    delivery.deliver()
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    kept = delivery.Letter(alert, tuple(Notice.objects.order_by("pk")[:2]), NOON).message_id
    assert len(ids) == 2
    assert kept in ids[0]


def test_a_mail_server_that_is_away_costs_no_attempt(alert, moody, monkeypatch):
    def away(self):
        raise ConnectionRefusedError("nobody there")

    notices.tell(alert, "test.safety", key="1")
    monkeypatch.setattr(moody, "open", away)
    for _time in range(delivery.LIMIT + 1):
        with pytest.raises(OSError, match="nobody there"):
            delivery.deliver()
    notice = Notice.objects.get()
    assert (notice.mail, notice.attempts) == (Mail.WAITING, 0)
    assert delivery.state() == {"waiting": 1, "failed": 0}


def test_one_letter_that_cannot_be_written_stops_nobody(alert, marcus, kinds):
    notices.register("test.broken", _("%(nobody_declared_this)s"), urgent=True)
    notices.tell(alert, "test.broken", key="1")
    notices.tell(marcus, "test.safety", key="1")
    assert delivery.deliver() == 1
    assert "KeyError" in Notice.objects.get(person=alert).error


def test_a_long_absence_is_one_letter_that_can_be_read(alert):
    """All that must arrive is named, and the newest news as far as there is room."""
    for number in range(letters.LONGEST + 5):
        notices.tell(alert, "test.fyi", key=f"fyi {number}")
    notices.tell(alert, "test.receipt", key="receipt")
    assert delivery.deliver() == 1
    assert delivery.deliver() == 0
    assert set(states()) == {Mail.SENT}
    body = mail.outbox[0].body
    assert body.count("It is raining.") == letters.LONGEST - 1
    assert body.count("You signed.") == 1
    assert "And 6 more pieces of news, under the bell: http://127.0.0.1:8000/notices/" in body
    oldest, newest = (Notice.objects.get(key=f"fyi {number}") for number in (5, 6))
    assert f"/notices/{oldest.pk}/" not in body
    assert f"/notices/{newest.pk}/" in body


def test_what_must_arrive_is_named_however_much_it_is(alert):
    for number in range(letters.LONGEST + 5):
        notices.tell(alert, "test.receipt", key=str(number))
    notices.tell(alert, "test.fyi", key="fyi")
    delivery.deliver()
    assert mail.outbox[0].body.count("You signed.") == letters.LONGEST + 5
    assert "And 1 more piece of news" in mail.outbox[0].body


def test_a_day_of_standstill_ends_with_one_letter_each(alert, marcus, noon):
    """Marcus hears once a day, Amina at once; for both the days that were missed are one mail."""
    notices.tell([alert, marcus], "test.fyi", key="monday")
    noon.move_to(NOON + timedelta(days=1), tick=False)
    notices.tell([alert, marcus], "test.fyi", key="tuesday")
    noon.move_to(NOON + timedelta(days=2), tick=False)
    notices.tell(alert, "test.fyi", key="wednesday")
    for minutes in range(0, 60, 5):
        noon.move_to(NOON + timedelta(days=2, minutes=minutes), tick=False)
        delivery.deliver()
    said = {message.to[0]: message.body.count("It is raining.") for message in mail.outbox}
    assert said == {alert.email: 3, marcus.email: 2}
    assert len(mail.outbox) == 2


def test_nothing_to_send_opens_no_connection(moody, monkeypatch, db):
    monkeypatch.setattr(moody, "open", lambda self: pytest.fail("nobody asked for a connection"))
    assert delivery.deliver() == 0
    assert delivery.deliver(timezone.now() + timedelta(days=1)) == 0

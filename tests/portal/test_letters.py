"""What stands in a mail: words, links, a sender that a person can answer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils.translation import gettext_lazy as _

from portal import delivery, notices, zero
from portal.models import Notice, User
from portal.notices import Group

NOON = datetime(2026, 5, 18, 11, tzinfo=UTC)  # Monday, 12:00 in London


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(notices, "KINDS", {})
    notices.register(
        "test.turn", _("%(actor)s asks about %(title)s."), "title", group=Group.TURN, label=_("Go")
    )
    notices.register("test.good", _("%(actor)s says thank you."), group=Group.GOOD)
    notices.register("test.fyi", _("It is raining."))
    notices.register("test.safety", _("The stairs are closed."), urgent=True)
    notices.register("test.receipt", _("You signed."), detail=_("Keep this."))


@pytest.fixture
def alert(amina):
    """Amina, who wants to hear of things as they happen."""
    amina.delivery = User.Delivery.AT_ONCE
    amina.save()
    return amina


def bodies(message):
    return [message.body, message.alternatives[0].content]


def test_one_notice_is_a_mail_of_its_own(alert, marcus, joy, settings):
    settings.BASE_URL = "https://hero.example.com"
    notices.tell(alert, "test.turn", key="1", actor=marcus, url="/ideas/1/", title="Video <b>")
    assert delivery.deliver() == 1
    (message,) = mail.outbox
    notice = Notice.objects.get()
    assert message.to == [alert.email]
    assert message.subject == "Marcus Bell asks about Video <b>."
    assert message.reply_to == [marcus.email]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["Message-ID"].endswith("@hero.example.com>")
    text, html = bodies(message)
    for body in (text, html):
        assert f"https://hero.example.com/notices/{notice.pk}/" in body
        assert "https://hero.example.com/me/#mail" in body
        assert "Hello Amina," in body
        assert "Joy Adeyemi is on the HERO desk" in body
        assert "Needs you" not in body
    assert "Video <b>" in text
    assert "Video &lt;b&gt;" in html
    assert "<b>" not in html
    assert (notice.mail, notice.sent_at, notice.attempts) == (Notice.Mail.SENT, NOON, 1)


def test_several_are_one_round_up(amina, marcus, joy, noon):
    notices.tell(amina, "test.fyi", key="1")
    notices.tell(amina, "test.turn", key="2", actor=marcus, title="Video")
    notices.tell(amina, "test.good", key="3", actor=marcus)
    notices.tell(marcus, "test.fyi", key="4")
    assert delivery.deliver() == 0, "she hears once a day"
    noon.move_to(NOON + timedelta(hours=21), tick=False)
    assert delivery.deliver() == 2
    message = next(message for message in mail.outbox if message.to == [amina.email])
    assert message.subject == "1 thing needs you, and some news"
    assert message.reply_to == [joy.email]
    for body in bodies(message):
        headings = [body.lower().index(word) for word in ("needs you", "good news", "just so you")]
        assert headings == sorted(headings)
        assert "You get one mail a day, at 09:00" in body
    assert delivery.deliver() == 0
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("count", "subject"), [(1, "It is raining."), (3, "3 pieces of news, and nothing needs you")]
)
def test_the_subject_of_mere_news(alert, count, subject):
    for number in range(count):
        notices.tell(alert, "test.fyi", key=str(number))
    delivery.deliver()
    assert mail.outbox[0].subject == subject


def test_a_title_cannot_write_headers_and_is_cut(alert, marcus):
    title = "\r\nBcc: everybody@example.com " + "long " * 100
    notices.tell(alert, "test.turn", key="1", actor=marcus, title=title)
    delivery.deliver()
    (message,) = mail.outbox
    assert message.recipients() == [alert.email]
    assert len(message.subject) <= 120
    assert "\n" not in message.subject
    assert "\nBcc:" not in message.message().as_string().split("\n\n")[0]


def test_a_reply_reaches_a_person(alert, marcus, joy):
    marcus.is_active = False
    marcus.save()
    notices.tell(alert, "test.turn", key="1", actor=marcus, title="Video")
    delivery.deliver()
    assert mail.outbox[0].reply_to == [joy.email]


def test_who_covers_reads_for_whom(alert):
    Notice.objects.create(person=alert, kind="test.fyi", key="1", covers_for="Marcus Bell")
    delivery.deliver()
    for body in bodies(mail.outbox[0]):
        assert "You cover for Marcus Bell." in body


def test_the_mail_speaks_in_the_readers_time(alert, joy):
    alert.time_zone = "Asia/Kolkata"
    alert.save()
    notices.tell(alert, "test.safety", key="1")
    delivery.deliver()
    until = zero.on_duty().until.astimezone(ZoneInfo("Asia/Kolkata"))
    assert f"{until:%H:%M}" in mail.outbox[0].body
    assert until.minute == 30, "which is nowhere else half past"


def test_the_small_print_of_a_receipt_is_in_the_mail(alert):
    notices.tell(alert, "test.receipt", key="1")
    delivery.deliver()
    for body in bodies(mail.outbox[0]):
        assert "Keep this." in body


@pytest.mark.parametrize(("news", "named"), [(3, 3), (30, 30), (50, 50), (55, 50)])
def test_a_letter_names_all_that_there_is_room_for(alert, news, named):
    for number in range(news):
        notices.tell(alert, "test.fyi", key=str(number))
    delivery.deliver()
    body = mail.outbox[0].body
    assert body.count("It is raining.") == named
    assert ("more piece" in body) == (news > named)

"""Webhooks: who is told what, once, signed, in its own shape, and what if not."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal import posting, webhooks
from portal.models import Posting, Webhook
from tests.portal.receiver import listening, says

NOON = datetime(2026, 5, 18, 11, tzinfo=UTC)
State = Posting.State


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def kinds(monkeypatch, settings):
    settings.BASE_URL = "https://hero.example.com"
    monkeypatch.setattr(webhooks, "KINDS", {})
    webhooks.register("idea.tried", _("An idea is being tried"))
    webhooks.register("idea.celebrated", _("An idea is celebrated"))


@pytest.fixture
def receiver(settings):
    with listening(says(204)) as server:
        server.address = f"http://127.0.0.1:{server.server_port}/hook"
        settings.WEBHOOK_PRIVATE_HOSTS = [f"127.0.0.1:{server.server_port}"]
        yield server


@pytest.fixture
def hook(receiver, ada):
    new = Webhook(name="#ideas", shape="json", kinds=["idea.tried"])
    return webhooks.keep(new, by=ada, address=receiver.address, secret="between us")


def tell(key="1", sentence="“Video” is being tried.", url="/ideas/1/"):
    webhooks.publish("idea.tried", sentence, url=url, key=key)


def states():
    return [row.state for row in Posting.objects.order_by("pk")]


# What is put in the outbox


def test_whoever_wants_a_kind_is_told_once(hook, ada, receiver):
    for name, wants, is_on in (("#all", ["idea.tried", "idea.celebrated"], True), ("#off", [], 0)):
        other = Webhook(name=name, shape="slack", kinds=wants or ["idea.tried"], is_on=is_on)
        webhooks.keep(other, by=ada, address=receiver.address)
    tell()
    tell()
    webhooks.publish("idea.celebrated", "Hooray.", key="2")
    told = Posting.objects.values_list("webhook__name", "kind")
    assert sorted(told) == [
        ("#all", "idea.celebrated"),
        ("#all", "idea.tried"),
        ("#ideas", "idea.tried"),
    ]


def test_what_was_not_declared_is_not_told(hook):
    with pytest.raises(KeyError):
        webhooks.publish("idea.secret", "Psst.", key="1")
    with pytest.raises(ValueError, match="declared twice"):
        webhooks.register("idea.tried", _("Again"))


def test_what_was_rolled_back_is_not_told(hook):
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert states() == []


# What is sent


def test_it_is_signed_and_sent_once(hook, receiver):
    tell()
    assert posting.deliver() == 1
    assert posting.deliver() == 0
    ((path, headers, body),) = receiver.got
    row = Posting.objects.get()
    assert json.loads(body) == {
        "id": str(row.pk),
        "kind": "idea.tried",
        "sentence": "“Video” is being tried.",
        "url": "https://hero.example.com/ideas/1/",
        "at": "2026-05-18T11:00:00+00:00",
    }
    at = headers["X-Hero-Timestamp"]
    assert int(at) == NOON.timestamp()
    expected = hmac.new(b"between us", at.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Hero-Signature"] == f"sha256={expected}"
    assert headers["X-Hero-Delivery"] == str(row.pk)
    assert (path, headers["Content-Type"]) == ("/hook", "application/json")
    assert (row.state, row.sent_at, row.attempts) == (State.SENT, NOON, 1)


@pytest.mark.parametrize("shape", ["slack", "teams"])
def test_a_title_is_only_ever_text(hook, receiver, shape):
    hook.shape = shape
    hook.save()
    tell(sentence="<!channel> @all [x](https://evil.test) & **b**\nagain")
    posting.deliver()
    said = json.loads(receiver.got[0][2])
    if shape == "slack":
        text = "&lt;!channel&gt; @\u200ball [x](https://evil.test) &amp; **b** again"
        assert said["text"] == f"{text}\n<https://hero.example.com/ideas/1/>"
        assert said["mrkdwn"] is False
        return
    card = said["attachments"][0]["content"]
    (line,) = card["body"][0]["inlines"]
    assert line["text"] == "<!channel> @all [x](https://evil.test) & **b** again"
    assert card["body"][0]["type"] == "RichTextBlock", "a TextBlock would read Markdown"
    assert card["actions"][0]["url"] == "https://hero.example.com/ideas/1/"


def test_without_an_address_nothing_is_linked(hook, receiver):
    for shape in ("slack", "teams"):
        Webhook.objects.update(shape=shape)
        tell(key=shape, url="")
        posting.deliver()
    slack, teams = (json.loads(body) for _path, _headers, body in receiver.got)
    assert slack["text"] == "“Video” is being tried."
    assert "actions" not in teams["attachments"][0]["content"]


# What happens when it is not taken


def test_it_waits_longer_each_time_and_then_gives_up(hook, receiver, noon):
    receiver.answer = says(500)
    tell()
    waits, now = [], NOON
    assert posting.deliver() == 0
    while Posting.objects.filter(state=State.WAITING).exists():
        due = Posting.objects.get().not_before
        waits.append((due - now) // timedelta(minutes=1))
        noon.move_to(due - timedelta(seconds=1), tick=False)
        assert posting.deliver() == 0
        now = due
        noon.move_to(now, tick=False)
        posting.deliver()
    assert waits == [1, 5, 30, 120, 360, 720, 720]
    assert (states(), len(receiver.got)) == ([State.FAILED], posting.LIMIT)
    assert posting.why(hook) == "127.0.0.1 answered 500."
    assert posting.state() == posting.state(hook) == {"waiting": 0, "failed": 1}

    receiver.answer = says(200)
    made_at = Posting.objects.get().created_at
    assert posting.try_again(hook) == 1
    assert posting.deliver() == 1
    assert states() == [State.SENT]
    assert Posting.objects.get().created_at == made_at  # receivers read when it was so


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, State.SENT),
        (299, State.SENT),
        (301, State.WAITING),
        (400, State.WAITING),
        (404, State.FAILED),
        (410, State.FAILED),
        (429, State.WAITING),
        (503, State.WAITING),
    ],
)
def test_what_an_answer_means(hook, receiver, status, state):
    receiver.answer = says(status)
    tell()
    posting.deliver()
    assert states() == [state]


def test_a_silent_webhook_stops_no_other_and_is_asked_once_a_run(hook, ada, settings):
    with listening(says(200)) as well:
        settings.WEBHOOK_PRIVATE_HOSTS += [f"127.0.0.1:{well.server_port}"]
        other = Webhook(name="#well", shape="slack", kinds=["idea.tried"])
        webhooks.keep(other, by=ada, address=f"http://127.0.0.1:{well.server_port}/")
        hook.is_on = True
        with listening(says(500)) as ill:
            settings.WEBHOOK_PRIVATE_HOSTS += [f"127.0.0.1:{ill.server_port}"]
            webhooks.keep(hook, by=ada, address=f"http://127.0.0.1:{ill.server_port}/")
            for number in range(3):
                tell(key=str(number))
            assert posting.deliver() == 3
            assert (len(well.got), len(ill.got)) == (3, 1)


def test_two_workers_and_a_crash(hook, receiver, noon):
    tell()
    mine = posting.claim(NOON)
    assert posting.claim(NOON) is None, "the other worker comes too late"
    noon.move_to(NOON + timedelta(minutes=9), tick=False)
    assert posting.deliver() == 0
    noon.move_to(NOON + timedelta(minutes=10), tick=False)
    assert posting.deliver() == 1, "the first died, or slept"
    receiver.answer = says(500)
    posting.send(mine)
    assert states() == [State.SENT], "and what it finds out late changes nothing"
    ids = {headers["X-Hero-Delivery"] for _path, headers, _body in receiver.got}
    assert len(ids) == 1


def test_old_news_is_given_up_and_not_sent_in_a_flood(hook, receiver, noon):
    tell()
    noon.move_to(NOON + timedelta(days=1), tick=False)
    tell(key="2")
    noon.move_to(NOON + timedelta(days=2), tick=False)
    assert posting.deliver() == 1
    assert states() == [State.FAILED, State.SENT]
    assert "too long" in Posting.objects.first().error


def test_a_run_ends_so_that_other_jobs_get_their_turn(hook, receiver):
    for number in range(posting.MOST + 1):
        tell(key=str(number))
    assert posting.deliver() == posting.MOST
    assert posting.deliver() == 1


def test_who_is_switched_off_is_not_called(hook, receiver):
    tell()
    Webhook.objects.update(is_on=False)
    assert posting.deliver() == 0
    assert receiver.got == []


def test_a_changed_key_is_said_and_nothing_is_sent(hook, receiver, settings):
    settings.SECRET_KEY = "another key" * 6
    tell()
    posting.deliver()
    assert "SECRET_KEY was changed" in posting.why(hook)
    assert receiver.got == []


def test_a_name_that_moved_into_our_house_is_not_called(hook, receiver, settings, noon):
    """What was public when it was saved is looked at again each time."""
    tell()
    settings.WEBHOOK_PRIVATE_HOSTS = []
    posting.deliver()
    assert receiver.got == []
    assert "https addresses" in Posting.objects.get().error


def test_what_is_done_is_forgotten_after_thirty_days(hook, noon):
    for state in State.values:
        tell(key=state)
        Posting.objects.filter(key=state).update(state=state)
    assert posting.forget(NOON + timedelta(days=29)) == 0
    assert posting.forget(NOON + timedelta(days=31)) == 2
    assert states() == [State.WAITING, State.CLAIMED]

"""A brake for programs: whoever writes faster than people do waits a minute, and loses no word."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse

from portal.models import ZeroCall
from portal.submissions import new_key

NOON = datetime(2026, 11, 24, 12, 0, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings):
    """Three writes a minute, and a clock that stands still."""
    settings.WRITES_A_MINUTE = 3
    caches["here"].clear()
    with time_machine.travel(NOON, tick=False) as standing:
        yield standing
    caches["here"].clear()


@pytest.fixture
def asks(clock, client, joy, amina):
    """Send the desk a message, as Amina does."""
    client.force_login(amina)

    def send(**more):
        typed = {
            "m-body": "The till printer is out of paper again.",
            "submission_key": new_key(),
        }
        return client.post(reverse("portal:zero_message"), typed | more)

    return send


def test_the_fourth_within_a_minute_waits_and_keeps_its_words(asks):
    assert [asks().status_code for _n in range(3)] == [302] * 3
    answer = asks(**{"m-body": "A fourth message, <b>typed</b> slowly."})
    page = answer.content.decode()
    assert answer.status_code == 429
    assert answer["Retry-After"] == "40"
    assert "A fourth message, &lt;b&gt;typed&lt;/b&gt; slowly." in page
    assert "Send it again" in page
    assert ZeroCall.objects.count() == 3


def test_after_the_minute_it_goes_on(asks, clock):
    for _n in range(4):
        asks()
    clock.shift(timedelta(seconds=40))
    assert asks().status_code == 302
    assert ZeroCall.objects.count() == 4


def test_nobody_waits_for_somebody_else(asks, client, marcus):
    for _n in range(4):
        asks()
    client.force_login(marcus)
    assert asks().status_code == 302


def test_reading_is_not_counted(asks, client):
    for _n in range(5):
        assert client.get(reverse("portal:zero")).status_code == 200
    assert asks().status_code == 302


def test_zero_switches_it_off(asks, settings):
    settings.WRITES_A_MINUTE = 0
    assert {asks().status_code for _n in range(6)} == {302}

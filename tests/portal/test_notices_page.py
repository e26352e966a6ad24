"""The page behind the bell: what needs me first, my own notices only."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal import notices
from portal.models import Notice
from portal.notices import Group

MONDAY_NOON = datetime(2026, 5, 18, 11, tzinfo=UTC)  # 12:00 in London


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(MONDAY_NOON, tick=False)
    return time_machine


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(notices, "KINDS", {})
    notices.register(
        "test.turn",
        _("%(actor)s asks you about %(title)s, by %(by)s."),
        "title",
        "by:day",
        group=Group.TURN,
    )
    notices.register("test.good", _("%(actor)s thanks you."), group=Group.GOOD)
    notices.register("test.fyi", _("It is raining."))
    notices.register("test.receipt", _("You signed."), "digest", detail=_("SHA %(digest)s"))


@pytest.fixture
def page(client, amina):
    def get():
        client.force_login(amina)
        return client.get(reverse("portal:notices"))

    return get


def test_the_page_puts_what_needs_me_first(kinds, page, amina, marcus, sam):
    notices.tell(amina, "test.fyi", key="1")
    notices.tell(amina, "test.good", key="2", actor=marcus)
    notices.tell(
        amina, "test.turn", key="3", actor=marcus, url="/", title="<i>Video", by=date(2026, 5, 22)
    )
    notices.tell(amina, "test.receipt", key="4", digest="abc123")
    notices.tell(sam, "test.turn", key="5", title="Secret")
    text = page().content.decode()
    order = [text.index(word) for word in ("Needs you", "Good news", "Just so you know")]
    assert order == sorted(order)
    assert "One needs you. The rest is just nice to know." in text
    assert "Marcus Bell asks you about &lt;i&gt;Video, by Fri 22 May." in text
    assert "Your turn" in text
    assert "SHA abc123" in text
    assert "Secret" not in text


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "Nothing new for you"),
        (["test.fyi"], "Nothing needs you."),
        (["test.turn"], "One thing needs you, and that’s all there is."),
        (["test.turn", "test.turn"], "All of these need you."),
        (["test.turn", "test.turn", "test.fyi"], "Two need you."),
    ],
)
def test_the_page_says_how_much_there_is(kinds, page, amina, rows, says):
    for number, kind in enumerate(rows):
        notices.tell(amina, kind, key=str(number))
    assert says in page().content.decode()


def test_thirty_days_and_no_more(kinds, page, amina, noon):
    notices.tell(amina, "test.fyi", key="1")
    noon.move_to(MONDAY_NOON + timedelta(days=29), tick=False)
    assert notices.unread(amina) == 1
    assert "It is raining" in page().content.decode()
    noon.move_to(MONDAY_NOON + timedelta(days=31), tick=False)
    assert notices.unread(amina) == 0


def test_the_page_asks_the_same_few_questions_for_many_notices(
    kinds, page, amina, marcus, priya, django_assert_num_queries
):
    notices.tell(amina, "test.turn", key="0", actor=marcus)
    page()  # content types and the like are remembered after the first time
    with CaptureQueriesContext(
        connection,
    ) as few:
        page()
    for number in range(1, 40):
        notices.tell(amina, "test.turn", key=str(number), actor=[marcus, priya][number % 2])
    with django_assert_num_queries(len(few)):
        page()


def test_following_a_notice_reads_it(kinds, client, amina, sam):
    notices.tell(amina, "test.fyi", key="1", url="/policies/")
    notice = Notice.objects.get()
    address = reverse("portal:notice", args=[notice.pk])
    client.force_login(sam)
    assert client.get(address).status_code == 404
    client.force_login(amina)
    client.head(address)
    assert notices.unread(amina) == 1, "a scanner that only looks has not read it"
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, "/policies/")
    assert notices.unread(amina) == 0
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("url", ["", "https://evil.test/", "//evil.test", "javascript:alert(1)"])
def test_a_notice_leads_nowhere_else(kinds, client, amina, url):
    notices.tell(amina, "test.fyi", key="1", url=url)
    client.force_login(amina)
    answer = client.get(reverse("portal:notice", args=[Notice.objects.get().pk]))
    assert answer.url == reverse("portal:notices")


def test_marking_all_as_read(kinds, client, amina, sam):
    notices.tell([amina, sam], "test.fyi", key="1")
    client.force_login(amina)
    address = reverse("portal:notices_read")
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert (notices.unread(amina), notices.unread(sam)) == (0, 1)


def test_ones_hours_stand_beside_the_news_and_lead_back_there(kinds, client, amina):
    client.force_login(amina)
    text = client.get("/notices/").content.decode()
    assert "Your manager can’t change these, or see them." in text
    hours = {"quiet_from": "18:00", "quiet_until": "08:00", "delivery": "daily"}
    sent = {"section": "quiet", "back": "notices", "digest_at": "09:00", **hours}
    assert client.post("/me/", sent).url == "/notices/#quiet"
    assert "Quiet from 18:00 to 08:00" in client.get("/notices/").content.decode()
    response = client.post("/me/", {**sent, "quiet_until": ""})
    assert response.status_code == 422, "with what was typed, on the page of all settings"
    assert client.post("/me/", {**sent, "back": "//evil.test"}).url == "/me/#quiet"

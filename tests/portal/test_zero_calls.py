"""What people asked the desk: who may read it, who answers, and whose name stays out of it."""

from datetime import UTC, datetime, time

import pytest
import time_machine
from django.core import signing
from django.urls import reverse

from portal import notices, trail, zero
from portal.models import DutyShift, Notice, ZeroCall

NOON = datetime(2026, 1, 19, 12, 30, tzinfo=UTC)  # a Monday
WRITE, RING = ZeroCall.Wish.WRITE, ZeroCall.Wish.RING
KEY = "a-key-of-enough-letters"


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def asked(joy, amina):
    return zero.call(author=amina, wish=WRITE, body="My shelf fell down.", page="/policies/")


# A name that is kept


def test_a_kept_name_is_for_the_holder_alone(client, joy, amina, ada, marcus):
    made = zero.call(author=amina, wish=WRITE, body="Psst.", keep_name_out=True)
    notice = Notice.objects.get()
    event = trail.about(made).get()
    assert notice.actor_name == ""
    assert "Amina" not in f"{notice.data} {event.actor_name} {event.data} {event.subject_name}"
    for reader, knows in ((joy, True), (amina, True), (ada, False)):
        client.force_login(reader)
        page = client.get(zero.url_of(made)).content.decode()
        body = page.split("<main", 1)[1].split("</main", 1)[0]
        assert ("Amina" in body) is (knows and reader != amina), reader
    with pytest.raises(zero.CallRefused, match="keep their name"):
        zero.hand_over(made, by=joy, to=marcus)


# Reading and answering


@pytest.mark.parametrize(
    ("who", "status"),
    [("joy", 200), ("amina", 200), ("ada", 200), ("sam", 404), ("marcus", 404), (None, 302)],
)
def test_who_reads_a_call(request, client, asked, who, status):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get(zero.url_of(asked)).status_code == status


@pytest.mark.parametrize("who", ["sam", "marcus", "amina"])
def test_nobody_else_answers(request, client, asked, who):
    client.force_login(request.getfixturevalue(who))
    answer = client.post(zero.url_of(asked), {"text": "Not mine to say."})
    assert answer.status_code == (403 if who == "amina" else 404)
    with pytest.raises(zero.CallRefused):
        zero.answer(asked, by=request.getfixturevalue(who), text="Not mine to say.")
    asked.refresh_from_db()
    assert asked.answer == ""


def test_the_answer_comes_back_to_the_author(client, asked, joy, amina):
    client.force_login(joy)
    assert "Answer Amina Yusuf" in client.get(zero.url_of(asked)).content.decode()
    client.post(zero.url_of(asked), {"text": "On my way.", "submission_key": KEY})
    client.post(zero.url_of(asked), {"text": "On my way.", "submission_key": KEY})
    notice = Notice.objects.get(person=amina)
    assert (notice.kind, notice.actor_name) == ("zero.answered", "Joy Adeyemi")
    client.force_login(amina)
    page = client.get(zero.url_of(asked)).content.decode()
    assert "On my way." in page
    assert "Joy Adeyemi answered" in page
    assert Notice.objects.get(person=joy).settled_at is not None
    kinds = [event.kind for event in trail.about(asked)]
    assert kinds == ["zero.answered", "zero.called"]


def test_two_who_answer_at_once_do_not_overwrite(client, asked, joy, ada):
    zero.answer(asked, by=ada, text="I was quicker.")
    client.force_login(joy)
    answer = client.post(zero.url_of(asked), {"text": "My words."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ada Lund answered this a moment ago" in page
    assert "My words." in page
    asked.refresh_from_db()
    assert asked.answer == "I was quicker."


def test_an_empty_answer_is_asked_for_again(client, asked, joy):
    client.force_login(joy)
    answer = client.post(zero.url_of(asked), {"text": "  "})
    assert answer.status_code == 422
    assert "Write your answer first" in answer.content.decode()


def test_a_call_can_be_handed_over(client, asked, joy, priya, sam):
    DutyShift.objects.create(person=priya, weekday=5, starts=time(8), ends=time(12))
    client.force_login(joy)
    assert client.post(zero.url_of(asked), {"to": sam.pk}).status_code == 422
    client.post(zero.url_of(asked), {"to": priya.pk})
    asked.refresh_from_db()
    assert asked.holder == priya
    assert (
        Notice.objects.filter(person=priya, kind="zero.handed_over", settled_at=None).count() == 1
    )
    assert trail.sentence(trail.about(asked).first()) == (
        "Joy Adeyemi asked Priya Nair to take over."
    )


def test_somebody_who_left_a_number_is_shown_with_it(client, joy):
    made = zero.call(author=None, wish=RING, name="Rhys", reach="07700 900001", when="soon")
    client.force_login(joy)
    page = client.get(zero.url_of(made)).content.decode()
    assert "07700 900001" in page
    client.post(zero.url_of(made), {"text": "Rang him, sorted."})
    made.refresh_from_db()
    assert made.answered_by == joy


def test_the_list_shows_what_is_mine_and_asks_as_often_for_many(
    client, joy, amina, sam, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(30) as counted:
            page = client.get(reverse("portal:zero_calls")).content.decode()
        return len(counted), page

    client.force_login(joy)
    zero.call(author=sam, wish=WRITE, body="First of all")
    one, _page = queries()
    for n in range(12):
        made = zero.call(author=amina, wish=WRITE, body=f"Thing {n}")
        if n % 2:
            zero.answer(made, by=joy, text="Yes.")
    many, page = queries()
    assert many <= one + 1  # the answered ones are fetched only when there are some
    assert "Thing 3" in page
    client.force_login(sam)
    _count, page = queries()
    assert "First of all" in page
    assert "Thing" not in page


def test_the_thank_you_page_gives_nothing_away(client, asked, sam):
    url = reverse("portal:zero_sent", args=[signing.dumps(asked.pk, salt="portal.zero.sent")])
    client.force_login(sam)
    page = client.get(url).content.decode()
    assert "Joy Adeyemi has it." in page
    assert "shelf" not in page
    assert "Amina" not in page.split("<main", 1)[1].split("</main", 1)[0]
    assert client.get(reverse("portal:zero_sent", args=["forged"])).status_code == 404
    with time_machine.travel(NOON.replace(day=21)):
        assert client.get(url).status_code == 404


def test_every_notice_of_the_desk_has_words(asked, joy, amina):
    zero.call(author=amina, wish=RING, reach="1")
    zero.call(author=amina, wish=WRITE, body="Psst.", keep_name_out=True)
    zero.answer(asked, by=joy, text="Yes.")
    assert [notices.sentence(notice) for notice in Notice.objects.order_by("pk")] == [
        "Amina Yusuf asked for you at the HERO desk.",
        "Amina Yusuf would like you to ring back.",
        "Somebody asked for you at the HERO desk.",
        "Joy Adeyemi answered what you asked the HERO desk.",
    ]


def test_what_a_leaver_held_is_passed_on_but_not_a_kept_name(asked, joy, amina, priya, ada):
    kept = zero.call(author=amina, wish=WRITE, body="Psst.", keep_name_out=True)
    DutyShift.objects.all().delete()  # as leaving does, so that the administrators are asked
    zero.pass_on(joy, to=priya, by=ada)
    asked.refresh_from_db()
    kept.refresh_from_db()
    assert (asked.holder, kept.holder) == (priya, None)
    assert zero.name_of(kept, priya) == "Somebody"
    assert not Notice.objects.filter(person=joy, settled_at=None).exists()
    told = [(notice.person, notices.sentence(notice)) for notice in Notice.objects.order_by("pk")]
    assert told[2:] == [
        (priya, "Ada Lund asks you to take over: Amina Yusuf is waiting."),
        (ada, "Somebody asked for you at the HERO desk."),
    ]

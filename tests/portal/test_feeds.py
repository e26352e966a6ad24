"""The calendar of due dates: its secret, and what calendar programs read."""

from datetime import UTC, date, datetime

import pytest

from portal import feeds, trail
from portal.feeds import Entry
from portal.models import CalendarAddress, User
from portal.people import leaving

NOON = datetime(2026, 5, 18, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def due(monkeypatch, settings):
    """What the one provider tells; a list to fill."""
    settings.BASE_URL = "https://hero.example.com"
    entries = []
    monkeypatch.setattr(feeds, "PROVIDERS", [lambda person: entries])
    return entries


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_what_a_calendar_program_reads(due, amina):
    due.append(Entry("idea-7", date(2026, 12, 31), "Promised: “Video”; or, not", "/ideas/7/"))
    text = feeds.calendar(amina)
    assert text.endswith("END:VCALENDAR\r\n")
    lines = unfolded(text)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[lines.index("BEGIN:VEVENT") : -2] == [
        "BEGIN:VEVENT",
        "UID:idea-7@hero.example.com",
        "DTSTAMP:20260518T110000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Promised: “Video”\\; or\\, not",
        "URL:https://hero.example.com/ideas/7/",
        "DESCRIPTION:https://hero.example.com/ideas/7/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("a\nBEGIN:VALARM", "a\\nBEGIN:VALARM"),
        ("a\r\nATTENDEE:x", "a\\nATTENDEE:x"),
        ("a\rX:y", "a\\nX:y"),
        ("back\\slash", "back\\\\slash"),
        ("\x00nul\x1b[0m\u2028line", "nul[0mline"),
    ],
)
def test_a_title_writes_no_lines_of_its_own(due, amina, title, said):
    due.append(Entry("x", date(2026, 5, 20), title))
    lines = unfolded(feeds.calendar(amina))
    assert f"SUMMARY:{said}" in lines
    assert len(lines) == 18


@pytest.mark.parametrize("title", ["é" * 100, "🥾" * 60, "x" * 300, "short", "x" * 67, "é" * 34])
def test_long_lines_are_folded_between_letters(due, amina, title):
    due.append(Entry("x", date(2026, 5, 20), title))
    text = feeds.calendar(amina)
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert f"SUMMARY:{title}" in unfolded(text)


def test_joined_letters_stay_joined(due, amina):
    due.append(Entry("x", date(2026, 5, 20), "👩‍🏭 می‌خواهم x"))
    assert "SUMMARY:👩‍🏭 می‌خواهم x" in unfolded(feeds.calendar(amina))


def test_without_anything_due_it_is_an_empty_calendar(due, amina):
    lines = unfolded(feeds.calendar(amina))
    assert "BEGIN:VEVENT" not in lines
    assert lines[-2] == "END:VCALENDAR"


def test_the_secret_is_shown_once_and_kept_as_a_digest(client, amina, settings):
    settings.BASE_URL = "https://hero.example.com"
    client.force_login(amina)
    sent = {"submission_key": "k" * 20}
    response = client.post("/me/calendar/", sent)
    text = response.content.decode()
    secret = text.partition("https://hero.example.com/calendar/")[2].partition(".ics")[0]
    assert len(secret) >= 43, "256 bits"
    assert "no-store" in response["Cache-Control"]
    row = CalendarAddress.objects.values().get()
    assert secret not in str(row)
    assert row["digest"] == feeds.digest_of(secret)
    again = client.post("/me/calendar/", sent)
    assert (again.status_code, again.url) == (302, "/me/calendar/"), "sent twice is made once"
    assert CalendarAddress.objects.values().get() == row
    assert secret not in client.get("/me/calendar/").content.decode()
    assert [event.kind for event in trail.about(amina)] == ["calendar.made"]
    assert secret not in str(list(trail.about(amina).values()))


def test_the_address_answers_without_signing_in(due, client, amina):
    due.append(Entry("x", date(2026, 5, 20), "Promised"))
    response = client.get(f"/calendar/{feeds.make(amina)}.ics")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar; charset=utf-8")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert "SUMMARY:Promised" in response.content.decode()
    assert client.post(f"/calendar/{feeds.make(amina)}.ics").status_code == 405


def test_each_person_has_their_own(monkeypatch, client, amina, marcus):
    monkeypatch.setattr(
        feeds, "PROVIDERS", [lambda person: [Entry("x", date(2026, 5, 20), str(person))]]
    )
    mine, his = (feeds.make(person) for person in (amina, marcus))
    assert mine != his
    assert "Amina Yusuf" in client.get(f"/calendar/{mine}.ics").content.decode()
    text = client.get(f"/calendar/{his}.ics").content.decode()
    assert ("Marcus Bell" in text, "Amina Yusuf" in text) == (True, False)


@pytest.mark.parametrize(
    "happens",
    [
        lambda person, secret: feeds.make(person) and secret,
        lambda person, secret: feeds.end(person) or secret,
        lambda person, secret: User.objects.update(is_active=False) and secret,
        lambda person, secret: secret[:-1],
        lambda person, secret: secret.swapcase(),
        lambda person, secret: feeds.digest_of(secret),
        lambda person, secret: "x",
    ],
    ids=["renewed", "ended", "deactivated", "shorter", "other letters", "the digest", "guessed"],
)
def test_any_other_secret_opens_nothing(client, amina, happens):
    secret = happens(amina, feeds.make(amina))
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_ending_it_is_one_click_and_only_ones_own(client, amina, marcus):
    his = feeds.make(marcus)
    feeds.make(amina)
    client.force_login(amina)
    assert "End it" in client.get("/me/calendar/").content.decode()
    for _click in range(2):
        assert client.post("/me/calendar/end/").url == "/me/calendar/"
    assert [address.person for address in CalendarAddress.objects.all()] == [marcus]
    assert feeds.owner_of(his) == marcus
    assert [event.kind for event in trail.about(amina)] == ["calendar.ended", "calendar.made"]


def test_who_leaves_and_comes_back_has_none(amina, ada):
    secret = feeds.make(amina)
    leaving.leave(amina, by=ada)
    leaving.come_back(amina, by=ada)
    assert User.objects.get(pk=amina.pk).is_active
    assert feeds.owner_of(secret) is None

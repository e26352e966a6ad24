"""One's own settings: each section by itself, nothing typed is lost, nobody else's is touched."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from portal import people, trail
from portal.models import Absence, User
from portal.views.me import bar

QUIET = {"quiet_from": "18:00", "quiet_until": "08:00", "delivery": "daily", "digest_at": "09:00"}


@pytest.fixture
def me(client, amina):
    client.force_login(amina)
    return amina


def send(client, section, **fields):
    return client.post("/me/", {"section": section, **fields})


@pytest.mark.parametrize(
    ("section", "fields", "kept"),
    [
        (
            "quiet",
            QUIET,
            {"quiet_from": time(18), "quiet_until": time(8), "digest_at": time(9)},
        ),
        (
            "quiet",
            {**QUIET, "quiet_from": "", "quiet_until": "", "delivery": "my_turn"},
            {"quiet_from": None, "delivery": "my_turn"},
        ),
        ("full", {"is_full": "on"}, {"is_full": True}),
        ("full", {}, {"is_full": False}),
        ("full", {"load_limit": "7"}, {"is_full": False, "load_limit": 7}),
        ("full", {"load_limit": ""}, {"load_limit": None}),
        (
            "reach",
            {"phone": "0113", "reach": "Before noon", "about": "Paint"},
            {"phone": "0113", "reach": "Before noon", "about": "Paint"},
        ),
        (
            "look",
            {"theme": "dark", "time_zone": "Europe/Dublin"},
            {"theme": "dark", "time_zone": "Europe/Dublin", "zero_key": False},
        ),
        ("look", {"theme": "", "time_zone": "", "zero_key": "on"}, {"theme": "", "zero_key": True}),
    ],
)
def test_each_section_is_saved_by_itself(section, fields, kept, client, me):
    response = send(client, section, **fields)
    assert (response.status_code, response.url) == (302, f"/me/#{section}")
    me.refresh_from_db()
    assert {name: getattr(me, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("section", "fields", "field"),
    [
        ("quiet", {**QUIET, "quiet_until": ""}, "quiet_until"),
        ("quiet", {**QUIET, "quiet_from": "late"}, "quiet_from"),
        ("quiet", {**QUIET, "delivery": "never"}, "delivery"),
        ("quiet", {**QUIET, "digest_at": ""}, "digest_at"),
        *(
            ("full", {"is_full": "on", "load_limit": wrong}, "load_limit")
            for wrong in ("0", "21", "-1", "many", "1.5")
        ),
        ("reach", {"phone": "0" * 41, "reach": "Before noon"}, "phone"),
        ("reach", {"about": "x" * 1001, "reach": "Before noon"}, "about"),
        ("look", {"theme": "pink", "time_zone": ""}, "theme"),
        ("look", {"theme": "", "time_zone": "Leeds/Time"}, "time_zone"),
    ],
)
def test_a_refusal_keeps_what_was_typed(section, fields, field, client, me):
    response = send(client, section, **fields)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    page = response.content.decode()
    typed = [value for value in fields.values() if value in ("18:00", "Before noon")]
    assert all(f'value="{value}"' in page for value in typed)
    assert User.objects.get(pk=me.pk).quiet_from is None
    assert not trail.about(me).exists()


def test_the_trail_names_fields_and_never_words(client, me):
    send(client, "reach", phone="0113", reach="", about="")
    event = trail.about(me).get()
    assert (event.kind, event.data) == ("person.settings_changed", {"fields": ["phone"]})


def test_a_double_click_writes_once(client, me):
    key = "k" * 32
    for _click in range(2):
        response = send(client, "full", is_full="on", submission_key=key)
        assert response.url == "/me/#full"
    assert trail.about(me).count() == 1


def test_nothing_else_can_be_sent_along(client, me, marcus):
    """A form takes its own fields only; an unknown section is none."""
    send(client, "full", is_full="on", is_superuser="on", manager="", username="root", groups="1")
    me.refresh_from_db()
    assert (me.is_superuser, me.manager, me.username) == (False, marcus, "amina.yusuf")
    assert send(client, "power", is_superuser="on").status_code == 400


def days(start, end):
    today = timezone.localdate()
    return {"starts": today + timedelta(days=start), "ends": today + timedelta(days=end)}


@pytest.mark.parametrize("typed", ["marcus.bell", "Marcus Bell", "Marcus Bell (marcus.bell)"])
def test_days_away(typed, client, me, marcus):
    response = send(client, "away", delegate=typed, **days(2, 4))
    assert response.url == "/me/#away"
    absence = me.absences.get()
    assert absence.delegate == marcus
    page = client.get("/me/").content.decode()
    assert f"/me/away/{absence.pk}/drop/" in page
    for _click in range(2):
        response = client.post(f"/me/away/{absence.pk}/drop/", {"submission_key": "k" * 32})
        assert response.url == "/me/#away"
    assert not me.absences.exists()
    kinds = [event.kind for event in trail.about(me)]
    assert kinds == ["person.away_dropped", "person.away_planned"]


@pytest.mark.parametrize(
    ("typed", "start", "end", "field"),
    [
        ("marcus.bell", -5, -1, "ends"),
        ("marcus.bell", 4, 2, "ends"),
        ("marcus.bell", 12, 20, "starts"),
        ("amina.yusuf", 1, 2, "delegate"),
        ("guy.gone", 1, 2, "delegate"),
        ("priya.nair", 1, 2, "delegate"),
        ("nobody at all", 1, 2, "delegate"),
        ("Sam Twice", 1, 2, "delegate"),
        ("", 1, 2, "delegate"),
    ],
)
def test_days_that_cannot_be(typed, start, end, field, client, me, marcus, priya, person):
    """Over, upside down, planned already; oneself, somebody gone, away, unknown, or two people."""
    person("Guy Gone", is_active=False)
    person("Sam Twice", username="sam.one")
    person("Sam Twice", username="sam.two")
    Absence.objects.create(person=me, delegate=marcus, **days(10, 12))
    Absence.objects.create(person=priya, delegate=marcus, **days(2, 8))
    response = send(client, "away", delegate=typed, **days(start, end))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert me.absences.count() == 1


def test_nobody_drops_the_days_of_others(client, me, marcus, sam):
    absence = people.plan_absence(marcus, delegate=sam, **days(1, 2))
    assert client.post(f"/me/away/{absence.pk}/drop/").status_code == 404
    with pytest.raises(people.Refused):
        people.drop_absence(absence, by=me)
    assert Absence.objects.filter(pk=absence.pk).exists()


@pytest.mark.parametrize(
    ("quiet", "pieces"),
    [
        ((time(18), time(8)), [("75.0%", "25.0%"), ("0.0%", "33.3%")]),
        ((time(9), time(12)), [("37.5%", "12.5%")]),
        ((time(18), time(0)), [("75.0%", "25.0%")]),
        ((time(9), time(9)), []),
        ((None, None), [("72.9%", "27.1%"), ("0.0%", "37.5%")]),  # outside 09:00 to 17:30
    ],
)
def test_the_bar_of_a_day(quiet, pieces, amina):
    amina.quiet_from, amina.quiet_until = quiet
    assert [(piece["x"], piece["width"]) for piece in bar(amina)["quiet"]] == pieces


@pytest.mark.parametrize("language", [True, False])
def test_a_choice_of_one_language_is_none(language, client, me, settings):
    if language:
        settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    assert ('name="language"' in client.get("/me/").content.decode()) is language


@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("/gallery/?a=1", "/gallery/?a=1"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_colours(back, to, client, amina):
    response = client.post("/theme/", {"theme": "dark", "next": back})
    assert (response.url, response.cookies["theme"].value) == (to, "dark")
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()
    client.force_login(amina)
    client.post("/theme/", {"theme": "light", "next": back})
    amina.refresh_from_db()
    assert amina.theme == "light"


def test_colours_that_do_not_exist(client):
    assert client.post("/theme/", {"theme": "pink"}).status_code == 400
    assert client.get("/theme/").status_code == 405


def test_who_is_not_signed_in_has_no_settings(client):
    assert client.get("/me/").url.startswith("/accounts/login/")

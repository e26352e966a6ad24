"""Which news comes by mail: chosen by topic, stopped from the mail, and what nobody can stop."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils.translation import gettext_lazy as _

from portal import delivery, notices, topics, trail
from portal.models import MailChoice, Notice, User
from portal.notices import Group
from portal.people import own_mail
from portal.people.own_forms import MailForm

NOON = datetime(2026, 5, 18, 11, tzinfo=UTC)  # Monday, 12:00 in London
ROUND_UP = NOON + timedelta(hours=21)  # tomorrow at nine
NEVER = None


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(notices, "KINDS", {})
    monkeypatch.setattr(topics, "TOPICS", {topics.REST.key: topics.REST})
    topics.register("talk", _("Talk"), "talk.")
    topics.register("weather", _("Weather"), "weather.")
    notices.register("talk.fyi", _("It was said."))
    notices.register("talk.turn", _("Say something."), group=Group.TURN)
    notices.register("talk.outcome", _("It was decided."), can_mute=False)
    notices.register("talk.safety", _("The stairs are closed."), urgent=True)
    notices.register("weather.rain", _("It is raining."), group=Group.GOOD)
    notices.register("odd", _("Something else."))


@pytest.fixture
def alert(amina):
    """Amina, who wants to hear of things as they happen."""
    amina.delivery = User.Delivery.AT_ONCE
    amina.save()
    return amina


@pytest.mark.parametrize(
    ("kind", "topic"),
    [("talk.fyi", "talk"), ("weather.rain", "weather"), ("odd", "rest"), ("talkative", "rest")],
)
def test_a_kind_belongs_to_the_topic_that_claims_it(kind, topic):
    assert topics.of(kind).key == topic


def test_the_longest_claim_wins_and_none_is_made_twice():
    topics.register("rain", _("Rain"), "weather.rain")
    assert topics.of("weather.rain").key == "rain"
    assert topics.of("weather.snow").key == "weather"
    assert topics.everything()[-1] is topics.REST
    for key, beginning in (("rain", "x."), ("other", "talk.")):
        with pytest.raises(ValueError, match="declared twice"):
            topics.register(key, _("Again"), beginning)


@pytest.mark.parametrize("general", User.Delivery.values)
@pytest.mark.parametrize(
    ("picked", "kind", "mailed"),
    [
        ("never", "talk.fyi", NEVER),
        ("never", "talk.turn", "general"),
        ("never", "talk.outcome", "general"),
        ("never", "talk.safety", NOON),
        ("at_once", "talk.fyi", NOON),
        ("at_once", "talk.turn", NOON),
        ("daily", "talk.fyi", ROUND_UP),
        ("daily", "talk.turn", ROUND_UP),
        ("daily", "talk.outcome", ROUND_UP),
        ("daily", "talk.safety", NOON),
    ],
)
def test_a_choice_goes_before_the_general_one(amina, general, picked, kind, mailed):
    amina.delivery = general
    amina.save()
    own_mail.choose(amina, {"talk": picked})
    notices.tell(amina, kind, key="1")
    notice = Notice.objects.get()
    if mailed == "general":
        mailed = ROUND_UP if general == "daily" else NOON
    if mailed is NEVER:
        assert notice.mail == Notice.Mail.UNWANTED
    else:
        assert (notice.mail, notice.not_before) == (Notice.Mail.WAITING, mailed)


def test_choosing_one_topic_leaves_the_others_and_other_people_alone(alert, marcus):
    own_mail.choose(alert, {"talk": "never"})
    notices.tell([alert, marcus], "talk.fyi", key="1")
    notices.tell(alert, "weather.rain", key="2")
    waiting = Notice.objects.filter(mail=Notice.Mail.WAITING).values_list("person", "kind")
    assert set(waiting) == {(marcus.pk, "talk.fyi"), (alert.pk, "weather.rain")}


def test_telling_many_asks_once_what_they_want(
    alert, marcus, priya, sam, django_assert_num_queries
):
    with django_assert_num_queries(3):  # their days away, their choices, the rows
        notices.tell([alert, marcus, priya, sam], "weather.rain", key="1")


def test_what_waits_already_is_kept_back_as_well(amina, marcus):
    for kind in ("talk.fyi", "talk.outcome", "weather.rain"):
        notices.tell([amina, marcus], kind, key=kind)
    own_mail.choose(amina, {"talk": "never"})
    kept = Notice.objects.filter(mail=Notice.Mail.UNWANTED)
    assert [(notice.person, notice.kind) for notice in kept] == [(amina, "talk.fyi")]
    amina.refresh_from_db()
    assert {event.data["fields"][0] for event in trail.about(amina)} == {"mail:talk"}


def test_going_back_to_as_everything_else_forgets_the_choice(amina):
    own_mail.choose(amina, {"talk": "never"})
    own_mail.choose(amina, {"talk": "", "weather": ""})
    assert not MailChoice.objects.exists()
    assert trail.about(amina).count() == 2


@pytest.mark.parametrize("picked", [{"nothing": "never"}, {"talk": "hourly"}])
def test_what_does_not_exist_cannot_be_chosen(amina, picked):
    with pytest.raises(ValueError, match="Nobody can choose"):
        own_mail.choose(amina, picked)


def test_only_my_turn_keeps_back_the_news_of_today(client, amina):
    notices.tell(amina, "talk.fyi", key="1")
    notices.tell(amina, "talk.turn", key="2")
    client.force_login(amina)
    fields = {"section": "quiet", "delivery": "my_turn", "digest_at": "09:00"}
    assert client.post("/me/", fields).status_code == 302
    assert [notice.mail for notice in Notice.objects.order_by("key")] == ["unwanted", "waiting"]


# The form on one's own page


def test_the_page_shows_and_keeps_the_choices(client, amina):
    client.force_login(amina)
    fields = {"section": "mail", "talk": "never", "weather": "daily", "rest": "same"}
    response = client.post("/me/", fields)
    assert (response.status_code, response.url) == (302, "/me/#mail")
    assert topics.chosen(amina) == {"talk": "never", "weather": "daily"}
    text = client.get("/me/").content.decode()
    assert "Two things can’t be switched off" in text
    assert re.search(r'<option value="never" selected>Not by e-mail</option>', text)


def test_a_topic_with_nothing_to_stop_offers_no_way_to_stop_it(client, amina):
    topics.register("seals", _("Seals"), "seal.")
    notices.register("seal.lapsed", _("Your seal has lapsed."), can_mute=False)
    form = MailForm(person=amina)
    assert "never" not in dict(form.fields["seals"].choices)
    assert "never" in dict(form.fields["talk"].choices)
    client.force_login(amina)
    fields = {"section": "mail", "talk": "never", "weather": "same", "rest": "same"}
    assert client.post("/me/", {**fields, "seals": "never"}).status_code == 422
    assert not MailChoice.objects.exists()


def test_the_topics_of_the_house_cover_its_kinds(monkeypatch):
    monkeypatch.undo()
    named = {kind: topics.of(kind).key for kind in notices.KINDS}
    assert {named["idea.now.trial"], named["idea.mentioned"], named["idea.decline"]} == {
        "follow",
        "talk",
        "ideas",
    }
    assert {"desk", "policies", "learning", "speaking"} <= set(named.values())


# Stopping from the mail


def stop_address(message):
    return message.extra_headers["List-Unsubscribe"].strip("<>")


def mailed(person, *kinds):
    """The letter that these notices make."""
    for kind in kinds:
        notices.tell(person, kind, key=kind)
    delivery.deliver()
    return mail.outbox[-1]


@pytest.mark.parametrize(
    ("told", "stops"),
    [
        (["talk.fyi"], {"talk"}),
        (["talk.fyi", "talk.outcome"], {"talk"}),
        (["talk.fyi", "weather.rain"], {"talk", "weather", "rest"}),
        (["talk.turn"], None),
        (["talk.outcome"], None),
        (["talk.safety"], None),
        (["talk.turn", "talk.outcome"], None),
    ],
)
def test_a_mail_stops_what_it_holds_with_one_click(alert, told, stops, settings):
    settings.BASE_URL = "https://hero.example.com"
    message = mailed(alert, *told)
    if stops is None:
        assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(message.extra_headers)
        assert "/mail/stop/" not in message.body + message.alternatives[0].content
        return
    address = stop_address(message)
    assert address.startswith("https://hero.example.com/mail/stop/")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for body in (message.body, message.alternatives[0].content):
        assert address in body
    mail_program = Client(enforce_csrf_checks=True)
    way = address.removeprefix("https://hero.example.com")
    response = mail_program.post(way, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200, "no sign-in, no redirect"
    assert not response.cookies.get("hero_sessionid")
    assert {key for key, how in topics.chosen(alert).items() if how == "never"} == stops


def test_a_link_that_is_only_followed_stops_nothing(client, alert):
    way = stop_address(mailed(alert, "talk.fyi")).partition("8000")[2]
    for answer in (client.get(way), client.head(way)):
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    assert "Stop these mails?" in client.get(way).content.decode()
    assert not MailChoice.objects.exists()
    assert client.put(way).status_code == 405
    client.post(way)
    client.post(way)
    assert "Done. No more of these mails." in client.get(way).content.decode()
    assert trail.about(alert).count() == 1


@pytest.mark.parametrize(
    "forge",
    [
        lambda person, other: own_mail.token(person, "talk")[:-1] + "A",
        lambda person, other: signing.dumps([person.pk, "talk"], salt="of something else"),
        lambda person, other: own_mail.token(person, "no such topic"),
        lambda person, other: own_mail.token(person, "talk").replace(":", "", 1),
        lambda person, other: "x",
    ],
)
def test_no_address_of_ours_is_no_page(client, amina, marcus, forge):
    way = f"/mail/stop/{forge(amina, marcus)}/"
    assert client.get(way).status_code == 404
    assert client.post(way).status_code == 404
    assert not MailChoice.objects.exists()


def test_who_left_has_nothing_to_stop(client, amina):
    way = f"/mail/stop/{own_mail.token(amina, 'talk')}/"
    User.objects.filter(pk=amina.pk).update(is_active=False)
    assert client.post(way).status_code == 404


def test_an_address_holds_when_the_key_was_changed(client, amina, settings):
    way = f"/mail/stop/{own_mail.token(amina, 'talk')}/"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key" * 6
    assert client.post(way).status_code == 200
    assert topics.chosen(amina) == {"talk": "never"}

"""A forgotten password, a changed one, and what ends with it."""

import re

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from portal import trail
from portal.accounts import sessions
from portal.templatetags.sign_in import browser

PASSWORD = "a long enough password"
NEW = "four blue boots dancing"
LOGIN = reverse("account_login")
RESET = reverse("account_reset_password")
CHANGE = reverse("account_change_password")
LINK = re.compile(r"https?://([^/\s\"<]+)(/accounts/password/reset/key/[^\s\"<]+)")


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def ask(client, address, **more):
    return client.post(RESET, {"email": address}, **more)


def link():
    """The path in the last mail."""
    return LINK.search(mail.outbox[-1].body).group(2)


def set_new(client, path, new=NEW):
    """Follow the link to its form and send it."""
    form = client.get(path)
    return client.post(form.url, {"password1": new, "password2": new})


def new_session(django_client, person):
    client = django_client()
    client.post(LOGIN, {"login": person.username, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def is_in(client):
    return client.get(reverse("account_email")).status_code == 200


def test_the_whole_way(client, amina):
    elsewhere = new_session(type(client), amina)
    assert ask(client, "AMINA.Yusuf@Larkfield.example").url == reverse(
        "account_reset_password_done"
    )
    assert mail.outbox[-1].to == ["amina.yusuf@larkfield.example"]
    path = link()
    assert set_new(client, path).url == reverse("account_reset_password_from_key_done")
    assert not is_in(elsewhere), "every session ends"
    assert not is_in(client), "and the link itself opens none"
    assert client.post(LOGIN, {"login": "amina.yusuf", "password": PASSWORD}).status_code == 422
    assert client.post(LOGIN, {"login": "amina.yusuf", "password": NEW}).status_code == 302
    kinds = [(e.kind, e.data) for e in trail.about(amina)]
    assert ("person.password_changed", {"how": "reset"}) in kinds
    assert "run out" in type(client)().get(path).text, "it works once"


def test_the_mail_speaks_like_us_twice(client, amina):
    ask(client, amina.email)
    letter = mail.outbox[-1]
    [(html, kind)] = letter.alternatives
    assert kind == "text/html"
    for words in (letter.body, html):
        assert "Hello Amina" in words
        assert "for an hour" in words
        assert link() in words
    assert '<a href="http' in html


@pytest.mark.parametrize(("age", "works"), [(3590, True), (3610, False)])
def test_the_link_lives_for_an_hour(client, amina, age, works):
    with time_machine.travel("2026-05-20 09:00Z", tick=False) as clock:
        ask(client, amina.email)
        clock.shift(age)
        assert (client.get(link()).status_code == 302) is works


def test_signing_in_ends_the_link(client, amina):
    ask(client, amina.email)
    new_session(type(client), amina)
    assert "run out" in client.get(link()).text


@pytest.mark.parametrize("known", [True, False])
def test_the_page_never_says_who_is_known(client, amina, known):
    """Both are led on by the same page, and for both exactly one mail is written."""
    address = amina.email if known else "nobody@elsewhere.example"
    response = ask(client, address)
    assert (response.status_code, response.url) == (302, reverse("account_reset_password_done"))
    assert len(mail.outbox) == 1
    assert bool(LINK.search(mail.outbox[0].body)) is known


def test_who_left_gets_no_link(client, sam):
    sam.is_active = False
    sam.save()
    ask(client, sam.email)
    assert not LINK.search(mail.outbox[-1].body)


@pytest.mark.parametrize(
    "forged",
    [
        {"HTTP_HOST": "evil.test"},
        {"HTTP_X_FORWARDED_HOST": "evil.test"},
        {"HTTP_X_FORWARDED_SERVER": "evil.test", "SERVER_NAME": "evil.test"},
    ],
)
def test_a_forged_host_reaches_no_mail(client, amina, settings, forged):
    settings.BASE_URL = "https://hero.example.com"
    settings.ALLOWED_HOSTS = ["*"]
    ask(client, amina.email, **forged)
    ask(client, "nobody@elsewhere.example", **forged)
    for letter in mail.outbox:
        everything = letter.body + letter.alternatives[0][0] + letter.subject
        assert "evil" not in everything
        assert set(re.findall(r"https?://([^/\s\"<]+)", everything)) == {"hero.example.com"}


def test_a_foreign_host_is_refused_where_hosts_are_named(client, amina, settings):
    settings.ALLOWED_HOSTS = ["hero.example.com"]
    assert ask(client, amina.email, HTTP_HOST="evil.test").status_code == 400
    assert not mail.outbox


def test_a_mail_server_that_is_away_changes_nothing_on_the_page(client, amina, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert ask(client, amina.email).url == reverse("account_reset_password_done")
    assert "could not be sent" in caplog.text


def test_asking_too_often_rests(client, amina):
    codes = [ask(client, amina.email).status_code for _try in range(6)]
    assert codes == [302] * 5 + [429]


def test_a_reset_ends_the_rest(client, amina):
    for _try in range(10):
        client.post(LOGIN, {"login": "amina.yusuf", "password": "no"})
    ask(client, amina.email)
    set_new(client, link())
    assert client.post(LOGIN, {"login": "amina.yusuf", "password": NEW}).status_code == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "amina.yusuf1"])
def test_a_weak_password_is_talked_over(client, amina, weak):
    ask(client, amina.email)
    assert "is-wrong" in set_new(client, link(), weak).text
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_a_change_keeps_this_session_and_ends_the_others(client, amina):
    here, there = new_session(type(client), amina), new_session(type(client), amina)
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post(CHANGE, {**sent, "oldpassword": "no"}).status_code == 200
    assert is_in(there)
    assert here.post(CHANGE, sent).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    last = trail.about(amina).first()
    assert (last.kind, last.actor_id) == ("person.password_changed", str(amina.pk))
    assert last.data == {"how": "changed"}
    assert "changed" in mail.outbox[-1].subject


def test_change_and_trail_are_one(client, amina, monkeypatch):
    """If the trail cannot be written, the password stays."""
    here = new_session(type(client), amina)
    monkeypatch.setattr("portal.accounts.events.trail.record", lambda *a, **k: 1 / 0)
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    with pytest.raises(ZeroDivisionError):
        here.post(CHANGE, sent)
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_end_all_ends_every_session_of_one_person(client, amina, marcus):
    hers = [new_session(type(client), amina) for _n in range(2)]
    unlisted = type(client)()
    unlisted.force_login(amina)  # no row in the list of sessions
    his = new_session(type(client), marcus)
    assert sessions.end_all(amina) == 3
    assert [is_in(one) for one in [*hers, unlisted, his]] == [False, False, False, True]
    assert sessions.end_all(amina) == 0


def test_switching_somebody_off_is_enough_by_itself(client, sam):
    session = new_session(type(client), sam)
    sam.is_active = False
    sam.save()
    assert not is_in(session)


def test_signing_the_others_out(client, amina):
    here, there = new_session(type(client), amina), new_session(type(client), amina)
    page = here.get(reverse("usersessions_list"))
    assert page.text.count('<li class="panel') == 2
    here.post(reverse("usersessions_list"))
    assert (is_in(here), is_in(there)) == (True, False)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) Version/18.1 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Firefox/130.0", "Firefox"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_by_the_name_people_use(said, shown):
    assert browser(said) == shown

"""The second step: an app's code, codes on paper, and the CMS that asks for one."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from portal import trail
from portal.accounts import sealing

PASSWORD = "a long enough password"
LOGIN = reverse("account_login")
STEP = reverse("mfa_authenticate")


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def password(client, person, **data):
    return client.post(LOGIN, {"login": person.username, "password": PASSWORD, **data})


def is_in(client):
    return "_auth_user_id" in client.session


def reauthenticate(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.fixture
def secret(ada):
    """Ada's app is set up; what it knows."""
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    RecoveryCodes.activate(ada)
    return secret


def test_the_password_alone_opens_nothing(client, ada, secret):
    """And neither do the other doors, nor a page while the second step is owed."""
    assert password(client, ada).url == STEP
    assert not is_in(client)
    for door in ("/cms/login/", "/_util/login/"):
        client.post(door, {"username": ada.username, "password": PASSWORD})
        assert not is_in(client)
    assert client.get("/cms/").url.startswith(LOGIN)
    assert client.get(reverse("mfa_index")).url.startswith(LOGIN)


def test_the_code_opens(client, ada, secret):
    password(client, ada, next="/ideas/")
    assert client.post(STEP, {"code": "000000"}).status_code == 200
    assert not is_in(client)
    assert trail.about(ada).first().data == {"why": "second_step"}
    assert client.post(STEP, {"code": code_of(secret)}).url == "/ideas/"
    assert is_in(client)
    assert trail.about(ada).first().data == {"how": "mfa"}


def test_a_code_opens_once(client, ada, secret):
    code = code_of(secret)
    password(client, ada)
    client.post(STEP, {"code": code})
    other = type(client)()
    password(other, ada)
    other.post(STEP, {"code": code})
    assert (is_in(client), is_in(other)) == (True, False)


def test_codes_rest_after_ten_misses(client, ada, secret):
    password(client, ada)
    for _try in range(10):
        client.post(STEP, {"code": "000000"})
    assert "too many" in client.post(STEP, {"code": code_of(secret)}).text
    assert not is_in(client)


def test_a_code_on_paper_opens_once(client, ada, secret):
    paper = Authenticator.objects.get(user=ada, type="recovery_codes").wrap().get_unused_codes()[0]
    for opens in (True, False):
        other = type(client)()
        password(other, ada)
        other.post(STEP, {"code": paper})
        assert is_in(other) is opens


def test_the_demo_click_and_the_reset_owe_the_second_step(client, ada, secret, settings):
    settings.DEMO = True
    assert client.post(reverse("account_demo", args=["ada.lund"])).url == STEP
    assert not is_in(client)


def test_setting_up_and_taking_off(client, ada):
    password(client, ada)
    setup = reverse("mfa_activate_totp")
    assert client.get(setup).url.startswith(reverse("account_reauthenticate"))
    reauthenticate(client)
    page = client.get(setup)
    assert "<svg" in page.text
    assert "data:image" not in page.text
    secret = page.context["form"].secret
    assert client.post(setup, {"code": "000000"}).status_code == 200
    done = client.post(setup, {"code": code_of(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    stored = Authenticator.objects.get(user=ada, type="totp").data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret
    assert len(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == 10
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=ada).exists()
    kinds = [(event.kind, event.data) for event in trail.about(ada)][:2]
    assert kinds == [
        ("person.second_factor_removed", {"kind": "totp"}),
        ("person.second_factor_added", {"kind": "totp"}),
    ]
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        [ada.email],
        "Your authenticator app is off",
    )


def test_sealing(settings):
    sealed = sealing.seal("JBSWY3DPEHPK3PXP")
    assert "JBSWY3" not in sealed
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert sealing.unseal(sealed) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.unseal(sealed) not in {"", "JBSWY3DPEHPK3PXP"}
    assert sealing.unseal(sealed) != sealing.unseal(sealed), "nothing that could be guessed"


def test_a_lost_key_locks_out_politely(client, ada, secret, settings):
    code = code_of(secret)
    password(client, ada)
    Authenticator.objects.filter(user=ada, type="totp").update(data={"secret": "unreadable"})
    assert client.post(STEP, {"code": code}).status_code == 200
    assert not is_in(client)


class TestCms:
    """CMS_REQUIRES_SECOND_FACTOR."""

    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.CMS_REQUIRES_SECOND_FACTOR = True

    def test_an_editor_is_led_to_set_one_up_and_back(self, client, nadia):
        password(client, nadia)
        assert client.get("/cms/pages/?page=2").url == reverse("mfa_index")
        page = client.get(reverse("mfa_index"))
        assert "The CMS needs a second step" in page.text
        assert "Carry on" not in page.text
        reauthenticate(client)
        setup = client.get(reverse("mfa_activate_totp"))
        secret = setup.context["form"].secret
        codes = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
        for after in (codes, client.get(reverse("mfa_index"))):
            assert 'href="/cms/pages/?page=2"' in after.text
        assert client.get("/cms/").status_code == 200

    def test_a_superuser_too(self, client, ada):
        client.force_login(ada)
        assert client.post("/cms/pages/add/x/").url == reverse("mfa_index")
        assert client.session["after_second_factor"] == "/cms/"

    def test_codes_on_paper_are_no_second_step(self, client, nadia):
        RecoveryCodes.activate(nadia)
        client.force_login(nadia)
        assert client.get("/cms/").url == reverse("mfa_index")

    def test_who_has_one_is_let_in(self, client, ada, secret):
        client.force_login(ada)
        assert client.get("/cms/").status_code == 200

    def test_others_are_left_to_the_refusal_of_the_cms(self, client, sam):
        client.force_login(sam)
        assert client.get("/cms/").status_code in (302, 403)
        assert "after_second_factor" not in client.session
        assert client.get("/accounts/2fa/").status_code == 200

    def test_signed_out_means_the_door(self, client):
        assert client.get("/cms/").url.startswith(LOGIN)

    def test_switched_off_nobody_is_asked(self, client, nadia, settings):
        settings.CMS_REQUIRES_SECOND_FACTOR = False
        client.force_login(nadia)
        assert client.get("/cms/").status_code == 200

"""Single sign-on against a provider that really signs: who gets in, and what the others read."""

import re
from html import unescape

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.urls import reverse

from portal import trail
from portal.models import Event, User
from tests.portal.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, new_key

LOGIN = reverse("account_login")
WORK = reverse("account_work")
AMINA = {"sub": "7", "email": "Amina.Yusuf@LARKFIELD.example", "email_verified": True}


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def provider(settings):
    with Provider() as provider:
        app = {
            "provider_id": "work",
            "name": "Larkfield account",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": provider.issuer, "verified_email": False},
        }
        settings.OIDC_NAME = "Larkfield account"
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
        }
        yield provider


def leave(client, query="process=login"):
    """Press the button; the address of the provider that the next page leads to."""
    page = client.post(f"{WORK}?{query}")
    assert page.status_code == 200
    return unescape(re.search(r'<a class="btn" href="([^"]+)"', page.text).group(1))


def come_back(client, provider, query="process=login"):
    return client.get(provider.browse(leave(client, query)))


def is_in(client):
    return "_auth_user_id" in client.session


def test_off_unless_configured(client, amina):
    assert "Larkfield account" not in client.get(LOGIN).text
    for address in (WORK, reverse("account_work_callback"), "/accounts/oidc/openid_connect/login/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_no_way_around_our_checks(client, provider):
    """allauth answers under the provider's type as well; that address does not exist here."""
    for rest in ("openid_connect/login/", "openid_connect/login/callback/", "other/login/"):
        assert client.post(f"/accounts/oidc/{rest}").status_code == 404


def test_a_known_person_comes_in_by_their_address(client, amina, provider):
    provider.person = AMINA
    page = client.get(LOGIN, {"next": "/ideas/"})
    assert "Sign in with Larkfield account" in page.text
    assert come_back(client, provider, "process=login&next=/ideas/").url == "/ideas/"
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert trail.about(amina).first().data == {"how": "socialaccount"}
    amina.refresh_from_db()
    assert amina.check_password("a long enough password"), "the password stays as it was"


def test_afterwards_the_providers_own_number_counts(client, amina, sam, provider):
    """A new address at the provider, even a colleague's, changes nobody into somebody else."""
    provider.person = AMINA
    come_back(client, provider)
    client.logout()
    provider.person = {**AMINA, "email": sam.email}
    come_back(client, provider)
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"email": "new@larkfield.example", "email_verified": True}, "isn’t on our list"),
        ({"email": "amina.yusuf@larkfield.example", "email_verified": False}, "nobody has checked"),
        ({"email": "amina.yusuf@larkfield.example"}, "nobody has checked"),
        ({"email": "amina.yusuf@larkfield.example", "email_verified": "no"}, "nobody has checked"),
        ({}, "didn’t tell us"),
        ({"email": "", "email_verified": True}, "didn’t tell us"),
    ],
)
def test_who_is_not_known_reads_who_adds_them(client, amina, joy, provider, said, read):
    provider.person = {"sub": "8", **said}
    before = User.objects.count()
    page = come_back(client, provider)
    assert page.status_code == 403
    assert read in page.text
    assert "Joy Adeyemi can add you" in page.text
    assert not is_in(client)
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()
    assert not Event.objects.filter(kind="person.signed_in").exists()


def test_a_company_may_vouch_for_its_providers_addresses(client, amina, provider, settings):
    """OIDC_TRUST_EMAIL, for providers that say nothing about addresses."""
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["verified_email"] = True
    provider.person = {"sub": "7", "email": "amina.yusuf@larkfield.example"}
    assert come_back(client, provider).url == "/"


@pytest.mark.parametrize("linked", [True, False])
def test_who_left_is_told_so(client, amina, provider, linked):
    provider.person = AMINA
    if linked:
        come_back(client, provider)
        client.logout()
    amina.is_active = False
    amina.save()
    page = client.get(come_back(client, provider).url)
    assert "switched off" in page.text
    assert not is_in(client)
    assert trail.about(amina).first().data == {"why": "inactive"}
    assert SocialAccount.objects.exists() is linked


@pytest.mark.parametrize(
    "changes",
    [
        {"sign_with": new_key()},
        {"unsigned": True},
        {"no_id_token": True},
        {"headers": {}},
        {"headers": {"kid": "another"}},
        {"id_token": {"aud": "another portal"}},
        {"id_token": {"iss": "http://127.0.0.1:1"}},
        {"id_token": {"exp": 1_000_000_000}},
        {"id_token": {"sub": "9"}},
        {"userinfo": {"sub": "9"}},
        {"token": (500, {"error": "server_error"})},
        {"token": (200, b"<html>not json</html>")},
        {"token": (200, {"access_token": ["?"], "id_token": {}})},
    ],
    ids=lambda changes: "-".join(map(str, changes)),
)
def test_an_answer_that_does_not_hold_gives_a_page(client, amina, provider, changes):
    provider.person, provider.changes = AMINA, changes
    page = come_back(client, provider)
    assert page.status_code == 401
    assert "Start once more" in page.text
    assert not is_in(client)


@pytest.mark.parametrize("query", ["code=x&state=forged", "code=x", "state=forged", ""])
def test_a_state_that_is_not_ours(client, amina, provider, query):
    provider.person = AMINA
    leave(client)
    page = client.get(f"{reverse('account_work_callback')}?{query}")
    assert page.status_code == 401
    assert "Start once more" in page.text
    assert not is_in(client)


def test_another_browser_cannot_use_the_way_back(client, amina, provider):
    """A link with somebody's code signs nobody else in under that name."""
    provider.person = AMINA
    back = provider.browse(leave(client))
    victim = type(client)()
    assert victim.get(back).status_code == 401
    assert not is_in(victim)
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 401, "and nobody twice"


def test_turning_back(client, provider):
    leave(client)
    state = next(iter(client.session["socialaccount_states"]))
    back = f"{reverse('account_work_callback')}?error=access_denied&state={state}"
    page = client.get(back, follow=True)
    assert "You turned back" in page.text


@pytest.mark.parametrize("discovery", [(500, {}), (200, b"no json"), (200, {}), (200, [])])
def test_a_provider_that_is_unwell(client, provider, discovery):
    provider.changes = {"discovery": discovery}
    page = client.post(WORK)
    assert page.status_code == 401
    assert "Start once more" in page.text


def test_leaving_needs_a_press(client, provider):
    page = client.get(WORK)
    assert page.status_code == 200
    assert "Take me there" in page.text
    assert provider.issuer not in page.text


@pytest.mark.parametrize("asked", ["https://evil.test", "//evil.test", "/\\evil.test"])
def test_next_stays_in_the_house(client, amina, provider, asked):
    provider.person = AMINA
    assert come_back(client, provider, f"process=login&next={asked}").url == "/"


def test_the_second_step_is_owed_here_too(client, amina, provider):
    TOTP.activate(amina, generate_totp_secret())
    provider.person = AMINA
    assert come_back(client, provider).url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_nobody_ties_a_colleagues_work_account_to_themselves(client, amina, sam, provider):
    client.post(LOGIN, {"login": "sam.whitlock", "password": "a long enough password"})
    client.post(reverse("account_reauthenticate"), {"password": "a long enough password"})
    provider.person = AMINA
    page = come_back(client, provider, "process=connect")
    assert page.status_code == 403
    assert "somebody else" in page.text
    assert not SocialAccount.objects.exists()
    assert client.session["_auth_user_id"] == str(sam.pk)

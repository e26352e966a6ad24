"""The door in a real browser: passkeys with an authenticator, the app's square, the demo's cast."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from portal import trail
from tests.portal.test_sign_in_second_step import code_of

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def window(visit):
    """A phone-sized window with something in it that holds passkeys."""
    window = visit(width=390)
    window.devtools = window.context.new_cdp_session(window.page)
    window.devtools.send("WebAuthn.enable")
    window.holder = window.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return window


def press(window, name):
    window.page.get_by_role("button", name=name).click()


def confirm_password(window):
    window.page.locator("input[name=password]").fill(PASSWORD)
    press(window, "It’s me")


def add_passkey(window, name, *, alone):
    """Add one from the page about second steps; ``alone``: it opens the door by itself."""
    window.open(reverse("mfa_add_webauthn"))
    if "reauthenticate" in window.page.url:
        confirm_password(window)
    assert not window.faults_everywhere()
    window.page.locator("input[name=name]").fill(name)
    if alone:
        window.page.get_by_label("Let it sign me in without my password").check()
    press(window, "Add it")
    window.page.wait_for_url("**/recovery-codes/")


def sign_out(window):
    window.open(reverse("account_logout"))
    press(window, "Sign me out")
    window.page.wait_for_url("**/login/")


def test_a_passkey_opens_the_door_alone(window, letters, amina, joy):
    window.sign_in(amina)
    add_passkey(window, "My phone", alone=True)
    assert not window.faults_everywhere()
    added = trail.about(amina).first()
    assert (added.kind, added.data) == ("person.second_factor_added", {"kind": "webauthn"})
    assert "passkey" in letters()[-1]["subject"]
    sign_out(window)
    window.open(f"{reverse('account_login')}?next={reverse('usersessions_list')}")
    press(window, "Use my passkey instead")
    window.page.wait_for_url("**/sessions/")
    window.page.get_by_role("heading", name="Here, now").wait_for()
    assert trail.about(amina).first().data == {"how": "mfa"}


def test_a_passkey_is_the_step_after_the_password(window, amina, joy):
    window.sign_in(amina)
    add_passkey(window, "Blue key", alone=False)
    sign_out(window)
    window.open(reverse("account_login"))
    window.page.locator("input[name=login]").fill("amina.yusuf")
    window.page.locator("input[name=password]").fill(PASSWORD)
    press(window, "Sign me in")
    window.page.get_by_role("heading", name="One more step").wait_for()
    assert not window.faults_everywhere()
    press(window, "Use my passkey")
    window.page.wait_for_url(lambda url: "authenticate" not in url)
    window.open(reverse("mfa_list_webauthn"))
    assert not window.faults_everywhere()
    window.page.get_by_role("link", name=re.compile("^Remove")).click()
    assert not window.faults_everywhere()
    window.page.get_by_role("link", name="Use my passkey").click()
    window.page.get_by_role("button", name="Use my passkey").wait_for()
    assert not window.faults_everywhere()
    press(window, "Use my passkey")
    window.page.get_by_role("heading", name="Remove “Blue key”?").wait_for()
    assert not window.faults_everywhere()
    press(window, "Remove it")
    window.page.get_by_text("None yet").wait_for()
    assert not Authenticator.objects.filter(user=amina).exists()
    assert trail.about(amina).first().kind == "person.second_factor_removed"


def test_a_key_that_does_not_answer_is_said_in_words(window, amina, joy):
    window.devtools.send("WebAuthn.setUserVerified", {**window.holder, "isUserVerified": False})
    window.open(reverse("account_login"))
    press(window, "Use my passkey instead")
    window.page.get_by_text("didn’t answer").wait_for()
    assert window.page.url.endswith(reverse("account_login"))
    assert not window.faults()


def test_an_app_is_set_up_by_its_square(window, letters, ada, joy):
    window.sign_in(ada)
    window.open(reverse("mfa_activate_totp"))
    assert not window.faults_everywhere()
    confirm_password(window)
    window.page.get_by_role("img", name="A square for your authenticator app").wait_for()
    assert not window.faults_everywhere()
    window.page.locator("input[name=code]").fill("000000")
    press(window, "Turn it on")
    window.page.get_by_role("heading", name="Nearly there. One thing to look at").wait_for()
    assert not window.faults_everywhere()
    secret = window.page.locator("code.secret").inner_text()
    window.page.locator("input[name=code]").fill(code_of(secret))
    press(window, "Turn it on")
    window.page.wait_for_url("**/recovery-codes/")
    assert window.page.locator(".codes li").count() == 10
    assert "An app is your second step now" in [letter["subject"] for letter in letters()]
    for page in ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        window.open(reverse(page))
        assert not window.faults_everywhere()


@pytest.mark.thread("the list of the demo is no part of production")
@pytest.mark.parametrize("scripts", [True, False])
def test_the_demo_is_one_click(visit, amina, joy, settings, scripts):
    settings.DEMO = True
    window = visit(width=390, java_script_enabled=scripts)
    window.open(reverse("account_login"))
    if scripts:
        assert not window.faults_everywhere()
    press(window, re.compile("^Amina"))
    window.page.wait_for_url(lambda url: "login" not in url)
    window.open(reverse("usersessions_list"))
    window.page.get_by_role("heading", name="Here, now").wait_for()


def test_without_scripts_the_door_opens_and_no_passkey_is_offered(visit, amina, joy):
    window = visit(width=390, java_script_enabled=False)
    window.open(reverse("account_login"))
    assert not window.page.get_by_text("Use my passkey instead").is_visible()
    window.sign_in(amina)


def test_a_forgotten_password_all_the_way(visit, letters, amina, joy):
    window = visit(width=390)
    window.open(reverse("account_login"))
    window.page.get_by_role("link", name="I’ve forgotten my password").click()
    press(window, "Send me the link")
    window.page.get_by_text("Type the e-mail address we know").first.wait_for()
    assert not window.faults_everywhere()
    window.page.locator("input[name=email]").fill(amina.email)
    press(window, "Send me the link")
    window.page.get_by_role("heading", name="Look in your mail").wait_for()
    assert not window.faults_everywhere()
    said = letters()[-1].get_body(["plain"]).get_content()
    link = re.search(r"/accounts/password/reset/key/\S+", said).group()
    window.open(link)
    assert not window.faults_everywhere()
    for box in ("password1", "password2"):
        window.page.locator(f"input[name={box}]").fill("four blue boots dancing")
    press(window, "Set my password")
    window.page.get_by_role("heading", name="You have a new password").wait_for()
    assert not window.faults_everywhere()
    window.open(link)
    window.page.get_by_role("heading", name="That link has run out").wait_for()
    window.sign_in(amina, "four blue boots dancing")

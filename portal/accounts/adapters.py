"""How allauth behaves in this house: nobody signs themselves up, people come from HR."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from portal import addresses
from portal.accounts import events, lockout, sealing, single_sign_on
from portal.accounts.backends import person_named

logger = logging.getLogger(__name__)

MISMATCH = _("That name and that password don’t go together. Check both, or ask for a new one.")
CODE = _("That code doesn’t fit. Codes change every half minute, so try the one you see now.")

WAYS = {
    "reauthenticate": _("Type my password"),
    "mfa_reauthenticate": _("Type a code"),
    "mfa_reauthenticate:webauthn": _("Use my passkey"),
}


def typed_name(credentials):
    """What was typed as a name, whichever of the two kinds it was taken for."""
    return credentials.get("username") or credentials.get("email") or ""


class AccountAdapter(DefaultAccountAdapter):
    """Password sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "incorrect_password": _("That isn’t your password. Have another go."),
        "enter_current_password": _("That isn’t the password you have now. Have another go."),
        "too_many_login_attempts": _(
            "That’s a few too many tries. Wait a quarter of an hour, or press 0 for a person."
        ),
        "rate_limited": _(
            "That’s a few too many tries. Wait a quarter of an hour, or press 0 for a person."
        ),
        "incorrect_code": CODE,
    }

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Only places inside the portal: a path, never another host or scheme."""
        return addresses.is_ours(url)

    def get_client_ip(self, request):
        """The address next to our outermost trusted proxy; whatever comes before it is hearsay.

        A request that passed fewer proxies than TRUSTED_PROXIES says is known by its own address,
        and one without any (a local socket) counts as one place.
        """
        hops = [hop for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        trusted = settings.TRUSTED_PROXIES
        told = hops[-trusted] if 0 < trusted <= len(hops) else request.META.get("REMOTE_ADDR", "")
        return clean_client_ip(told) or "0.0.0.0"  # noqa: S104  (an address of nobody)

    def _get_login_attempts_cache_key(self, request, **credentials):
        return lockout.pair(request, typed_name(credentials))

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refusal:
            key = self._get_login_attempts_cache_key(request, **credentials)
            logger.warning("Sign-in rests for a while at %s", self.get_client_ip(request))
            raise ValidationError(lockout.sentence(request, key), code=refusal.code) from None

    def authenticate(self, request, **credentials):
        person = super().authenticate(request, **credentials)
        if person is not None:
            lockout.forgive(request, self._get_login_attempts_cache_key(request, **credentials))
        return person

    def authentication_failed(self, request, **credentials):
        events.refused(person=person_named(typed_name(credentials)), why="password")

    def respond_user_inactive(self, request, user):
        events.refused(person=user, why="inactive")
        return super().respond_user_inactive(request, user)

    def get_reauthentication_methods(self, user):
        """The ways to show that it is still the same person, in our words."""
        methods = super().get_reauthentication_methods(user)
        return [{**way, "description": WAYS[way["id"]]} for way in methods]

    def get_password_change_redirect_url(self, request):
        return settings.LOGIN_REDIRECT_URL

    def get_reset_password_from_key_url(self, key):
        """Built on BASE_URL, so that a forged Host never gets into a mail."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def render_mail(self, template_prefix, email, context, headers=None):
        """The plain text, and the same words as HTML."""
        context = {**context, "base_url": settings.BASE_URL, "desk_phone": settings.DESK_PHONE}
        message = super().render_mail(template_prefix, email, context, headers)
        page = {"subject": message.subject, "text": message.body}
        message.attach_alternative(render_to_string("account/email/letter.html", page), "text/html")
        return message

    def send_mail(self, template_prefix, email, context):
        """A mail server that is away must not tell known people from unknown ones."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("A mail about signing in could not be sent: %s", template_prefix)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """To the address HR keeps, and to no other."""
        if user.email:
            super().send_notification_mail(template_prefix, user, context, user.email)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Sign-in by the company's identity provider: only for people who are already known."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": _("Set a password first, or you would have no way in."),
        "connected_other": _("That work account belongs to somebody else here."),
    }

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        single_sign_on.recognise(request, sociallogin)

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ):
        """The page says it in words; the log says what it was."""
        logger.warning("Single sign-on went wrong: %s %r", error, exception)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second step by authenticator app or passkey."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": CODE,
        "cannot_delete_authenticator": _("Your work needs a second step, so this one stays."),
        "cannot_generate_recovery_codes": _("Set up a second step first, then come for codes."),
    }

    def _get_site_name(self):
        return settings.MFA_TOTP_ISSUER

    def build_totp_svg(self, url):
        """The drawing itself, to stand in the page: our policy loads no image from data."""
        return mark_safe(super().build_totp_svg(url).partition("?>")[2].strip())

    def encrypt(self, text):
        return sealing.seal(text)

    def decrypt(self, encrypted_text):
        return sealing.unseal(encrypted_text)

"""How allauth behaves in this house: nobody signs themselves up, people come from HR."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Password sign-in."""

    def is_open_for_signup(self, request):
        return False


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Sign-in by the company's identity provider: only for people who are already known."""

    def is_open_for_signup(self, request, sociallogin):
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second step by authenticator app or passkey."""

"""Sign in, out, reset, second step, single sign-on: allauth's views in our look.

Ours come first and take the place of allauth's by the same name. Signing up, changing one's own
address and codes by mail are closed: people and their addresses come from HR.
"""

from functools import wraps

from allauth.account import views as account
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as social
from django.db import transaction
from django.urls import include, path, re_path

from portal.accounts import single_sign_on, views


def at_once(view):
    """A change and its line in the trail are stored together or not at all."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return wrapped


urlpatterns = [
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("demo/<str:username>/", views.demo_sign_in, name="account_demo"),
    path("email/", views.address, name="account_email"),
    path("signup/", views.closed, name="account_signup"),
    path("confirm-email/", views.closed, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", views.closed, name="account_confirm_email"),
    path("login/code/confirm/", views.closed, name="account_confirm_login_code"),
    path("3rdparty/signup/", views.closed, name="socialaccount_signup"),
    path("oidc/work/login/", single_sign_on.start, name="account_work"),
    path("oidc/work/login/callback/", single_sign_on.callback, name="account_work_callback"),
    path("oidc/<path:rest>", views.nowhere, name="account_oidc"),  # no other way to the provider
    path("password/change/", at_once(account.password_change), name="account_change_password"),
    path("password/set/", at_once(account.password_set), name="account_set_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        at_once(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("2fa/webauthn/login/", views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("2fa/totp/activate/", at_once(views.AddApp.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", at_once(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/webauthn/add/", at_once(passkey.add_webauthn), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        at_once(passkey.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("3rdparty/", at_once(social.connections), name="socialaccount_connections"),
    path("", include("allauth.urls")),
]

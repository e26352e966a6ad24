"""What sign-in needs beside allauth's own views."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from portal.accounts import demo, events, single_sign_on


class SignIn(LoginView):
    """The door. 422 asks again, 429 says until when it rests."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        rests = form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts")
        response.status_code = 429 if rests else 422
        return response

    def get_context_data(self, **kwargs):
        request = self.request
        came_back = (
            settings.SESSION_COOKIE_NAME in request.COOKIES and not request.session.session_key
        )
        return super().get_context_data(
            demo_people=demo.people(),
            work_account=settings.OIDC_NAME if single_sign_on.is_on() else "",
            next=get_next_redirect_url(request) or "",
            locked_behind_you=came_back and request.method == "GET",
            **kwargs,
        )


class PasskeySignIn(LoginWebAuthnView):
    """Sign in by passkey alone, and go where the person was headed."""

    def form_invalid(self, form):
        events.refused(person=None, why="passkey")
        return super().form_invalid(form)

    def form_valid(self, form):
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        return perform_passwordless_login(self.request, authenticator, login)


class AddApp(ActivateTOTPView):
    """allauth tells of an app only after the commit; the trail belongs inside."""

    def form_valid(self, form):
        response = super().form_valid(form)
        events.second_factor_added(person=self.request.user, kind=Authenticator.Type.TOTP)
        return response


@never_cache
@login_not_required
def demo_sign_in(request, username):
    """Be somebody of the demo company, with one click. Outside the demo there is no such page."""
    person = demo.person(username)
    if person is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    record_authentication(request, person, method="demo")
    return perform_login(request, Login(user=person, redirect_url=get_next_redirect_url(request)))


def address(request):
    """The address we write to. HR keeps it, because single sign-on goes by it."""
    return render(request, "account/address.html")


@login_not_required
def closed(request, **kwargs):
    """Doors that other sites have: here they lead to the page that says who adds people."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "account/signup_closed.html", status=403)


@login_not_required
def nowhere(request, **kwargs):
    """An address of allauth's that would step around a check of ours."""
    raise Http404

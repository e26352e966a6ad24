"""Single sign-on by OpenID Connect: who somebody is here, and the checks allauth leaves out."""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from requests import RequestException

from portal.accounts import events
from portal.models import User

logger = logging.getLogger(__name__)
WORK = "work"  # the one provider, from the environment
NONSENSE = (AttributeError, LookupError, TypeError, ValueError)  # JSON of another shape


def is_on():
    """Whether the three variables are set."""
    return "openid_connect" in settings.SOCIALACCOUNT_PROVIDERS


def recognise(request, sociallogin):
    """Tie the provider's account to the person it belongs to, by a verified address.

    Whoever has signed in this way before is known by the provider's own identifier. Raises
    ImmediateHttpResponse with a page that says who can help, when nobody is found.
    """
    if sociallogin.is_existing:
        return
    addresses = [address.email for address in sociallogin.email_addresses]
    verified = [a.email for a in sociallogin.email_addresses if a.verified is True]
    person = User.objects.filter(email__iexact=verified[0]).first() if verified else None
    if person is None:
        why = "unverified" if addresses and not verified else "unknown"
        raise ImmediateHttpResponse(not_known(request, why, addresses))
    connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
    if connecting and person != request.user:
        raise ImmediateHttpResponse(not_known(request, "another", addresses))
    if person.is_active:
        sociallogin.connect(request, person)
    else:
        sociallogin.user = person  # allauth refuses them, in our words


def not_known(request, why, addresses):
    """The page for somebody the provider vouches for and we can't place."""
    events.refused(person=None, why=f"single sign-on: {why}")
    context = {"why": why, "address": addresses[0] if addresses else ""}
    return render(request, "socialaccount/not_known.html", context, status=403)


class Verified(OpenIDConnectOAuth2Adapter):
    """Checks the signature of every ID token, and that both answers speak of one person.

    allauth trusts the connection instead, and takes the address from the second answer.
    """

    def complete_login(self, request, app, token, **kwargs):
        claims = self._decode_id_token(app, kwargs["response"].get("id_token"))
        details = self._fetch_user_info(token.token)
        if not claims.get("sub") or details.get("sub") != claims["sub"]:
            raise OAuth2Error("The two answers of the provider name different people.")
        return self.get_provider().sociallogin_from_response(
            request, {"userinfo": details, "id_token": claims}
        )

    def _decode_id_token(self, app, id_token):
        if not id_token:
            raise OAuth2Error("The provider sent no ID token.")
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


def _ask(view_class, request):
    """Run one step. A provider that is away or talks nonsense gives a page, not an error."""
    if not is_on():
        raise Http404
    adapter = Verified(request, WORK)
    try:
        return view_class.adapter_view(adapter)(request)
    except (RequestException, OAuth2Error, *NONSENSE) as error:
        logger.exception("The sign-in provider did not answer as OpenID Connect says")
        return render_authentication_error(request, adapter.get_provider(), exception=error)


@never_cache
@login_not_required
def start(request):
    """Off to the provider, by a page that leads there.

    A redirect would do, but browsers hold every hop after a form to ``form-action``, and company
    providers hop through hosts that nobody can list.
    """
    response = _ask(OAuth2LoginView, request)
    if request.method == "POST" and response.status_code == 302:
        context = {"redirect_to": response.url, "name": settings.OIDC_NAME}
        return render(request, "socialaccount/leaving.html", context)
    return response


@never_cache
@login_not_required
def callback(request):
    """Back from the provider."""
    return _ask(OAuth2CallbackView, request)

"""What every request passes through, beside Django's own."""

import re
import secrets

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _

from portal import logs
from portal.clock import zone_of
from portal.views import errors

GIVEN_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
AFTER_SECOND_FACTOR = "after_second_factor"  # session key: where the person was headed
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: people read it out on the phone


class RequestId:
    """A short id that a person can read out on the phone and an operator finds in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if GIVEN_ID.match(given) else self.new()
        token = logs.request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response

    @staticmethod
    def new():
        return "".join(secrets.choice(ALPHABET) for _i in range(8))


class NoNul:
    """No address of ours has a NUL in it, and PostgreSQL refuses to look for one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path:
            raise BadRequest("There is a NUL in the address.")
        return self.get_response(request)


class ContentSecurityPolicy(CSPMiddleware):
    """Strict on every page of ours; the CMS and its preview need inline styles and scripts."""

    def process_response(self, request, response):
        if request.path.startswith("/cms/") or getattr(request, "is_dummy", False):
            response._csp_update = {
                "script-src": "'unsafe-inline'",
                "style-src": "'unsafe-inline'",
                "img-src": ["data:", "blob:"],
                "frame-src": "'self'",
            }
            response._csp_replace = {"frame-ancestors": "'self'"}
        return super().process_response(request, response)


class PersonalView:
    """The person's time zone and language for the page; signed-in pages are never cached."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        language = getattr(user, "language", "") or settings.LANGUAGE_CODE
        with timezone.override(zone_of(user)), translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        return response


class CmsDoor:
    """The CMS opens to editors and administrators, and where CMS_REQUIRES_SECOND_FACTOR is on,
    only to those who have a second step.

    Wagtail's own refusal leads to the sign-in page, which leads back: a signed-in colleague would
    run in a circle. Ours is a page that says who can help.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith("/cms/"):
            return self.get_response(request)
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied(
                _("The CMS is for policy editors and administrators. Everything else is out here.")
            )
        if self.must_set_up(request):
            request.session[AFTER_SECOND_FACTOR] = (
                request.get_full_path() if request.method == "GET" else "/cms/"
            )
            messages.info(
                request,
                _("The CMS needs a second step when you sign in. Set one up here, then go back."),
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def process_exception(self, request, exception):
        """A form of Wagtail's that came without its counts of blocks is no error of ours."""
        if request.path.startswith("/cms/") and isinstance(exception, MultiValueDictKeyError):
            return errors.bad_request(request)
        return None

    @staticmethod
    def must_set_up(request):
        """Whether this is an editor whose sign-in rests on a password alone."""
        from allauth.mfa.models import Authenticator
        from allauth.mfa.utils import is_mfa_enabled

        return (
            settings.CMS_REQUIRES_SECOND_FACTOR
            and request.user.is_authenticated
            and not is_mfa_enabled(
                request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
            )
        )

"""Every address of the portal. tests/access.py says who may see each."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import pages
from portal.cms_account import account_page
from portal.views import health, numbers

# One door: Wagtail's own sign-in and reset would step around the second factor.
to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_reset = RedirectView.as_view(pattern_name="account_reset_password")
# portal.pages knows a shorter way to a page than Wagtail.
beside_pages = [one for one in wagtail_urls.urlpatterns if one.name != "wagtail_serve"]

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", numbers.metrics, name="metrics"),
    path("accounts/", include("portal.accounts.urls")),
    path("cms/login/", to_login),
    re_path(r"^cms/password_reset/", to_reset),
    path("_util/login/", to_login),
    path("cms/account/", account_page),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("portal.views.urls", namespace="portal")),
    path("", include("policy.urls", namespace="policy")),
    path("", include("ideas.urls", namespace="ideas")),
    path("", include("home.urls", namespace="home")),
    path("", include(beside_pages)),
    re_path(r"^(?P<path>(?:[\w\-]+/)*)$", pages.serve, name="wagtail_serve"),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

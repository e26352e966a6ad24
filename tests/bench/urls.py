"""The portal's addresses, and those that everything is compared with."""

from django.urls import include, path

from tests.bench import served

urlpatterns = [
    path("bench/bare/", served.read),  # through Django's session and sign-in only: see wsgi
    path("bench/write/", served.write),
    path("bench/door/", served.read),  # through all that every page of ours passes
    path("", include("portal.urls")),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

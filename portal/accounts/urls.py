"""Sign in, out, reset, second step, single sign-on: allauth's views in our look."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]

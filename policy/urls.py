"""Policies: what stands beside the Wagtail pages. tests/access.py says who may open each."""

from django.urls import path

from policy.views import reading

app_name = "policy"
urlpatterns = [
    path("policies/editions/<int:pk>/", reading.edition, name="edition"),
    path("policies/<slug:slug>/compare/", reading.compare, name="compare"),
]

"""Policies: what stands beside the Wagtail pages. tests/access.py says who may open each."""

from django.urls import include, path

from policy.views import agreeing, asking, cover, reading

app_name = "policy"
urlpatterns = [
    path("learn/", include("policy.learning.urls")),
    path("policies/due/", agreeing.due, name="due"),
    path("policies/questions/", asking.questions, name="questions"),
    path("policies/questions/<int:pk>/", asking.question, name="question"),
    path("policies/cover/", cover.policies, name="cover"),
    path("policies/cover/<slug:slug>/", cover.people, name="cover_people"),
    path("policies/cover/<slug:slug>/remind/", cover.remind, name="remind"),
    path("policies/editions/<int:pk>/", reading.edition, name="edition"),
    path("policies/<slug:slug>/compare/", reading.compare, name="compare"),
    path("policies/<slug:slug>/agree/", agreeing.agree, name="agree"),
    path("policies/<slug:slug>/ask/", asking.ask, name="ask"),
]

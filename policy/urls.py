"""Policies: what stands beside the Wagtail pages. tests/access.py says who may open each."""

from django.urls import include, path

from policy.views import (
    agreeing,
    ambassadors,
    asking,
    cover,
    licence,
    reading,
    training_cover,
)

app_name = "policy"
urlpatterns = [
    path("learn/cover/", training_cover.courses, name="training_cover"),
    path("learn/cover/<slug:slug>/", training_cover.people, name="training_people"),
    path("learn/licence/", licence.mine, name="licence"),
    path("learn/licence/sponsor/", licence.wish, name="licence_wish"),
    path("learn/licence/appeal/", licence.appeal, name="licence_ask_again"),
    path("learn/licence/appeals/<int:pk>/", licence.appeal_read, name="licence_appeal"),
    path("learn/licence/sponsored/<int:pk>/end/", licence.end, name="licence_end"),
    path("learn/licence/people/", licence.people, name="licence_people"),
    path("learn/licence/people/<str:username>/", licence.person, name="licence_person"),
    path("learn/licence/people/<str:username>/sponsor/", licence.sponsor, name="licence_sponsor"),
    path("learn/licence/people/<str:username>/rest/", licence.revoke, name="licence_revoke"),
    path("learn/licence/people/<str:username>/lift/", licence.lift, name="licence_lift"),
    path("learn/", include("policy.learning.urls")),
    path("ambassadors/", ambassadors.roster, name="ambassadors"),
    path("ambassadors/may-i/", ambassadors.may_i_answer, name="may_i"),
    path("ambassadors/me/", ambassadors.me, name="ambassador_me"),
    path("ambassadors/me/leave/", ambassadors.leave, name="ambassador_leave"),
    path("ambassadors/<int:pk>/ask/", ambassadors.ask, name="ambassador_ask"),
    path("ambassadors/asked/<int:pk>/", ambassadors.question, name="ambassador_question"),
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

"""The addresses of ideas. A draft is found by its token, a shared idea by its reference."""

import re

from django.urls import path, register_converter

from ideas.compact import MOVES
from ideas.views import (
    assessment,
    deed,
    files,
    history,
    lists,
    merging,
    near,
    page,
    people,
    steps,
    talk,
    trial,
    writing,
)


class Slug:
    """HERO-2026-0042, or the token of a draft."""

    regex = r"HERO-[0-9]{4}-[0-9]{4,}|draft-[a-z0-9]{8,10}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class Verb(Slug):
    """A move of the compact. Another word is no address."""

    regex = "|".join(re.escape(move.verb) for move in MOVES)


register_converter(Slug, "idea")
register_converter(Verb, "verb")

app_name = "ideas"
urlpatterns = [
    path("ideas/", lists.ideas, name="list"),
    path("ideas/new/", writing.new, name="new"),
    path("ideas/near/", near.near, name="near"),
    path("ideas/<idea:slug>/edit/", writing.edit, name="edit"),
    path("ideas/<idea:slug>/save/", writing.autosave, name="autosave"),
    path("ideas/<idea:slug>/people/", people.people, name="people"),
    path("ideas/<idea:slug>/files/", files.files, name="attach"),
    path("ideas/<idea:slug>/files/<uuid:key>/", files.file, name="attachment"),
    path("ideas/<idea:slug>/files/<uuid:key>/remove/", files.remove, name="detach"),
    path("ideas/<idea:slug>/", page.idea, name="idea"),
    path("ideas/<idea:slug>/assessment/", assessment.assessment, name="assessment"),
    path("ideas/<idea:slug>/assessment/new/", assessment.another, name="risk_new"),
    path("ideas/<idea:slug>/assessment/<int:number>/", assessment.risk, name="risk"),
    path("ideas/<idea:slug>/compact/", deed.compact, name="compact"),
    path("ideas/<idea:slug>/compact.json", deed.as_json, name="compact_json"),
    path("ideas/<idea:slug>/compact.pdf", deed.as_pdf, name="compact_pdf"),
    path("compact/check/", deed.check, name="compact_check"),
    path("ideas/<idea:slug>/trial/", trial.trial, name="trial"),
    path("ideas/<idea:slug>/trial/result/", trial.result, name="trial_result"),
    path("ideas/<idea:slug>/trial/figures/", trial.figure, name="trial_figure"),
    path(
        "ideas/<idea:slug>/trial/figures/<int:pk>/remove/",
        trial.remove_figure,
        name="trial_figure_remove",
    ),
    path("ideas/<idea:slug>/trial/conditions/<int:pk>/", trial.condition, name="trial_condition"),
    path("ideas/<idea:slug>/history/", history.history, name="history"),
    path("ideas/<idea:slug>/talk/", talk.say, name="comment"),
    path("ideas/<idea:slug>/talk/<int:pk>/", talk.reword, name="comment_edit"),
    path("ideas/<idea:slug>/support/", talk.support, name="support"),
    path("ideas/<idea:slug>/follow/", talk.follow, name="follow"),
    path("ideas/<idea:slug>/merge/", merging.suggest, name="merge"),
    path("ideas/<idea:slug>/merge/<int:pk>/", merging.answer, name="merge_answer"),
    path("ideas/<idea:slug>/<verb:verb>/", steps.step, name="step"),
]

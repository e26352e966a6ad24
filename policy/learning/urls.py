"""Addresses below /learn/ that are not pages. Courses and lessons themselves are Wagtail's."""

from django.urls import path

from policy.learning import views, views_films, views_reading, views_results, views_sitting

urlpatterns = [
    path("reading/", views_reading.reading, name="reading"),
    path("certificates/<str:number>/", views_results.certificate, name="certificate"),
    path("<slug:course>/results.json", views_results.results, name="results"),
    path("<slug:course>/test/", views_sitting.test, name="test"),
    path("<slug:course>/test/<int:pk>/", views_sitting.attempt, name="attempt"),
    path("<slug:course>/<slug:lesson>/step/", views.step, name="learn_step"),
    path("<slug:course>/<slug:lesson>/words/<slug:key>/", views.write, name="learn_write"),
    path(
        "<slug:course>/<slug:lesson>/films/<uuid:block>/film/",
        views_films.film,
        {"part": "film"},
        name="film",
    ),
    path(
        "<slug:course>/<slug:lesson>/films/<uuid:block>/captions/",
        views_films.film,
        {"part": "captions"},
        name="captions",
    ),
]

"""The ground floor's own addresses."""

from django.urls import path

from portal.views import gallery

app_name = "portal"
urlpatterns = [
    path("gallery/", gallery.gallery, name="gallery"),
]

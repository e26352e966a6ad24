"""The addresses of ideas. A draft is found by its token, a shared idea by its reference."""

from django.urls import path, register_converter

from ideas.views import page


class Slug:
    """HERO-2026-0042, or the token of a draft."""

    regex = r"HERO-[0-9]{4}-[0-9]{4,}|draft-[a-z0-9]{8,10}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Slug, "idea")

app_name = "ideas"
urlpatterns = [
    path("ideas/<idea:slug>/", page.idea, name="idea"),
]

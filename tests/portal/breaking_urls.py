"""The portal's addresses with one in front that breaks in every way."""

from django.urls import path

from portal.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.portal.test_errors import breaking

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [path("breaks/<str:name>/", breaking), *urlpatterns]

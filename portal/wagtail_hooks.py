"""What the ground floor adds to the CMS."""

from django.core.exceptions import PermissionDenied
from django.urls import path
from wagtail import hooks

from portal import cms_clockwork, cms_exports  # noqa: F401  (they register themselves)
from portal.cms_webhooks import webhook_viewset
from portal.cms_zero import roster_viewset
from portal.models import User
from portal.people import cms_views as people
from portal.people.cms import PeopleGroup


@hooks.register("register_admin_viewset")
def duty_roster():
    return roster_viewset


@hooks.register("register_admin_viewset")
def webhooks():
    return webhook_viewset


@hooks.register("register_admin_viewset")
def departments_and_sites():
    return PeopleGroup()


@hooks.register("register_admin_urls")
def people_in_and_out():
    return [
        path("people/import/", people.bring_in, name="people_import"),
        path("people/import/example.csv", people.example, name="people_import_example"),
        path("people/<int:pk>/leave/", people.leave, name="people_leave"),
        path("people/<int:pk>/return/", people.come_back, name="people_return"),
    ]


@hooks.register("before_bulk_action")
def no_bulk_changes_of_people(request, action_type, objects, action):
    """Wagtail's bulk actions would step around the services, and so around the trail."""
    if action.model is User:
        raise PermissionDenied

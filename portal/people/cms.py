"""People in the CMS: Wagtail's user screens with our fields. Nobody is deleted, people leave."""

from wagtail.users.views.users import UserViewSet


class PeopleViewSet(UserViewSet):
    """The list of people and the form for one."""

"""The ground floor, and Wagtail's people screens with our own fields in them."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("The house")

    def ready(self):
        # They register what they hold.
        from portal import checks, checks_live, feeds, friction, jobs, roles, zero  # noqa: F401
        from portal.accounts import receivers  # noqa: F401  (they connect themselves)
        from portal.people import kinds  # noqa: F401  (so does what the trail says of people)
        from portal.sentences import pass_over_empty_catalogs

        pass_over_empty_catalogs()
        post_migrate.connect(roles.keep_groups, dispatch_uid="portal.roles.keep_groups")


class CmsUsersConfig(WagtailUsersAppConfig):
    user_viewset = "portal.people.cms.PeopleViewSet"
    group_viewset = "portal.cms_account.GroupViewSet"

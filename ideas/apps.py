from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    name = "ideas"
    verbose_name = _("Ideas")

    def ready(self):
        # They declare what the trail and the notices say, or listen.
        from ideas import attachments, drafts, services, similar  # noqa: F401

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    name = "ideas"
    verbose_name = _("Ideas")

    def ready(self):
        # They declare what the trail and the notices say, or listen.
        from ideas import (  # noqa: F401
            attachments,
            challenges,
            clockwork,
            cms,
            drafts,
            feed,
            leavers,
            merging,
            naming,
            numbers,
            on_behalf,
            promises,
            proof,
            separation,
            services,
            similar,
            talk,
            topics,
        )
        from ideas.risk import criteria, leavers, news, triggers  # noqa: F401,F811

        post_migrate.connect(cms.keep, dispatch_uid="ideas.cms.keep")
        post_migrate.connect(criteria.keep, sender=self, dispatch_uid="ideas.risk.criteria.keep")
        post_migrate.connect(promises.keep, sender=self, dispatch_uid="ideas.promises.keep")
        pre_migrate.connect(separation.take_down, sender=self, dispatch_uid="ideas.separation.down")
        post_migrate.connect(separation.put_up, sender=self, dispatch_uid="ideas.separation.up")

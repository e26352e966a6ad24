from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PolicyConfig(AppConfig):
    name = "policy"
    verbose_name = _("Policies and learning")

    def ready(self):
        # They declare kinds and jobs, or connect receivers.
        from policy import (  # noqa: F401
            agreeing,
            asking,
            documents,
            feed,
            leavers,
            parting,
            proof,
            reminding,
            second_pair,
            signals,
            topics,
        )
        from policy.learning import answering, bank, handover, own_words, rights  # noqa: F401

        post_migrate.connect(rights.keep, dispatch_uid="policy.learning.rights.keep")
        post_migrate.connect(second_pair.keep, dispatch_uid="policy.second_pair.keep")

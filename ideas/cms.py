"""How challenges behave in the CMS: their form, and who writes below /challenges/."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from policy import second_pair


def challenge_panels():
    """The brief first, then the person and the dates that are promised, then what came of it."""
    return ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("question"),
            FieldPanel("why"),
            FieldPanel("good"),
            FieldPanel("limits"),
            MultiFieldPanel(
                [
                    FieldPanel("leader"),
                    FieldRowPanel(
                        [
                            FieldPanel("opens_on"),
                            FieldPanel("closes_on"),
                            FieldPanel("decides_on"),
                        ]
                    ),
                ],
                heading=_("Who asks, and what they promise"),
            ),
            FieldPanel("decision"),
            FieldPanel("slug"),
        ]
    )


def keep(sender=None, using="default", **kwargs):
    """Editors and administrators write below /challenges/. Kept after each migrate, safe to repeat;
    does nothing before the page exists."""
    from django.contrib.auth.models import Group, Permission
    from django.db import connections

    from ideas.models import ChallengeIndexPage

    if ChallengeIndexPage._meta.db_table not in connections[using].introspection.table_names():
        return
    permissions = Permission.objects.using(using).filter(
        codename__in=second_pair.VERBS, content_type__app_label="wagtailcore"
    )
    groups = Group.objects.using(using).filter(name__in=[role.value for role in second_pair.GROUPS])
    for index in ChallengeIndexPage.objects.using(using):
        second_pair.keep_rights(index, groups, permissions)

"""Editors and administrators write below /learn/. Kept after each migrate, safe to repeat."""

from policy import second_pair


def keep(sender=None, using="default", **kwargs):
    """Give the groups their rights on the list of courses; does nothing before it exists."""
    from django.contrib.auth.models import Group, Permission
    from django.db import connections

    from policy.models import LearnIndexPage

    if LearnIndexPage._meta.db_table not in connections[using].introspection.table_names():
        return
    permissions = Permission.objects.using(using).filter(
        codename__in=second_pair.VERBS, content_type__app_label="wagtailcore"
    )
    groups = Group.objects.using(using).filter(name__in=[role.value for role in second_pair.GROUPS])
    for index in LearnIndexPage.objects.using(using):
        second_pair.keep_rights(index, groups, permissions)

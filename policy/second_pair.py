"""Every policy goes through the workflow "Second pair of eyes", and editors stay below /policies/.

Kept after each migrate, like the groups in portal.roles: safe to repeat, nothing is taken away.
"""

from portal.roles import Role

NAME = "Second pair of eyes"
VERBS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
GROUPS = (Role.EDITOR, Role.ADMINISTRATOR)


def keep(sender=None, using="default", **kwargs):
    """Make the task, the workflow and the groups' rights where they are missing.

    Does nothing while the tables, the page or Wagtail's permissions are still to come: this runs
    after the migration of every app, so a later call finds them.
    """
    from django.contrib.auth.models import Group, Permission
    from django.db import connections

    from policy.models import PolicyIndexPage, SecondPairOfEyesTask

    if SecondPairOfEyesTask._meta.db_table not in connections[using].introspection.table_names():
        return
    permissions = Permission.objects.using(using).filter(
        codename__in=VERBS, content_type__app_label="wagtailcore"
    )
    groups = Group.objects.using(using).filter(name__in=[role.value for role in GROUPS])
    for index in PolicyIndexPage.objects.using(using):
        keep_rights(index, groups, permissions)
        keep_workflow(index, groups)


def keep_rights(index, groups, permissions):
    """Editors and administrators write, and stand behind each other's texts, below this page."""
    from wagtail.models import GroupPagePermission

    for group in groups:
        for permission in permissions:
            GroupPagePermission.objects.get_or_create(
                group=group, page=index.page_ptr, permission=permission
            )


def keep_workflow(index, groups):
    """One task, one workflow, assigned to this page and so to all below it."""
    from wagtail.models import Workflow, WorkflowPage, WorkflowTask

    from policy.models import SecondPairOfEyesTask

    task = SecondPairOfEyesTask.objects.filter(active=True).first()
    if task is None:
        task = SecondPairOfEyesTask.objects.create(name=NAME)
    task.groups.add(*groups)
    workflow = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=NAME)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=index.page_ptr, defaults={"workflow": workflow})

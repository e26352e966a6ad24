"""Groups with a clear purpose. A role says what a person may be asked to do, not who they are.

Ask ``roles.has(user, Role.MANAGER)``; a superuser does not hold a role for free.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The name of the group is the value; it never changes, the label is what people read."""

    FRONTLINE = "frontline", _("Frontline")
    MANAGER = "managers", _("Managers")
    CHAMPION = "it-champions", _("IT champions")
    EDITOR = "policy-editors", _("Policy editors")
    SPONSOR = "executive-sponsors", _("Executive sponsors")
    ADMINISTRATOR = "administrators", _("Administrators")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a role is for, and which permissions of the CMS its group gets."""

    says: str
    permissions: tuple[str, ...] = ()


CMS = ("wagtailadmin.access_admin",)
MEDIA = tuple(
    f"{app}.{verb}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for verb in ("add", "change", "choose")
)
ROSTER = tuple(f"portal.{verb}_dutyshift" for verb in ("add", "change", "delete", "view"))
PEOPLE = (
    "portal.add_user",
    "portal.change_user",
    *(
        f"portal.{verb}_{model}"
        for model in ("department", "site")
        for verb in ("add", "change", "delete", "view")
    ),
)
WEBHOOKS = tuple(f"portal.{verb}_webhook" for verb in ("add", "change", "delete", "view"))
LEARNING = tuple(
    f"policy.{verb}_{model}"
    for model in ("question", "topic", "channel")
    for verb in ("add", "change", "delete", "view")
)
COMPACT = tuple(
    f"ideas.{verb}_{model}"
    for model in ("specialist", "lead")
    for verb in ("add", "change", "delete", "view")
)

PURPOSES = {
    Role.FRONTLINE: Purpose(_("Has ideas, reads policy, speaks with customers.")),
    Role.MANAGER: Purpose(_("Weighs risk, backs ideas, answers within two working days.")),
    Role.CHAMPION: Purpose(_("Adopts ideas that need technology and helps them scale.")),
    Role.EDITOR: Purpose(_("Writes policies and courses in the CMS."), (*CMS, *MEDIA, *LEARNING)),
    Role.SPONSOR: Purpose(_("Decides where the risk is high, and grants exceptions.")),
    Role.ADMINISTRATOR: Purpose(
        _("Keeps people, the duty roster and the settings in order."),
        (*CMS, *MEDIA, *ROSTER, *PEOPLE, *WEBHOOKS, *COMPACT),
    ),
}


def has(user, role):
    """Whether this person holds the role.

    The person who is signed in comes with the names of their groups; for anybody else it is one
    query, then remembered.
    """
    if not user.is_authenticated:
        return False
    if not hasattr(user, "_roles"):
        names = getattr(user, "group_names", None)
        if names is None:
            names = user.groups.values_list("name", flat=True)
        user._roles = frozenset(names)
    return str(role) in user._roles


def forget(user):
    """Ask again next time: the groups of this person were changed."""
    for name in ("_roles", "group_names"):
        if hasattr(user, name):  # request.user is lazy, so what it has is not in its __dict__
            delattr(user, name)


def keep_groups(sender=None, using="default", **kwargs):
    """Make every group and give it its permissions; runs after each migrate, safe to repeat.

    Permissions that an administrator added to a group by hand stay.
    """
    from django.contrib.auth.models import Group, Permission

    for role, purpose in PURPOSES.items():
        group, _made = Group.objects.using(using).get_or_create(name=role.value)
        wanted = [name.split(".") for name in purpose.permissions]
        found = [
            permission
            for permission in Permission.objects.using(using)
            .filter(codename__in=[codename for _app, codename in wanted])
            .select_related("content_type")
            if [permission.content_type.app_label, permission.codename] in wanted
        ]
        group.permissions.add(*found)
        open_collections(group, found, using)


def open_collections(group, permissions, using):
    """Wagtail asks per collection who brings pictures and documents: allowed means everywhere."""
    from wagtail.models import Collection, GroupCollectionPermission

    root = Collection.objects.using(using).filter(depth=1).first()
    for permission in permissions:
        if f"{permission.content_type.app_label}.{permission.codename}" in MEDIA:
            GroupCollectionPermission.objects.using(using).get_or_create(
                group=group, collection=root, permission=permission
            )

"""Add people and keep what the company knows about them in order."""

import re

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal import roles, trail
from portal.models import User
from portal.people.errors import Refused
from portal.roles import Role

USERNAME = re.compile(r"^(?=.*\w)[\w.@+-]{1,150}$")

# What the company keeps about a person. The rest belongs to the person (see own.py).
FIELDS = (
    "username",
    "first_name",
    "last_name",
    "email",
    "staff_number",
    "job_title",
    "grade",
    "department",
    "site",
    "manager",
    "phone",
    "shift",
    "working_days",
    "work_starts",
    "work_ends",
    "time_zone",
)


def must_keep_people(by):
    """Refused unless this person keeps the company's people. None is the portal itself."""
    if by is not None and not by.has_perm("portal.change_user"):
        raise Refused(_("Only an administrator can change what we know about people."))


def must_reach(person, by):
    """Refused when an administrator touches the account of somebody who may do everything."""
    if person.is_superuser and by is not None and not by.is_superuser:
        raise Refused(
            _("%(name)s may do everything here, so only somebody who may as well can change that.")
            % {"name": person}
        )


def must_grant(by, *, given, taken, person=None):
    """Refused when these groups are not for this person to give or to take away."""
    if by is None or str(Role.ADMINISTRATOR) not in given | taken:
        return
    if not (by.is_superuser or roles.has(by, Role.ADMINISTRATOR)):
        raise Refused(
            _("Only an administrator can give or take away the group for administrators."), "groups"
        )
    if person is not None and person.pk == by.pk and str(Role.ADMINISTRATOR) in taken:
        raise Refused(
            _("You can’t take this group from yourself. Ask another administrator."), "groups"
        )


def must_not_loop(person, manager):
    """Refused when the line of managers would come back to the person."""
    seen, above = {person.pk}, manager
    while above is not None:
        if above.pk in seen:
            raise Refused(
                _("%(manager)s can’t be the line manager: %(name)s is further up that same line.")
                % {"manager": manager, "name": person},
                "manager",
            )
        seen.add(above.pk)
        above = above.manager


def _check(person, *, fresh):
    """Everything that holds for one person. Raises Refused with the field it belongs to."""
    if not USERNAME.match(person.username):
        raise Refused(
            _("Use letters, digits and . @ + - _ for the username, with no blanks."), "username"
        )
    same = User.objects.filter(username__iexact=person.username).exclude(pk=person.pk)
    if same.exists():
        raise Refused(_("Somebody else has this username already."), "username")
    if person.manager_id:
        if not person.manager.is_active:
            raise Refused(
                _("%(name)s has left. Choose somebody who works here.") % {"name": person.manager},
                "manager",
            )
        if not fresh:
            must_not_loop(person, person.manager)
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], "" if field == "__all__" else field) from error


def _apply(person, fields):
    """Set the fields, and name those that changed."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"Not kept here: {sorted(unknown)}")
    changed = []
    for name, value in fields.items():
        if name == "staff_number":
            value = value or None
        if getattr(person, name) != value:
            setattr(person, name, value)
            changed.append(name)
    return sorted(changed)


def _named(groups):
    return {str(group) for group in groups}


@transaction.atomic
def add(*, by, groups=(), is_superuser=False, **fields):
    """A new person, without a password: they sign in through the company or choose one by mail.

    ``groups`` are roles or names of groups; ``fields`` are those of FIELDS. Raises Refused.
    """
    must_keep_people(by)
    person = User(is_superuser=is_superuser)
    _apply(person, fields)
    person.set_unusable_password()
    must_reach(person, by)
    wanted = _named(groups)
    must_grant(by, given=wanted, taken=set())
    _check(person, fresh=True)
    person.save()
    person.groups.set(Group.objects.filter(name__in=wanted))
    trail.record("person.added", subject=person, actor=by, groups=sorted(wanted))
    return person


@transaction.atomic
def change(person, *, by, groups=None, is_superuser=None, **fields):
    """Bring a person up to date and return them fresh. What is not named stays. Raises Refused."""
    must_keep_people(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    must_reach(person, by)
    if not person.is_active:
        raise Refused(_("%(name)s has left. Bring them back first.") % {"name": person})
    changed = _apply(person, fields)
    if is_superuser is not None and person.is_superuser != is_superuser:
        _change_power(person, by, is_superuser)
        changed.append("is_superuser")
    if changed:
        _check(person, fresh=False)
        person.save(update_fields=changed)
        if "email" in changed:
            forget_addresses([person])
        trail.record("person.changed", subject=person, actor=by, fields=changed)
    if groups is not None:
        _change_groups(person, by, _named(groups))
    return person


def _change_power(person, by, is_superuser):
    if by is not None and not by.is_superuser:
        raise Refused(_("Only somebody who may do everything can give or take that."))
    if by is not None and by.pk == person.pk:
        raise Refused(_("You can’t take this from yourself. Ask somebody who may do everything."))
    person.is_superuser = is_superuser


def _change_groups(person, by, wanted):
    held = set(person.groups.values_list("name", flat=True))
    given, taken = wanted - held, held - wanted
    if not given | taken:
        return
    must_grant(by, given=given, taken=taken, person=person)
    person.groups.set(Group.objects.filter(name__in=wanted))
    roles.forget(person)
    trail.record(
        "person.groups_changed",
        subject=person,
        actor=by,
        given=sorted(given),
        taken=sorted(taken),
    )


def forget_addresses(people):
    """Drop what sign-in remembers of older addresses, so that only today's one opens the door."""
    EmailAddress.objects.filter(user__in=people).delete()

"""People leave, and may come back. What they held goes to somebody at once; nothing is orphaned.

Upper rooms register what a person can hold with them::

    leaving.register_handover("policies", hand_over, held=held)

``held(person)`` says in words what they hold, or "". ``hand_over(person, successor, by)`` gives
it away inside the transaction of the leaving, and may raise Refused. What nobody can take over and
simply ends goes with ``leaving.register_ending(end)``, called as ``end(person, by)``.
"""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from guardian.models import UserObjectPermission

from portal import roster, trail, zero
from portal.accounts import sessions
from portal.models import Absence, Department, User, ZeroCall
from portal.people.changing import must_keep_people, must_reach
from portal.people.errors import Refused


@dataclass(frozen=True, slots=True)
class Handover:
    """What one room knows about the things a person holds there."""

    name: str
    hand_over: object
    held: object


HANDOVERS: dict[str, Handover] = {}
ENDINGS: list = []


def register_handover(name, hand_over, *, held):
    """Tell this room what leavers hold in yours. ValueError when the name is taken."""
    if name in HANDOVERS:
        raise ValueError(f"The handover {name} is declared twice.")
    HANDOVERS[name] = Handover(name, hand_over, held)


def register_ending(end):
    """Tell this room what ends in yours when a person leaves."""
    ENDINGS.append(end)


def holdings(person):
    """In words, everything that needs a successor: a list of (name, words)."""
    found = [(name, handover.held(person)) for name, handover in HANDOVERS.items()]
    return [(name, words) for name, words in found if words]


@transaction.atomic
def leave(person, *, by, successor=None, on=None):
    """Record that a person left: their seats move to ``successor`` and their sessions end.

    ``on`` is their last day (default today, never a day to come). Returns the person fresh.
    Raises Refused.
    """
    must_keep_people(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    must_reach(person, by)
    on = on or timezone.localdate()
    _check(person, by=by, successor=successor, on=on)
    held = holdings(person)
    if held and successor is None:
        raise Refused(
            _("%(name)s still holds: %(held)s. Choose who takes over.")
            % {"name": person, "held": "; ".join(words for _name, words in held)},
            "successor",
        )
    for name, _words in held:
        HANDOVERS[name].hand_over(person, successor, by)
    for end in ENDINGS:
        end(person, by)
    _move_reports(person, successor)
    _clear_calendar(person, successor, by)
    groups = sorted(person.groups.values_list("name", flat=True))
    _close(person, on)
    trail.record(
        "person.left",
        subject=person,
        actor=by,
        on=on,
        successor_id=str(successor.pk) if successor else "",
        handed_over=[name for name, _words in held],
        groups=groups,
    )
    return person


def _check(person, *, by, successor, on):
    if by is not None and by.pk == person.pk:
        raise Refused(_("You can’t record your own leaving. Ask another administrator."))
    if not person.is_active:
        raise Refused(_("%(name)s has left already.") % {"name": person})
    if on > timezone.localdate():
        raise Refused(
            _("That day is still to come. Record it on their last day, so nobody is locked out."),
            "on",
        )
    if successor is not None and (successor.pk == person.pk or not successor.is_active):
        raise Refused(_("Choose somebody else who works here to take over."), "successor")


def _move_reports(person, successor):
    """Direct reports go to the leaver's manager; without one, the successor moves up."""
    heir = person.manager
    if heir is not None and not heir.is_active:
        heir = None
    if heir is None and successor is not None:
        heir = successor
        if _is_below(heir, person):
            User.objects.filter(pk=heir.pk).update(manager=None)
    User.objects.filter(manager=person).update(manager=heir)


def _is_below(person, boss):
    """Whether the line above the person passes the boss."""
    seen, above = set(), person.manager
    while above is not None and above.pk not in seen:
        if above.pk == boss.pk:
            return True
        seen.add(above.pk)
        above = above.manager
    return False


def _clear_calendar(person, successor, by):
    """Off the roster; whoever they promised to cover gets the successor, or chooses anew."""
    today = timezone.localdate()
    for shift in person.duty_shifts.all():
        roster.remove(shift, by=by)
    Absence.objects.filter(person=person, ends__gte=today).delete()
    covers = Absence.objects.filter(delegate=person, ends__gte=today)
    if successor is not None:
        covers.exclude(person=successor).update(delegate=successor)
    Absence.objects.filter(delegate=person, ends__gte=today).delete()


def _close(person, on):
    """Every way in is shut, and no right is left to come back to."""
    person.is_active = False
    person.is_superuser = person.is_staff = False
    person.left_on = on
    person.set_unusable_password()
    person.save(update_fields=["is_active", "is_superuser", "is_staff", "left_on", "password"])
    person.groups.clear()
    person.user_permissions.clear()
    UserObjectPermission.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person)


@transaction.atomic
def come_back(person, *, by):
    """Somebody works here again. They start with no groups and no seats. Raises Refused."""
    must_keep_people(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Refused(_("%(name)s works here already.") % {"name": person})
    person.is_active, person.left_on = True, None
    if person.manager_id and not person.manager.is_active:
        person.manager = None
    person.save(update_fields=["is_active", "left_on", "manager"])
    trail.record("person.returned", subject=person, actor=by)
    return person


def successor_of(person):
    """Whom to turn to instead of somebody who left: their successor, else their manager, or None.

    When those have left too, whoever is to be asked instead of them.
    """
    seen, line = set(), [person]
    while line:
        asked = line.pop()
        if asked.pk in seen:
            continue
        if asked.is_active:
            return asked
        seen.add(asked.pk)
        event = trail.about(asked).filter(kind="person.left").first()
        known = event.data.get("successor_id") if event else ""
        successor = User.objects.filter(pk=known).first() if known else None
        line += [other for other in (asked.manager, successor) if other is not None]
    return None


def _calls_held(person):
    count = ZeroCall.objects.filter(holder=person, answered_at=None).count()
    if not count:
        return ""
    return ngettext("%(n)s open message at the desk", "%(n)s open messages at the desk", count) % {
        "n": count
    }


def _hand_over_calls(person, successor, by):
    zero.pass_on(person, to=successor, by=by)


def _departments_held(person):
    names = ", ".join(person.heads.values_list("name", flat=True))
    return _("head of %(departments)s") % {"departments": names} if names else ""


def _hand_over_departments(person, successor, by):
    Department.objects.filter(head=person).update(head=successor)


def _reports_held(person):
    """Direct reports need a successor only when no manager stands above to take them."""
    if person.manager_id and person.manager.is_active:
        return ""
    count = person.reports.present().count()
    if not count:
        return ""
    return ngettext("line manager of %(n)s person", "line manager of %(n)s people", count) % {
        "n": count
    }


register_handover("zero calls", _hand_over_calls, held=_calls_held)
register_handover("departments", _hand_over_departments, held=_departments_held)
# _move_reports does the moving: where to depends on the leaver's own manager.
register_handover("reports", lambda person, successor, by: None, held=_reports_held)

"""What ties somebody to the licence of others: they look after its policy, or lead the people."""

from django.db.models import Exists, OuterRef, Value
from django.utils import timezone

from policy.models import CoursePage
from portal import roles
from portal.models import User
from portal.people import team
from portal.prepared import PERSON, Rows
from portal.roles import Role


def looks_after(person):
    """Whether this person owns a policy that the licence belongs to."""
    return _owned_by(person).exists()


def _owned_by(person):
    """The courses whose licence belongs to a policy of this person, as a query."""
    return CoursePage.objects.live().filter(policies__owner_person=person).order_by()


def has_people(person):
    """Whether somebody sees the licence of others as a manager, because others report to them, or
    as the owner of its policy. At most one query."""
    if roles.has(person, Role.MANAGER):
        return True
    return TIED.first(person=person.pk) is not None


def _tied():
    ties = Exists(_owned_by(PERSON)) | Exists(team.below_of(PERSON).order_by())
    return User.objects.filter(ties, pk=PERSON).only("pk")


TIED = Rows(_tied)


def with_ties(people, by):
    """These people, each with what ties ``by`` to their licence: the two questions that
    ``may_sponsor`` and ``leads`` would ask of the database otherwise."""
    return people.annotate(
        tied_to=Value(by.pk),
        looked_after=Exists(_owned_by(by)),
        led=Exists(team.below(by).filter(pk=OuterRef("pk")).order_by()),
    )


def ties(by, person):
    """``person`` as ``with_ties`` gives them."""
    if getattr(person, "tied_to", None) == by.pk:
        return person
    return with_ties(User.objects.filter(pk=person.pk), by).get()


def leads(by, person):
    """Whether ``person`` reports to ``by``, or to somebody for whom ``by`` covers today."""
    if ties(by, person).led:
        return True
    today = timezone.localdate()
    covered = User.objects.present().filter(
        absences__delegate=by, absences__starts__lte=today, absences__ends__gte=today
    )
    return any(team.below(boss).filter(pk=person.pk).exists() for boss in covered.distinct())

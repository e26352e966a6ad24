"""People who may sit in a seat, with how many ideas they have to decide on, as prepared questions.

Which of them a seat needs, and who is left out, says ideas.seats.
"""

from functools import cache

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from ideas.compact import UNDER_WAY
from ideas.models import Idea
from portal import clock
from portal.models import Absence, User
from portal.prepared import COMPANY_DAY, OneOf, Rows
from portal.roles import Role

LIMIT = 5  # open ideas that one person weighs at a time, unless they chose another number
FREE, BUSY, FULL, AWAY = range(4)
HEADS, EXECUTIVES = "heads", "executives"  # who alone may back an idea of a high level


class Candidates:
    """Those who hold one of the ``roles`` (all of them, if none are named) and may ``back`` it,
    but ``besides``: ids. Each knows their ``load``."""

    def __init__(self, roles, back, besides):
        self.shape = tuple(role.value for role in roles), back
        self.besides = besides

    def __iter__(self):
        """All of them, the least loaded first."""
        return iter(_all(*self.shape).ask(besides=self.besides))

    def __contains__(self, person):
        return self.one(person.pk) is not None

    def one(self, pk):
        """The person of this id, if it is one of them; or None."""
        return _some(*self.shape).first(besides=self.besides, wanted=[pk])

    def least(self):
        """Who has the least to decide on, or None: rather somebody who has room than somebody who
        has not, than who is full, than who is away. ``place`` says which of these they are."""
        today = clock.company_day(timezone.now())
        return _least(*self.shape).first(besides=self.besides, company_day=today)


def _people(roles, back):
    people = User.objects.present().exclude(OneOf("pk", "besides"))
    if roles:
        people = people.filter(pk__in=_ids(groups__name__in=roles))
    executives = Q(pk__in=_ids(groups__name=Role.SPONSOR.value))
    if back == EXECUTIVES:
        people = people.filter(executives)
    elif back == HEADS:
        people = people.filter(executives | Q(pk__in=_ids(heads__isnull=False)))
    held = Idea.objects.filter(holder=OuterRef("pk"), state__in=UNDER_WAY).order_by()
    load = Subquery(held.values("holder").annotate(many=Count("pk")).values("many"))
    return people.annotate(load=Coalesce(load, 0)).order_by("load", "pk")


def _ids(**which):
    return User.objects.filter(**which).order_by().values("pk")


@cache
def _all(roles, back):
    return Rows(lambda: _people(roles, back))


@cache
def _some(roles, back):
    return Rows(lambda: _people(roles, back).filter(OneOf("pk", "wanted")))


@cache
def _least(roles, back):
    away = Absence.objects.filter(
        person=OuterRef("pk"), starts__lte=COMPANY_DAY, ends__gte=COMPANY_DAY
    )
    place = Case(
        When(Exists(away), then=Value(AWAY)),
        When(is_full=True, then=Value(FULL)),
        When(load__lt=Coalesce(F("load_limit"), LIMIT), then=Value(FREE)),
        default=Value(BUSY),
        output_field=PositiveSmallIntegerField(),
    )
    return Rows(
        lambda: _people(roles, back).annotate(place=place).order_by("place", "load", "pk")[:1]
    )

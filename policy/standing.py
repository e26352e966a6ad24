"""Where everybody stands: who was asked, who agreed, who has not, since when.

All of it is counted in the database, in a number of queries that grows neither with the people
nor with the policies. What a person may see is their Scope.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from policy import duties
from policy.models import Agreement, PolicyPage
from portal import roles
from portal.models import User
from portal.people import team
from portal.roles import Role

AGREED, WAITING, OVERDUE = "agreed", "waiting", "overdue"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose agreements a person may see: everybody's, those of their own people, and everybody's
    for the policies that they look after."""

    person: User
    everybody: bool = False
    leads: bool = False

    def policies(self):
        """The policies of the report, as a query."""
        if self.everybody or self.leads:
            return duties.asking()
        return duties.asking().filter(owner_person=self.person)

    def people(self, policy):
        """The people whose standing they may see for this policy, as a query."""
        if self.everybody or policy.owner_person_id == self.person.pk:
            return User.objects.present()
        return team.below(self.person)


def scope_of(person):
    """The Scope of this person, or None when there is nothing for them to see.

    A superuser without a role sees what anybody in their place would see.
    """
    if roles.has(person, Role.EDITOR) or roles.has(person, Role.ADMINISTRATOR):
        return Scope(person, everybody=True)
    leads = roles.has(person, Role.MANAGER) or team.leads(person)
    owns = PolicyPage.objects.live().filter(owner_person=person).exists()
    return Scope(person, leads=leads) if leads or owns else None


@dataclass(frozen=True, slots=True)
class Row:
    """One policy in the report."""

    policy: PolicyPage
    due: date
    asked: int
    agreed: int
    overdue: int

    @property
    def missing(self):
        return self.asked - self.agreed


def rows(scope, policies):
    """The Rows of these policies (from ``scope.policies()``), in their order.

    At most two queries: one for those whose whole audience the person sees, one for the others.
    """
    whole = [
        policy.pk
        for policy in policies
        if scope.everybody or policy.owner_person_id == scope.person.pk
    ]
    partly = [policy.pk for policy in policies if policy.pk not in whole]
    counts = {}
    if whole:
        counts |= _counts(whole, User.objects.present())
    if partly:
        counts |= _counts(partly, team.below(scope.person))
    today = _today()
    found = []
    for policy in policies:
        due = duties.common_due(policy)
        asked, agreed, late = counts[policy.pk]
        found.append(Row(policy, due, asked, agreed, late if today > due else 0))
    return found


def _counts(ids, people):
    """{policy id: (asked, agreed, not agreed and past a joiner's days)}. Two queries."""
    asked = people.order_by().filter(_audience(OuterRef("pk")))
    agreement = Agreement.objects.filter(
        person=OuterRef("pk"), policy=OuterRef(OuterRef("pk")), number=OuterRef(OuterRef("edition"))
    )
    late = asked.filter(~Exists(agreement), date_joined__lt=OuterRef("settled_before"))
    days = PolicyPage.objects.filter(pk__in=ids).values_list("joiner_days", flat=True).distinct()
    settled_before = Case(
        *[When(joiner_days=n, then=Value(_days_ago(n))) for n in days.order_by()],
        output_field=DateTimeField(),
    )
    counted = PolicyPage.objects.filter(pk__in=ids).annotate(
        settled_before=settled_before,
        asked=_number(asked),
        agreed=_number(asked.filter(Exists(agreement))),
        late=_number(late),
    )
    return {pk: rest for pk, *rest in counted.values_list("pk", "asked", "agreed", "late")}


def _number(people):
    """How many of the people there are, as a subquery of a policy."""
    count = people.values("is_active").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), 0)


def _audience(policy):
    """Whether a person is in the audience of a policy; ``policy`` is its id or an OuterRef."""
    inner = OuterRef(policy) if isinstance(policy, OuterRef) else policy
    groups = PolicyPage.audience_groups.through.objects.filter(policypage=inner)
    departments = PolicyPage.audience_departments.through.objects.filter(policypage=inner)
    return (
        (~Exists(groups) & ~Exists(departments))
        | Exists(groups.filter(group__user=OuterRef("pk")))
        | Exists(departments.filter(department=OuterRef("department")))
    )


def people_of(policy, people):
    """Those of ``people`` whom this policy is for, each with where they stand, as a query.

    Annotates ``agreed_at``, ``agreed_correction`` and ``state``. ``policy`` comes from ``asking``.
    """
    agreement = Agreement.objects.filter(
        person=OuterRef("pk"), policy=policy.pk, number=policy.edition
    )
    late = Q(pk__in=[])
    if _today() > duties.common_due(policy):
        late = Q(date_joined__lt=_days_ago(policy.joiner_days))
    return people.filter(_audience(policy.pk)).annotate(
        agreed_at=Subquery(agreement.values("at")),
        agreed_correction=Subquery(agreement.values("edition__correction")),
        state=Case(
            When(Exists(agreement), then=Value(AGREED)),
            When(late, then=Value(OVERDUE)),
            default=Value(WAITING),
            output_field=CharField(),
        ),
    )


def missing(policy, people):
    """Those of ``people`` who are asked to agree to this policy and have not."""
    return people_of(policy, people).exclude(state=AGREED)


def past_review(scope):
    """Live policies whose day to be looked at again has gone by, as a query."""
    policies = PolicyPage.objects.live().filter(review_by__lt=_today())
    if not scope.everybody:
        policies = policies.filter(owner_person=scope.person)
    return policies.select_related("owner_person").order_by("review_by", "pk")


def _today():
    return duties.company_day(timezone.now())


def _days_ago(days):
    """Midnight so many days ago: who came earlier is no new joiner any more."""
    day = datetime.combine(_today() - timedelta(days=days), time.min)
    return timezone.make_aware(day, timezone.get_default_timezone())

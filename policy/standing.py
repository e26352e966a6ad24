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
    F,
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
from portal.prepared import PERSON, Question
from portal.roles import Role

GroupsOf = PolicyPage.audience_groups.through.objects
DepartmentsOf = PolicyPage.audience_departments.through.objects
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
    if roles.has(person, Role.MANAGER):
        return Scope(person, leads=True)
    ((leads, owns),) = _ties.ask(person=person.pk)
    return Scope(person, leads=bool(leads)) if leads or owns else None


def _tied():
    """Whether somebody leads people, and whether they look after a policy."""
    owned = PolicyPage.objects.live().filter(owner_person=PERSON).order_by()
    below = team.below_of(PERSON).order_by()
    return User.objects.filter(pk=PERSON).values_list(Exists(below), Exists(owned))


_ties = Question(lambda: [_tied()])


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

    At most nine queries: policies for everybody are counted apart from those with an audience,
    and those whose whole audience the person sees apart from those of which they see their people.
    """
    aimed = _aimed(policies)
    groups = {}
    for policy in policies:
        whole = scope.everybody or policy.owner_person_id == scope.person.pk
        groups.setdefault((whole, policy.pk in aimed), []).append(policy)
    counts = {}
    for (whole, narrow), some in groups.items():
        people = User.objects.present() if whole else team.below(scope.person)
        counts |= _counts(some, people.order_by(), narrow)
    today = _today()
    found = []
    for policy in policies:
        due = duties.common_due(policy)
        asked, agreed, late = counts[policy.pk]
        found.append(Row(policy, due, asked, agreed, late if today > due else 0))
    return found


def _aimed(policies):
    """The ids of those policies that are for some people only; asked once for each policy."""
    unknown = [policy.pk for policy in policies if not hasattr(policy, "is_aimed")]
    if unknown:
        parts = Exists(GroupsOf.filter(policypage=OuterRef("pk"))) | Exists(
            DepartmentsOf.filter(policypage=OuterRef("pk"))
        )
        found = set(PolicyPage.objects.filter(parts, pk__in=unknown).values_list("pk", flat=True))
        for policy in policies:
            if policy.pk in unknown:
                policy.is_aimed = policy.pk in found
    return {policy.pk for policy in policies if policy.is_aimed}


def _counts(policies, people, narrow):
    """{policy id: (asked, agreed, not agreed and past a joiner's days)}. Two queries.

    ``narrow``: these policies have an audience. Who agreed is counted from the agreements, which
    are far fewer than people times policies.
    """
    ids = [policy.pk for policy in policies]
    days = {policy.joiner_days for policy in policies}
    asked, given = (
        people,
        Agreement.objects.filter(
            policy__in=ids, number=F("policy__edition"), person__in=people.values("pk")
        ),
    )
    if narrow:
        asked = asked.filter(_among(OuterRef(OuterRef("pk")), "pk", "department"))
        given = given.filter(_among(OuterRef("policy"), "person", "person__department"))
    early = Q(person__date_joined__lt=_settled_before("policy__joiner_days", days))
    agreed = (
        given.order_by().values("policy").annotate(n=Count("pk"), early=Count("pk", filter=early))
    )
    agreed = {pk: (n, early) for pk, n, early in agreed.values_list("policy", "n", "early")}
    counted = PolicyPage.objects.filter(pk__in=ids).annotate(
        settled_before=_settled_before("joiner_days", days),
        asked=_number(asked),
        early=_number(asked.filter(date_joined__lt=OuterRef("settled_before"))),
    )
    found = {}
    for pk, asked_now, asked_early in counted.values_list("pk", "asked", "early"):
        number, agreed_early = agreed.get(pk, (0, 0))
        found[pk] = (asked_now, number, asked_early - agreed_early)
    return found


def _settled_before(field, days):
    """The moment before which somebody must have come to be no new joiner, by a policy's days."""
    return Case(
        *[When(**{field: n}, then=Value(_days_ago(n))) for n in days],
        output_field=DateTimeField(),
    )


def _number(people):
    """How many of the people there are, as a subquery of a policy."""
    count = people.values("is_active").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), 0)


def _among(policy, person, department):
    """Whether a person is in the audience of a policy that has one.

    ``policy`` is what the rows of the audience are compared with; ``person`` and ``department``
    name fields of the query around.
    """
    return Exists(GroupsOf.filter(policypage=policy, group__user=OuterRef(person))) | Exists(
        DepartmentsOf.filter(policypage=policy, department=OuterRef(department))
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
    if _aimed([policy]):
        people = people.filter(_among(policy.pk, "pk", "department"))
    return people.annotate(
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

"""Reminders: one click for those who have not agreed, and the day when owners look again."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policy import duties, standing
from policy.models import PolicyPage
from portal import jobs, notices, trail
from portal.models import Absence, Notice

trail.register(
    "policy.reminded",
    _("%(actor)s reminded %(people)s people of “%(subject)s”, edition %(edition)s."),
    "people",
    "edition",
)
notices.register(
    "policy.reminder",
    _("%(actor)s would like you to read “%(policy)s”."),
    "policy",
    "due:day",
    group=notices.Group.TURN,
    detail=_("Hoped for by %(due)s."),
    label=_("Read it"),
)
notices.register(
    "policy.review_due",
    _("“%(policy)s” was to be looked at again by %(review_by)s."),
    "policy",
    "review_by:day",
    group=notices.Group.TURN,
    detail=_("Still right? Then give it a new date. Not any more? Then give it a new edition."),
    label=_("Look at it"),
)


@dataclass(frozen=True, slots=True)
class Reminded:
    """What a click did: how many people were told now, were told today already, are away."""

    now: int
    already: int
    away: int


@transaction.atomic
def remind(*, by, policy, people):
    """Remind those of ``people`` who are asked to agree and have not; returns Reminded.

    Once per person, edition and day, whoever clicks. Who is away today is left in peace. When the
    mail goes out is for the outbox to know. ``policy`` comes from ``duties.asking``.
    """
    today = duties.company_day(timezone.now())
    missing = standing.missing(policy, people)
    late = list(missing)
    resting = Absence.objects.filter(
        starts__lte=today, ends__gte=today, person__in=missing.order_by().values("pk")
    )
    away = set(resting.values_list("person", flat=True))
    key = f"policy.reminder:{policy.pk}:{policy.edition}:{today}"
    told = set(Notice.objects.filter(key=key).values_list("person", flat=True))
    here = [person for person in late if person.pk not in away]
    fresh = [person for person in here if person.pk not in told]
    notices.tell(
        fresh,
        "policy.reminder",
        key=key,
        url=duties.address(policy),
        actor=by,
        policy=policy.title,
        due=duties.common_due(policy),
    )
    if fresh:
        trail.record(
            "policy.reminded",
            subject=policy,
            actor=by,
            people=len(fresh),
            edition=str(policy.edition),
        )
    return Reminded(now=len(fresh), already=len(here) - len(fresh), away=len(late) - len(here))


@jobs.every(minutes=jobs.DAY, name="policy reviews")
def ask_for_reviews(now):
    """Tell the owners of policies whose review date has passed, once a month; counts policies."""
    today = duties.company_day(now)
    late = PolicyPage.objects.live().filter(review_by__lt=today, owner_person__is_active=True)
    policies = list(late.select_related("owner_person").defer("body"))
    for policy in policies:
        notices.tell(
            policy.owner_person,
            "policy.review_due",
            key=f"policy.review_due:{policy.pk}:{policy.review_by}:{today:%Y-%m}",
            url=duties.address(policy),
            policy=policy.title,
            review_by=policy.review_by,
        )
    return len(policies)

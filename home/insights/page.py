"""All findings, in the order of the page, and how long they are kept.

They count everything there is, which takes seconds once there are many ideas, and say the same to
everybody. So they are kept a while, and the page says since when. What names an idea is not kept:
who may see an idea can change from one minute to the next.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone, translation

from home.insights import flow, learning, outcomes, people, scorecard
from home.insights.findings import Finding
from home.insights.scope import PERIODS, Scope, days_of
from portal import clock, jobs
from portal.models import User

FINDINGS = {
    "pipeline": flow.pipeline,
    "months": flow.months,
    "first-reply": flow.first_reply,
    "waiting": flow.waiting,
    "compact": scorecard.scorecard,
    "declines": flow.declines,
    "risk": outcomes.risks,
    "value": outcomes.value,
    "voices": people.voices,
    "fairness": people.fairness,
    "training": learning.training_cover,
}
NAMED = {"declines": flow.declined, "value": outcomes.ledger}  # rows that name ideas
KEPT = 30 * 60  # seconds
SHAPE = 1  # of what is kept: another number when a Counted looks different


@dataclass(frozen=True, slots=True)
class Counted:
    """What a scope came to, and when it was counted."""

    at: datetime
    numbers: dict
    findings: list[Finding]


def numbers(scope):
    """How many ``ideas``, by how many ``people``, of how many who are ``there``. Two queries."""
    counted = scope.ideas().aggregate(ideas=Count("pk"), people=Count("author", distinct=True))
    there = User.objects.present()
    if scope.department:
        there = there.filter(department=scope.department)
    return counted | {"there": there.count()}


def counted(scope):
    """What this scope came to half an hour ago at most; with the rows that name ideas as of now."""
    kept = cache.get(_key(scope)) or count(scope)
    fresh = [
        replace(one, rows=NAMED[one.key](scope)) if one.key in NAMED else one
        for one in kept.findings
    ]
    return replace(kept, findings=fresh)


def count(scope):
    """Count a scope by the company's days and keep it, without what names an idea. Returns the
    Counted."""
    with timezone.override(timezone.get_default_timezone()):
        found = [find(scope) for find in FINDINGS.values()]
        without = [replace(one, rows=[]) if one.key in NAMED else one for one in found]
        made = Counted(timezone.now(), numbers(scope), without)
    cache.set(_key(scope), made, KEPT)
    return made


def _key(scope):
    department = scope.department.pk if scope.department else ""
    told = (SHAPE, translation.get_language(), scope.first, scope.after, department)
    return "insights:" + ":".join(str(part or "") for part in told)


@jobs.every(minutes=15, name="insights")
def count_ahead(now):
    """Count what everybody looks at, so that nobody waits for it. Returns how many scopes."""
    today = clock.company_day(now)
    for period in PERIODS:
        count(Scope(*days_of(period, today)))
    return len(PERIODS)

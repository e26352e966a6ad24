"""The public promise: first replies on time this month, the longest wait, and why some were late.

It names nobody. Why a reply was late is told from what is known: somebody was away, the idea had
changed hands, somebody said that they were full; where nothing is known, that is said.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from ideas.compact import SEATS, UNDER_WAY, Party
from ideas.models import Idea, IdeaSeat, Step
from portal import clock
from portal.templatetags.look import spelt

HANDED_ON = ("hand-over", "swap", "escalate")
LATE = Q(first_reply_at__isnull=True) | Q(first_reply_at__gt=F("reply_by"))
# In the order in which they are told; a reply counts under the first that holds.
WHY = {
    "away": ngettext_lazy(
        "%(words)s was with somebody who was away.",
        "%(words)s were with somebody who was away.",
        "n",
    ),
    "moved": ngettext_lazy("%(words)s had changed hands.", "%(words)s had changed hands.", "n"),
    "full": ngettext_lazy(
        "%(words)s was with somebody whose hands are full.",
        "%(words)s were with somebody whose hands are full.",
        "n",
    ),
    "unknown": ngettext_lazy(
        "For %(small)s nobody gave a reason.", "For %(small)s nobody gave a reason.", "n"
    ),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """The longest wait now. ``idea`` is None where it is not open to everybody."""

    since: datetime
    idea: Idea | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """``kept`` of the ``asked`` first replies that were promised for a month came on time."""

    month: date
    asked: int
    kept: int
    why: list = field(default_factory=list)  # sentences about the late ones
    longest: Wait | None = None

    @property
    def late(self):
        return self.asked - self.kept


def this_month():
    """The Kept of the company's month. Two queries, and one more when something was late."""
    now = timezone.now()
    first = clock.company_day(now).replace(day=1)
    begins, ends = (
        datetime.combine(day, time(0), timezone.get_default_timezone())
        for day in (first, (first + timedelta(days=32)).replace(day=1))
    )
    promised = Idea.objects.filter(reply_by__gte=begins, reply_by__lt=ends)
    promised = promised.filter(Q(first_reply_at__isnull=False) | Q(reply_by__lt=now)).order_by()
    asked = promised.aggregate(all=Count("pk"), late=Count("pk", filter=LATE))
    return Kept(
        month=first,
        asked=asked["all"],
        kept=asked["all"] - asked["late"],
        why=_why(promised.filter(LATE), now) if asked["late"] else [],
        longest=_longest(),
    )


def _why(late, now):
    """Sentences that say why first replies were late, one for each reason. One query."""
    assessor = IdeaSeat.objects.filter(
        content_object=OuterRef("pk"), permission__codename=SEATS[Party.ASSESSOR].permission
    )
    away = assessor.filter(
        user__absences__starts__lte=OuterRef("last_day"),
        user__absences__ends__gte=OuterRef("first_day"),
    )
    moved = Step.objects.filter(
        idea=OuterRef("pk"),
        verb__in=HANDED_ON,
        at__lte=OuterRef("until"),
    )
    reason = Case(
        When(Exists(away), then=Value("away")),
        When(Exists(moved), then=Value("moved")),
        When(Exists(assessor.filter(user__is_full=True)), then=Value("full")),
        default=Value("unknown"),
    )
    late = late.annotate(
        first_day=TruncDate("submitted_at"),
        last_day=TruncDate("reply_by"),
        until=Coalesce("first_reply_at", now),
    )
    counted = late.annotate(reason=reason).values("reason").annotate(n=Count("pk"))
    counts = dict(counted.values_list("reason", "n"))
    return [
        sentence
        % {"n": counts[name], "small": spelt(counts[name]), "words": capfirst(spelt(counts[name]))}
        for name, sentence in WHY.items()
        if name in counts
    ]


def _longest():
    """The Wait of the idea that somebody has had in hand for longest, or None."""
    idea = Idea.objects.filter(state__in=UNDER_WAY).order_by("state_since", "pk").first()
    if idea is None:
        return None
    open_to_all = not idea.confidential and not idea.hidden_from_manager
    return Wait(idea.state_since, idea if open_to_all else None)

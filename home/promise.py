"""The public promise: first replies on time this month, the longest wait, and why some were late.

It names nobody. Why a reply was late is told from what is known: somebody was away, the idea had
changed hands, somebody said that they were full; where nothing is known, that is said.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, DateTimeField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, JSONObject, TruncDate
from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from ideas.compact import SEATS, UNDER_WAY, Party
from ideas.models import Idea, IdeaSeat, Step
from portal import clock
from portal.prepared import NOW, Given, Question
from portal.short_lists import moment
from portal.templatetags.look import spelt

HANDED_ON = ("hand-over", "swap", "escalate")
IN_TIME = "in time"
REPLIES, LONGEST = "replies", "longest"  # what a row of the answer is about
BEGINS, ENDS = Given("begins", DateTimeField()), Given("ends", DateTimeField())  # of the month
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
    """The Kept of the company's month. One query, however many ideas there are."""
    now = timezone.now()
    first = clock.company_day(now).replace(day=1)
    begins, ends = (
        datetime.combine(day, time(0), timezone.get_default_timezone())
        for day in (first, (first + timedelta(days=32)).replace(day=1))
    )
    told = [(of, json.loads(facts)) for of, facts in TOLD.ask(begins=begins, ends=ends, now=now)]
    counts = {facts["how"]: facts["n"] for of, facts in told if of == REPLIES}
    late = {name: counts[name] for name in WHY if name in counts}
    kept = counts.get(IN_TIME, 0)
    waits = [_wait(facts) for of, facts in told if of == LONGEST]
    return Kept(
        month=first,
        asked=kept + sum(late.values()),
        kept=kept,
        why=[_because(name, count) for name, count in late.items()],
        longest=min(waits, key=lambda wait: wait.since, default=None),
    )


def _because(name, count):
    """The sentence of a reason that holds for so many first replies."""
    words = spelt(count)
    return WHY[name] % {"n": count, "small": words, "words": capfirst(words)}


def _replies():
    """How many in time, or late for a reason, of the first replies that were promised for a month
    and that have come, or should have."""
    assessor = IdeaSeat.objects.filter(
        content_object=OuterRef("pk"), permission__codename=SEATS[Party.ASSESSOR].permission
    )
    away = assessor.filter(
        user__absences__starts__lte=OuterRef("last_day"),
        user__absences__ends__gte=OuterRef("first_day"),
    )
    moved = Step.objects.filter(idea=OuterRef("pk"), verb__in=HANDED_ON, at__lte=OuterRef("until"))
    how = Case(
        When(~LATE, then=Value(IN_TIME)),
        When(Exists(away), then=Value("away")),
        When(Exists(moved), then=Value("moved")),
        When(Exists(assessor.filter(user__is_full=True)), then=Value("full")),
        default=Value("unknown"),
    )
    zone = timezone.get_default_timezone()
    promised = Idea.objects.filter(reply_by__gte=BEGINS, reply_by__lt=ENDS).annotate(
        first_day=TruncDate("submitted_at", tzinfo=zone),
        last_day=TruncDate("reply_by", tzinfo=zone),
        until=Coalesce("first_reply_at", NOW),
    )
    told = promised.filter(Q(first_reply_at__isnull=False) | Q(reply_by__lt=NOW)).order_by()
    counted = told.annotate(how=how).values("how").annotate(n=Count("pk"))
    return counted.values_list(Value(REPLIES), JSONObject(how="how", n="n"))


def _longest(state):
    """The idea that somebody has had in hand for longest, of those in this state: that one stands
    at the end of an index, and of several states together it would have to be looked for."""
    ideas = Idea.objects.filter(state=state).order_by("state_since", "pk")
    open_to_all = Q(confidential=False, hidden_from_manager=False)
    facts = {"pk": "pk", "reference": "reference", "token": "token", "since": "state_since"}
    ideas = ideas.annotate(open_to_all=open_to_all)
    return ideas.values_list(Value(LONGEST), JSONObject(open_to_all="open_to_all", **facts))[:1]


def _wait(facts):
    since, open_to_all = moment(facts.pop("since")), facts.pop("open_to_all")
    return Wait(since, Idea(**facts) if open_to_all else None)


TOLD = Question(lambda: [_replies(), *map(_longest, UNDER_WAY)])

"""When an idea that was weighed should be weighed again. It is said, and nothing is scored anew.

``due(idea)`` says why, wherever somebody can still ask for it (the move "reweigh"); each night its
sponsor and its assessor are told of each reason once.
"""

import calendar
import logging
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ideas import applies
from ideas.compact import BY_VERB, Party
from ideas.delivery import planning
from ideas.models import Criteria, Idea, Mitigation, Waiver
from ideas.risk import deciding, whole
from ideas.risk.method import Level
from policy.models import Edition
from portal import facts, jobs, notices
from portal.prepared import Given, Rows

logger = logging.getLogger(__name__)

WATCHED = BY_VERB["reweigh"].sources
MONTHS = {Level.LOW: 12, Level.MEDIUM: 6, Level.HIGH: 3, Level.SEVERE: 3}
KINDS = {
    "criteria": (
        gettext_lazy("The risk criteria changed since it was weighed: edition %(number)s is out."),
        ("number",),
    ),
    "policy": (
        gettext_lazy("A policy that it touches has a new edition: “%(policy)s”."),
        ("policy",),
    ),
    "mitigation": (
        gettext_lazy("Something that was to make it safer didn’t work: %(text)s"),
        ("text",),
    ),
    "waiver": (
        gettext_lazy("The exception for “%(category)s” ended on %(day)s."),
        ("category", "day:day"),
    ),
    "cadence": (
        gettext_lazy("It was weighed on %(day)s, and its level asks for a fresh look by now."),
        ("day:day",),
    ),
    "wider": (
        gettext_lazy("It went wider on %(day)s, after it was weighed."),
        ("day:day",),
    ),
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One reason. ``mark`` names what happened, so that people are told of it once."""

    kind: str
    mark: str
    data: dict = field(default_factory=dict)

    def __str__(self):
        sentence, keys = KINDS[self.kind]
        return str(sentence) % facts.places(facts.declared(keys), facts.stored(self.data))


def due(idea):
    """The sentences that say why this idea should be weighed again, in the order of KINDS; none
    while it is being weighed or when nobody can ask for it."""
    return [str(one) for one in found(idea)]


def found(idea):
    """The Triggers of an idea. A fixed number of queries."""
    if idea.state not in WATCHED:
        return []
    stands = whole.of(idea)
    if stands is None or stands.assessment.completed_at is None:
        return []
    looks = (_criteria, _policies, _mitigations, _waivers, _cadence, _wider)
    return [one for look in looks for one in look(stands)]


def _criteria(stands):
    if stands.outdated:
        number = stands.assessment.criteria.newest
        yield Trigger("criteria", str(number), {"number": number})


SINCE = Given("since", DateTimeField())
EDITIONS = Rows(
    lambda: (
        Edition.objects.filter(published_at__gt=SINCE, number__gt=1, correction=0)
        .only("policy", "title")
        .order_by("published_at", "pk")
    )
)


def _policies(stands):
    """New editions, not corrections, of the policies that the words of the idea touch."""
    since = stands.assessment.completed_at
    newest = {one.policy_id: one for one in EDITIONS.ask(since=since)}
    if not newest:
        return
    for rule in applies.rules_of(stands.idea, stands.idea.author):
        if rule.policy in newest:
            edition = newest[rule.policy]
            yield Trigger("policy", str(edition.pk), {"policy": edition.title})


def _mitigations(stands):
    since = stands.assessment.completed_at
    for risk in stands.counted:
        for one in risk.mitigations.all():
            failed = one.standing == "taken" and one.status == Mitigation.Status.FAILED
            if failed and one.status_at > since:
                mark = f"{one.pk}:{one.status_at.isoformat()}"
                yield Trigger("mitigation", mark, {"text": one.text[:200]})


def _waivers(stands):
    """Exceptions that ended since, and were not granted anew."""
    today = timezone.localdate()
    since = timezone.localdate(stands.assessment.completed_at)
    granted = [one for one in stands.waivers if one.granted]
    running = {one.category for one in granted if one.until >= today}
    for one in granted:
        if since <= one.until < today and one.category not in running:
            label = stands.method.categories[one.category].label
            yield Trigger("waiver", str(one.pk), {"category": label, "day": one.until})


def _cadence(stands):
    level = deciding.level(stands)
    if level is None:
        return
    day = timezone.localdate(stands.assessment.completed_at)
    if timezone.localdate() >= months_after(day, MONTHS[Level(level)]):
        yield Trigger("cadence", day.isoformat(), {"day": day})


def months_after(day, months):
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return day.replace(day.year + years, month + 1, min(day.day, last))


def _wider(stands):
    trial = planning.of(stands.idea)
    if trial.widened_at and trial.widened_at > stands.assessment.completed_at:
        day = timezone.localdate(trial.widened_at)
        yield Trigger("wider", trial.widened_at.isoformat(), {"day": day})


def candidates(now):
    """Ideas about which there may be something to say; whether there is, ``found`` knows."""
    assessment = OuterRef("assessment")
    failed = Mitigation.objects.filter(
        risk__assessment=assessment, standing="taken", status=Mitigation.Status.FAILED
    )
    ended = Waiver.objects.filter(assessment=assessment, granted=True, until__lt=now.date())
    newer = Criteria.objects.filter(number__gt=OuterRef("assessment__criteria__number"))
    edition = Edition.objects.filter(
        published_at__gt=OuterRef("assessment__completed_at"), number__gt=1, correction=0
    )
    shortest = now - timedelta(days=28 * min(MONTHS.values()))
    return (
        Idea.objects.filter(state__in=WATCHED, assessment__completed_at__isnull=False)
        .filter(
            Exists(failed)
            | Exists(ended)
            | Exists(newer)
            | Exists(edition)
            | Q(assessment__completed_at__lt=shortest)
            | Q(trial__widened_at__gt=F("assessment__completed_at"))
        )
        .select_related("author")
        .order_by("pk")
    )


def tell(idea):
    """Tell its sponsor, its assessor and whoever holds it; returns how many reasons there are."""
    reasons = found(idea)
    people = {idea.seated(Party.SPONSOR), idea.seated(Party.ASSESSOR), idea.holder} - {None}
    for reason in reasons:
        notices.tell(
            people,
            f"idea.again_{reason.kind}",
            key=f"idea.again:{idea.pk}:{reason.kind}:{reason.mark}",
            url=idea.get_absolute_url(),
            title=idea.told_as,
            **reason.data,
        )
    return len(reasons)


@jobs.every(minutes=jobs.DAY, name="idea reassessments")
def look_again(now):
    """Tell of every reason, each idea for itself; counts the reasons.

    Raises RuntimeError at the end when an idea stopped it, so that the job's state says so.
    """
    counted, broken = 0, []
    for idea in candidates(now).iterator(chunk_size=500):
        try:
            with transaction.atomic():
                counted += tell(idea)
        except Exception:  # whatever it is, the other ideas must go on
            logger.exception("Nobody could be told to weigh %s again", idea.reference)
            broken.append(idea.reference)
    if broken:
        raise RuntimeError(f"{len(broken)} ideas could not be looked at, first {broken[0]}.")
    return counted


for _kind, (_sentence, _keys) in KINDS.items():
    notices.register(
        f"idea.again_{_kind}",
        _sentence,
        "title",
        *_keys,
        detail=gettext_lazy("%(title)s should be weighed again. Nothing was scored anew."),
        label=gettext_lazy("Look at it"),
    )

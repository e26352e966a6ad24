"""What waits for a person among the ideas: one query for each kind of thing, however many.

There is no table of tasks: what waits is read from the ideas, the seats and the assessments.
"""

from datetime import datetime, time, timedelta

from django.db.models import F, Prefetch, Q
from django.utils import timezone

from ideas.compact import PROMISED, SEATS, STAGES, UNDER_WAY, Party, State
from ideas.models import Comment, Idea, IdeaSeat, Risk, Signature, Step
from ideas.risk import criteria, method, scores
from portal import clock
from portal.models import Absence, User

SHOWN = 50  # of one kind: whoever has more finds the rest in the list of ideas
WEEK = 5  # working days
FINISHED = (State.CELEBRATED, State.MEASURING)


def with_people(ideas):
    """With everybody whom a card names: the author and their place, the holder, the seats."""
    seats = IdeaSeat.objects.select_related("user", "permission")
    return ideas.select_related(
        "author__department", "author__site", "holder", "site"
    ).prefetch_related(Prefetch("seats", seats), "co_authors")


def held(person):
    """What this person holds, in the order in which they find it. Three queries."""
    return list(with_people(Idea.objects.waiting_for(person))[:SHOWN])


def elsewhere(person):
    """Ideas in which this person sits, and somebody else has the turn. Three queries."""
    mine = IdeaSeat.objects.filter(user=person).values("content_object")
    ideas = Idea.objects.filter(pk__in=mine, state__in=PROMISED).exclude(holder=person)
    return list(with_people(ideas).order_by("due_at", "pk")[:SHOWN])


def covered(person):
    """{colleague who is away: what waits for them}, where this person covers today."""
    people = covered_by(person)
    if not people:
        return {}
    turns = with_people(Idea.objects.filter(holder__in=people, state__in=PROMISED))
    others = [state for state in PROMISED if STAGES[state].holder != Party.AUTHOR]
    found = {someone: [] for someone in people}
    for idea in turns.filter(state__in=others).order_by("due_at", "pk")[:SHOWN]:
        found[idea.holder].append(idea)
    return {someone: ideas for someone, ideas in found.items() if ideas}


def covered_by(person):
    """Whom this person covers for today: those for whom ``clock.delegate_of`` names them."""
    day = clock.company_day(timezone.now())
    away = Absence.objects.filter(starts__lte=day, ends__gte=day, delegate__is_active=True)
    delegates = {}
    for absent, delegate in away.order_by("starts", "pk").values_list("person", "delegate"):
        delegates.setdefault(absent, delegate)
    mine = [pk for pk in delegates if _last(pk, delegates) == person.pk]
    return list(User.objects.present().filter(pk__in=mine)) if mine else []


def _last(pk, delegates):
    """The end of a chain of people who cover for each other; None for a ring."""
    seen = set()
    while pk in delegates:
        if pk in seen:
            return None
        seen.add(pk)
        pk = delegates[pk]
    return pk


def by_when(idea):
    """What is promised next of an idea that somebody holds: the first words, or the answer."""
    unheard = idea.state == State.ASSESSING and idea.first_reply_at is None
    if unheard and idea.reply_by and idea.reply_by < idea.due_at:
        return idea.reply_by
    return idea.due_at


def horizons(calendar, now):
    """(the end of the next working day, the end of a working week from now)."""
    return clock.due(calendar, now, 1), clock.due(calendar, now, WEEK)


def days_waited(calendar, since, now):
    """How many working days of this calendar began after the day of ``since``."""
    first, last = (moment.astimezone(calendar.zone).date() for moment in (since, now))
    days = min((last - first).days, clock.HORIZON)
    return sum(calendar.works_on(first + timedelta(days=n)) for n in range(1, days + 1))


def whom_it_keeps(idea):
    """Whoever waits for the holder's answer, or None when nobody does."""
    if idea.state == State.PARKED:
        return None
    if idea.stage.holder != Party.AUTHOR:
        return idea.author
    if idea.state == State.CLARIFYING:
        return idea.seated(STAGES[State(idea.returns_to)].holder)
    return idea.seated(Party.SPONSOR) if idea.state == State.COUNTERSIGN else None


def heard_from(person, since):
    """How many authors heard from this person since a moment, by words or by a decision."""
    words = Comment.objects.filter(author=person, made_at__gte=since).values("idea")
    moves = Step.objects.filter(by=person, at__gte=since).values("idea")
    ideas = Idea.objects.filter(Q(pk__in=words) | Q(pk__in=moves)).exclude(author=person)
    return ideas.order_by().values("author").distinct().count()


def month_began(calendar, now):
    """The first moment of this month where the person is."""
    first = now.astimezone(calendar.zone).date().replace(day=1)
    return datetime.combine(first, time(0), calendar.zone)


# ---- the champions' board


def looking(person):
    """Ideas that are with IT and with another champion, which this person may see, the nearest
    promise first. Ideas of their own and those that they back are not for them."""
    mine = IdeaSeat.objects.filter(user=person).values("content_object")
    ideas = Idea.objects.visible_to(person).filter(state=State.SIGN_OFF)
    ideas = ideas.exclude(holder=person).exclude(pk__in=mine)
    own = Q(author=person) | Q(written_by=person) | Q(co_authors__person=person)
    return list(with_people(ideas.exclude(own)).order_by("due_at", "pk")[:SHOWN])


def adopted(person):
    """{column: ideas} of those that this champion finds out about, builds, or could let grow."""
    champion = SEATS[Party.CHAMPION].permission
    mine = IdeaSeat.objects.filter(user=person, permission__codename=champion)
    signed = Signature.objects.filter(
        party=Party.CHAMPION, signer=person, round=F("idea__round")
    ).values("idea")
    asked = Q(state=State.SIGN_OFF) | Q(state=State.CLARIFYING, returns_to=State.SIGN_OFF)
    built = Q(state__in=[State.COUNTERSIGN, State.TRIAL]) | Q(pk__in=signed, state__in=UNDER_WAY)
    ideas = Idea.objects.filter(pk__in=mine.values("content_object"))
    ideas = ideas.filter(asked | built | Q(state__in=FINISHED))
    columns = {"asked": [], "built": [], "grown": []}
    for idea in with_people(ideas).order_by(F("due_at").asc(nulls_last=True), "-pk")[:SHOWN]:
        columns[_column(idea)].append(idea)
    return columns


def levels(ideas):
    """{id: 1 (low) to 4 (severe)} once all that is planned is done, for those that are scored."""
    taken = Risk.objects.filter(standing=Risk.Standing.TAKEN, number__gt=0)
    risks = taken.filter(assessment__idea__in=[idea.pk for idea in ideas])
    methods, found = {}, {}
    for risk in risks.select_related("assessment__criteria"):
        edition = risk.assessment.criteria
        if edition.pk not in methods:
            methods[edition.pk] = criteria.method_of(edition)
        scored = scores.of(risk, scores.TARGET)
        rank = method.rank(scores.level(methods[edition.pk], risk, scored))
        found[risk.assessment.idea_id] = max(rank, found.get(risk.assessment.idea_id, 0))
    return {pk: rank for pk, rank in found.items() if rank}


def _column(idea):
    if idea.state in FINISHED:
        return "grown"
    return "asked" if idea.state in (State.SIGN_OFF, State.CLARIFYING) else "built"

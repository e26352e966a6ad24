"""What waits for a person among the ideas, and what the desk shows beside it.

There is no table of tasks: what waits is read from the ideas, the seats and the assessments.
"""

from datetime import date, datetime, time, timedelta
from operator import itemgetter

from django.db.models import (
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    prefetch_related_objects,
)
from django.utils import timezone

from ideas import asked
from ideas.compact import PROMISED, SEATS, STAGES, UNDER_WAY, Party, State
from ideas.models import Comment, Idea, IdeaSeat, Risk, Signature, Step
from ideas.risk import criteria, method, scores
from portal import clock
from portal.models import Absence, User
from portal.prepared import COMPANY_DAY, PERSON, Given, OneOf, Rows
from portal.short_lists import CountOf, ShortList, met, moment, person_of

SHOWN = 50  # of one kind: whoever has more finds the rest in the list of ideas
WEEK = 5  # working days
FINISHED = (State.CELEBRATED, State.MEASURING)


def _held():
    ideas = Idea.objects.waiting_for(PERSON).select_related("author__department", "author__site")
    return ideas[:SHOWN]


HELD = Rows(_held)


def held(person):
    """What this person holds, in the order in which they find it. One query, and one for who waits
    where it is an author's turn."""
    found = HELD.ask(person=person.pk)
    asking = [idea for idea in found if idea.stage.holder == Party.AUTHOR]
    seats = IdeaSeat.objects.select_related("user__department", "user__site", "permission")
    prefetch_related_objects(asking, Prefetch("seats", seats))
    return found


def covered(person, delegates):
    """{colleague who is away: what waits for them}, where this person covers today. ``seen`` says
    of each idea whether they may see it, and ``known`` whether they know who is behind a pen name.
    ``delegates`` are today's, as ``covers`` takes them. One query, or none."""
    people = covers(person, delegates)
    if not people:
        return {}
    others = [state for state in PROMISED if STAGES[state].holder != Party.AUTHOR]
    turns = Idea.objects.filter(holder__in=people, holder__is_active=True, state__in=others)
    in_sight = Idea.objects.visible_to(person).filter(pk=OuterRef("pk"))
    turns = turns.annotate(
        seen=Exists(in_sight), known=Q(pen_name="") | turns.party_condition(person)
    )
    found = {}
    for idea in turns.select_related("author", "holder").order_by("due_at", "pk")[:SHOWN]:
        found.setdefault(idea.holder, []).append(idea)
    return dict(sorted(found.items(), key=lambda pair: (str(pair[0]), pair[0].pk)))


def covered_by(person):
    """Whom this person covers for today: those for whom ``clock.delegate_of`` names them."""
    today = clock.company_day(timezone.now())
    away = Absence.objects.filter(starts__lte=today, ends__gte=today, delegate__is_active=True)
    delegates = away.order_by("starts", "pk").values_list("person", "delegate")
    return list(User.objects.present().filter(pk__in=covers(person, delegates)))


def covers(person, delegates):
    """The ids of whom this person covers for, of (who is away, who covers for them) today. Whoever
    is away twice is covered for by who was named for the days that began first."""
    named = {}
    for absent, delegate in delegates:
        named.setdefault(absent, delegate)
    return [pk for pk in named if _last(pk, named) == person.pk]


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


def month_began(person, now):
    """The first moment of this month where the person is."""
    zone = clock.zone_of(person)
    return datetime.combine(now.astimezone(zone).date().replace(day=1), time(0), zone)


# ---- beside the cards, as short lists


SINCE = Given("since", DateTimeField())


def _elsewhere():
    """Ideas in which this person sits, and somebody else has the turn."""
    mine = IdeaSeat.objects.filter(user=PERSON).values("content_object")
    ideas = Idea.objects.filter(pk__in=mine, state__in=PROMISED).exclude(holder=PERSON)
    return ideas.order_by("due_at", "pk")


def _with_somebody(facts):
    idea = asked.idea_of(facts)
    idea.holder, idea.state_since = person_of(facts["holder"]), moment(facts["since"])
    return idea


def _away_today():
    """Who is away, and who covers for them."""
    away = Absence.objects.filter(starts__lte=COMPANY_DAY, ends__gte=COMPANY_DAY)
    return away.filter(delegate__is_active=True).order_by("starts", "pk")


def _own_absences():
    return Absence.objects.filter(person=PERSON).order_by("starts", "pk")


def _absence(facts):
    days = {name: date.fromisoformat(facts[name]) for name in ("starts", "ends")}
    return Absence(delegate=person_of(facts["delegate"]), **days)


def _this_person():
    return User.objects.filter(pk=PERSON).order_by("pk")


def _heard_from():
    """The authors who heard from this person since a moment, by words or by a decision."""
    words = Comment.objects.order_by().filter(author=PERSON, made_at__gte=SINCE).values("idea")
    moves = Step.objects.order_by().filter(by=PERSON, at__gte=SINCE).values("idea")
    ideas = Idea.objects.order_by().filter(pk__in=words.union(moves)).exclude(author=PERSON)
    return ideas.values("author").distinct()


def _to_decide():
    return Idea.objects.order_by().filter(holder=PERSON, state__in=UNDER_WAY).values("pk")


ELSEWHERE = ShortList(
    _elsewhere,
    asked.told() | {"since": "state_since", "holder": met("holder")},
    _with_somebody,
    most=SHOWN,
)
DELEGATES = ShortList(
    _away_today,
    {"absent": "person", "delegate": "delegate"},
    itemgetter("absent", "delegate"),
    most=None,
)
ABSENCES = ShortList(
    _own_absences,
    {"starts": "starts", "ends": "ends", "delegate": met("delegate")},
    _absence,
    most=None,
)
HEARD = ShortList(_this_person, {"n": CountOf(_heard_from())}, itemgetter("n"))
LOAD = ShortList(_this_person, {"n": CountOf(_to_decide())}, itemgetter("n"))


# ---- the champions' board


def _with_it():
    mine = IdeaSeat.objects.filter(user=PERSON).values("content_object")
    ideas = Idea.objects.visible_to(PERSON).filter(state=State.SIGN_OFF)
    ideas = ideas.exclude(holder=PERSON).exclude(pk__in=mine)
    own = Q(author=PERSON) | Q(written_by=PERSON) | Q(co_authors__person=PERSON)
    return with_people(ideas.exclude(own)).order_by("due_at", "pk")[:SHOWN]


def _in_hand():
    champion = SEATS[Party.CHAMPION].permission
    mine = IdeaSeat.objects.filter(user=PERSON, permission__codename=champion)
    signed = Signature.objects.filter(
        party=Party.CHAMPION, signer=PERSON, round=F("idea__round")
    ).values("idea")
    asked = Q(state=State.SIGN_OFF) | Q(state=State.CLARIFYING, returns_to=State.SIGN_OFF)
    built = Q(state__in=[State.COUNTERSIGN, State.TRIAL]) | Q(pk__in=signed, state__in=UNDER_WAY)
    ideas = Idea.objects.filter(pk__in=mine.values("content_object"))
    ideas = ideas.filter(asked | built | Q(state__in=FINISHED))
    return with_people(ideas).order_by(F("due_at").asc(nulls_last=True), "-pk")[:SHOWN]


def with_people(ideas):
    """With those whom a card of the board names: the author and their place, and the holder."""
    return ideas.select_related("author__department", "author__site", "holder")


def _scored():
    """The risks of some ideas that stand, and the edition that each is measured by."""
    risks = Risk.objects.filter(OneOf("assessment__idea", "ideas"), number__gt=0)
    told = {"idea": F("assessment__idea"), "digest": F("assessment__criteria__digest")}
    columns = "category", "vulnerable", "target_likelihood", "target_impacts"
    risks = risks.filter(standing=Risk.Standing.TAKEN).order_by()
    return risks.annotate(**told).only(*columns)


WITH_IT, IN_HAND, SCORED = Rows(_with_it), Rows(_in_hand), Rows(_scored)


def looking(person):
    """Ideas that are with IT and with another champion, which this person may see, the nearest
    promise first. Ideas of their own and those in which they sit are not for them, so a pen name
    stays closed to them here."""
    ideas = WITH_IT.ask(person=person.pk)
    prefetch_related_objects([idea for idea in ideas if idea.pen_name], "co_authors")
    return ideas


def adopted(person):
    """{column: ideas} of those that this champion finds out about, builds, or could let grow."""
    columns = {"asked": [], "built": [], "grown": []}
    for idea in IN_HAND.ask(person=person.pk):
        columns[_column(idea)].append(idea)
    return columns


def levels(ideas):
    """{id: 1 (low) to 4 (severe)} once all that is planned is done, for those that are scored."""
    found = {}
    for risk in SCORED.ask(ideas=[idea.pk for idea in ideas]):
        scored = scores.of(risk, scores.TARGET)
        rank = method.rank(scores.level(criteria.method_with(risk.digest), risk, scored))
        found[risk.idea] = max(rank, found.get(risk.idea, 0))
    return {pk: rank for pk, rank in found.items() if rank}


def _column(idea):
    if idea.state in FINISHED:
        return "grown"
    return "asked" if idea.state in (State.SIGN_OFF, State.CLARIFYING) else "built"

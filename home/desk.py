"""The desk: what waits for one person, in order, and how full they are.

The order is the promised day, then what the person looked at least (Idea.objects.waiting_for),
and Today takes its turns from the same query.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home import today
from home.cards import card
from ideas import asked, desk, motion, taking
from portal import clock, look, short_lists
from portal.models import Absence, User
from portal.templatetags.look import spelt

# What people are asked beside whose turn an idea is.
ASKED = (*asked.LISTS, *motion.QUESTIONS, today.GOT_IN_THE_WAY)
BESIDE = (desk.ELSEWHERE, desk.DELEGATES, desk.ABSENCES, desk.HEARD, desk.LOAD)


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that are due at about the same time."""

    key: str
    title: str
    cards: list


@dataclass(frozen=True, slots=True)
class Cover:
    """What waits for a colleague who is away."""

    person: User
    lines: list


@dataclass(frozen=True, slots=True)
class Line:
    """An idea in one line. ``url`` is "" where this person may know no more than its reference."""

    slug: str
    title: str
    note: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    headline: str
    lede: str
    room: taking.Room
    began: datetime  # this month, where the person is
    heard: int  # how many people heard from this person in it
    away: Absence | None  # the days away that come next, or that are now
    groups: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    covers: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)

    @property
    def is_clear(self):
        return not (self.groups or self.asked or self.covers)


def desk_of(person):
    """Everything that waits for this person. The number of queries never depends on how much."""
    now = timezone.now()
    began = desk.month_began(person, now)
    found = short_lists.ask(person, (*ASKED, *BESIDE), since=began)
    absences = found.get(desk.ABSENCES, [])
    calendar = clock.calendar_with(person, [(one.starts, one.ends) for one in absences])
    ideas = desk.held(person)
    asks = [line for one in ASKED for line in found.get(one, ())]
    covered = desk.covered(person, found.get(desk.DELEGATES, ()))
    return Desk(
        headline=_headline(ideas, asks),
        lede=_lede(ideas, calendar, now),
        room=taking.room_with(person, *found[desk.LOAD]),
        began=began,
        heard=sum(found[desk.HEARD]),
        away=next((one for one in absences if one.ends >= look.today()), None),
        groups=_groups(ideas, calendar, now),
        asked=asks,
        covers=[_cover(absent, waiting) for absent, waiting in covered.items()],
        elsewhere=[_elsewhere(idea) for idea in found.get(desk.ELSEWHERE, ())],
    )


# ---- the sentences above


def _headline(ideas, asks):
    """How many people wait; a card of one's own keeps nobody waiting."""
    count = len({who.pk for idea in ideas if (who := desk.whom_it_keeps(idea))})
    if count:
        said = ngettext(
            "%(words)s person is waiting to hear from you.",
            "%(words)s people are waiting to hear from you.",
            count,
        )
        return said % {"words": spelt(count).capitalize()}
    if ideas or asks:
        return _("Nobody is waiting to hear from you. A few things are yours all the same.")
    return _("Nobody is waiting for you.")


def _lede(ideas, calendar, now):
    """Who has waited longest, and what was promised; what else there is has time."""
    waiting = [(idea, who) for idea in ideas if (who := desk.whom_it_keeps(idea))]
    if not waiting:
        return ""
    idea, who = min(waiting, key=lambda pair: pair[0].state_since)
    soon = desk.horizons(calendar, now)[0]
    urgent = any(desk.by_when(one) <= soon for one in ideas if one is not idea)
    name, day = {"name": who.first_name or str(who)}, desk.by_when(idea)
    if day < now:
        first = _("%(name)s has waited longest, and longer than you promised.") % name
    else:
        first = _("%(name)s has waited longest, and you promised an answer by %(day)s.") % (
            name | {"day": look.moment(look.local(day).date())}
        )
    if len(ideas) == 1:
        return first
    return first if urgent else _("%(first)s The rest have time.") % {"first": first}


# ---- the cards


def _groups(ideas, calendar, now):
    """Today, this week, later: only those in which something waits."""
    soon, week = desk.horizons(calendar, now)
    today, this_week, later = [], [], []
    for idea in ideas:
        day = desk.by_when(idea)
        pile = today if day <= soon else this_week if day <= week else later
        pile.append(card(idea, calendar, now))
    named = (
        ("now", _("Please do today"), today),
        ("week", _("This week is fine"), this_week),
        ("later", _("Later"), later),
    )
    return [Group(key, title, cards) for key, title, cards in named if cards]


# ---- the lines below


def _elsewhere(idea):
    """An idea that somebody else has in hand; whoever reads this is involved in it."""
    note = _("With %(name)s %(since)s.") % {
        "name": idea.holder,
        "since": look.since(idea.state_since),
    }
    return Line(idea.slug, str(idea), note, idea.get_absolute_url())


def _cover(absent, waiting):
    """What waits for a colleague who is away: of what is confidential, only the reference."""
    return Cover(absent, [_covered(idea) for idea in waiting])


def _covered(idea):
    day = look.day(desk.by_when(idea))
    if not idea.seen:
        title = _("%(reference)s, which only the people involved see") % {"reference": idea.slug}
        return Line(idea.slug, title, _("Promised by %(day)s.") % {"day": day})
    name = idea.author if idea.known else idea.pen_name
    note = _("%(name)s waits, and it is promised by %(day)s.") % {"name": name, "day": day}
    return Line(idea.slug, str(idea), note, idea.get_absolute_url())

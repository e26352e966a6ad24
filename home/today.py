"""Today: what needs this person, gathered from the rooms below in one query.

What waits stands on short lists (portal.short_lists): each room says which rows wait for somebody,
and how a line says so.
"""

from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from home import heroes
from ideas import motion
from policy import asking, duties
from policy.models import PolicyQuestion
from portal import friction, look, short_lists, zero
from portal.models import FrictionTask, User, ZeroCall
from portal.prepared import COMPANY_DAY, PERSON
from portal.short_lists import ShortList, called, moment

SHOWN = 5  # a finite list: what is not on it can wait


@dataclass(frozen=True, slots=True)
class Task:
    """One small thing. ``turn``: it waits for this person; otherwise it is nice to do."""

    title: str
    url: str
    why: str = ""
    minutes: int = 1
    due: date | None = None
    turn: bool = True

    @property
    def text(self):
        """What the line of the list calls it (components/task.html)."""
        return self.why

    @property
    def state(self):
        return "turn" if self.turn else ""


@dataclass(frozen=True, slots=True)
class Day:
    """What Today shows of one person's day."""

    greeting: str
    tasks: list = field(default_factory=list)
    more: int = 0  # tasks that did not fit
    drafts: list = field(default_factory=list)  # one's own ideas
    under_way: list = field(default_factory=list)
    heroes: list = field(default_factory=list)
    manager: str = ""  # the first name of who reads one's ideas first

    @property
    def needed(self):
        return [task for task in self.tasks if task.turn]

    @property
    def minutes(self):
        return sum(task.minutes for task in self.needed)


def address(name, *args):
    """The URL of a name, or "" when the room behind it is not built."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _day(fact):
    """The reader's day of a moment."""
    return timezone.localdate(moment(fact))


# ---- what waits


def _calls():
    """People who pressed zero and wait for this person."""
    return ZeroCall.objects.filter(holder=PERSON, answered_at=None).order_by("made_at")


def _call(facts):
    ring = facts["wish"] == ZeroCall.Wish.RING
    title = _("Ring %(name)s back") if ring else _("Answer %(name)s")
    when = ZeroCall.When(facts["when"]).label if facts["when"] else ""
    return Task(
        title=title % {"name": facts["name"]},
        url=zero.url_of(ZeroCall(pk=facts["pk"])),
        why=str(when) if ring else facts["body"][:120],
        minutes=5,
        due=_day(facts["made_at"]),
    )


def _questions(on_desk):
    """Questions about policies that wait for this person's answer."""

    def rows():
        theirs = asking.for_answering(PERSON, today=COMPANY_DAY, on_desk=on_desk)
        return theirs.filter(answered_at=None).order_by("asked_at")

    return rows


def _question(facts):
    return Task(
        title=_("Answer %(name)s") % {"name": facts["name"]},
        url=asking.url_of(PolicyQuestion(pk=facts["pk"])),
        why=_("A question about “%(policy)s”.") % {"policy": facts["policy"]},
        minutes=5,
        due=_day(facts["asked_at"]),
    )


def _got_in_the_way():
    """What people stumbled over often, and this person looks after."""
    return friction.waiting_for(PERSON).order_by("due_at", "pk")


def _stumbled(facts):
    task, due = FrictionTask(**facts), moment(facts["due_at"])
    return Task(
        title=_("Say what changed at “%(place)s”") % {"place": task},
        url=friction.url_of(task),
        why=_("It got in people’s way. They hear by %(day)s.") % {"day": look.day(due)},
        minutes=10,
        due=timezone.localdate(due),
    )


def _one_step():
    """The CMS asks for a second step when signing in, and this person has none yet."""
    backend = "portal.accounts.backends.NameOrEmail"
    editors = User.objects.with_perm("wagtailadmin.access_admin", backend=backend)
    steps = Authenticator.objects.filter(user=OuterRef("pk"))
    return editors.filter(~Exists(steps), pk=PERSON).order_by("pk")


def _second_step(_facts):
    return Task(
        title=_("Set up your second step"),
        url=address("mfa_index"),
        why=_("The CMS opens for you once you have one. Your telephone is enough."),
        minutes=4,
    )


def _nobody_above():
    """Somebody without a manager who leads nobody either."""
    reports = User.objects.filter(manager=OuterRef("pk"))
    return User.objects.filter(~Exists(reports), pk=PERSON, manager=None).order_by("pk")


def _tell_manager(_facts):
    return Task(
        title=_("Tell the desk who your manager is"),
        url=f"{address('portal:zero')}?from=/#write",
        why=_("We don’t know yet, and your ideas go to your manager first."),
        minutes=1,
        turn=False,
    )


def _manager():
    """Who reads this person's ideas first."""
    return User.objects.filter(reports=PERSON).order_by("pk")


CALLS = ShortList(
    _calls,
    {
        "pk": "pk",
        "wish": "wish",
        "when": "when",
        "body": "body",
        "made_at": "made_at",
        "name": Coalesce(called("author"), "name"),
    },
    _call,
)
ASKED = {"pk": "pk", "policy": "policy__title", "asked_at": "asked_at", "name": called("asker")}
QUESTIONS = ShortList(_questions(on_desk=False), ASKED, _question)
QUESTIONS_OF_THE_DESK = ShortList(_questions(on_desk=True), ASKED, _question)
GOT_IN_THE_WAY = ShortList(
    _got_in_the_way,
    {"pk": "pk", "title": "title", "place": "place", "due_at": "due_at"},
    _stumbled,
)
SECOND_STEP = ShortList(_one_step, {"pk": "pk"}, _second_step)
PROFILE = ShortList(_nobody_above, {"pk": "pk"}, _tell_manager)
MANAGER = ShortList(_manager, {"name": "first_name"}, itemgetter("name"))


def policies(owed):
    """Policies that this person has still to agree to: what changed, or all of it."""
    mine = owed[:SHOWN]
    readings = duties.readings(mine) if mine else {}
    for duty in mine:
        reading = readings[duty.policy.pk]
        yield Task(
            title=duty.title,
            url=duty.url,
            why=reading.says(duty),
            minutes=reading.minutes,
            due=duty.due,
        )


def number(person):
    """A telephone number, which colleagues and the desk would miss."""
    if not person.phone and (me := address("portal:me")):
        yield Task(
            title=_("Leave a number where people reach you"),
            url=me,
            why=_("So that a colleague can ring instead of writing."),
            minutes=1,
            turn=False,
        )


def _task(turn):
    """What an idea asks, as a line of Today."""
    return Task(turn.title, turn.url, turn.why, turn.minutes, turn.due)


# ---- the day


def greeting(person):
    """By the hour of the person's own day; the night shift gets a plain hello."""
    hour = timezone.localtime().hour
    name = {"name": person.first_name or str(person)}
    if 5 <= hour < 12:
        return _("Morning, %(name)s.") % name
    if 12 <= hour < 18:
        return _("Afternoon, %(name)s.") % name
    if 18 <= hour < 22:
        return _("Evening, %(name)s.") % name
    return _("Hello, %(name)s.") % name


def planned(person, tasks, **more):
    """The Day of a person with these tasks: what is their turn first, then what is due first."""
    tasks = sorted(tasks, key=lambda task: (not task.turn, task.due or date.max))
    return Day(greeting(person), tasks[:SHOWN], max(0, len(tasks) - SHOWN), **more)


def day_of(person, *, owed=None, turns=None):
    """The Day of a person. One query, and two for policies that they owe.

    ``owed`` are their duties and ``turns`` those of the desk, for a page that has asked already.
    """
    owed = duties.duties_of(person) if owed is None else owed
    on_desk = zero.is_desk(person, turns)
    after = (
        QUESTIONS_OF_THE_DESK if on_desk else QUESTIONS,
        GOT_IN_THE_WAY,
        *((SECOND_STEP,) if settings.CMS_REQUIRES_SECOND_FACTOR else ()),
        PROFILE,
    )
    beside = (MANAGER, motion.DRAFTS, motion.UNDER_WAY, heroes.LATEST)
    found = short_lists.ask(person, (CALLS, *motion.LISTS, *after, *beside))
    tasks = found.get(CALLS, []) + [
        _task(turn) for one in motion.LISTS for turn in found.get(one, ())
    ]
    tasks += policies(owed)
    tasks += [line for one in after for line in found.get(one, ())]
    tasks += number(person)
    return planned(
        person,
        tasks,
        manager="".join(found.get(MANAGER, ())),
        drafts=found.get(motion.DRAFTS, []),
        under_way=found.get(motion.UNDER_WAY, []),
        heroes=found.get(heroes.LATEST, []),
    )

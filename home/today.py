"""Today: what needs this person, gathered from the rooms below.

A provider is a function ``(person) -> iterable of Task``. It asks the database a fixed number of
times, however much there is to do, and gives at most ``SHOWN`` tasks.
"""

from dataclasses import dataclass, field
from datetime import date

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ideas import motion
from policy import asking, duties
from portal import friction, look, zero
from portal.models import ZeroCall

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


def desk_calls(person):
    """People who pressed zero and wait for this person. One query."""
    waiting = (
        ZeroCall.objects.filter(holder=person, answered_at=None)
        .select_related("author", "holder")
        .order_by("made_at")[:SHOWN]
    )
    for call in waiting:
        ring = call.wish == ZeroCall.Wish.RING
        title = _("Ring %(name)s back") if ring else _("Answer %(name)s")
        yield Task(
            title=title % {"name": zero.name_of(call, person)},
            url=zero.url_of(call),
            why=str(call.get_when_display()) if ring else call.body[:120],
            minutes=5,
            due=timezone.localdate(call.made_at),
        )


def second_step(person):
    """The CMS asks for a second step when signing in, and this person has none yet."""
    if not settings.CMS_REQUIRES_SECOND_FACTOR:
        return
    if person.has_perm("wagtailadmin.access_admin") and not is_mfa_enabled(person):
        yield Task(
            title=_("Set up your second step"),
            url=address("mfa_index"),
            why=_("The CMS opens for you once you have one. Your telephone is enough."),
            minutes=4,
        )


def profile(person):
    """What colleagues and the desk would miss about this person."""
    if person.manager_id is None and not person.reports.exists():
        yield Task(
            title=_("Tell the desk who your manager is"),
            url=f"{address('portal:zero')}?from=/#write",
            why=_("We don’t know yet, and your ideas go to your manager first."),
            minutes=1,
            turn=False,
        )
    if not person.phone and (me := address("portal:me")):
        yield Task(
            title=_("Leave a number where people reach you"),
            url=me,
            why=_("So that a colleague can ring instead of writing."),
            minutes=1,
            turn=False,
        )


def policies(person):
    """Policies that this person has still to agree to: what changed, or all of it."""
    mine = duties.duties_of(person)[:SHOWN]
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


def policy_questions(person):
    """Questions about policies that wait for this person's answer. One query."""
    waiting = asking.for_answering(person).filter(answered_at=None).order_by("asked_at")
    for question in waiting.select_related("asker", "policy")[:SHOWN]:
        yield Task(
            title=_("Answer %(name)s") % {"name": question.asker},
            url=asking.url_of(question),
            why=_("A question about “%(policy)s”.") % {"policy": question.policy.title},
            minutes=5,
            due=timezone.localdate(question.asked_at),
        )


def got_in_the_way(person):
    """What people stumbled over often, and this person looks after. One query."""
    for task in friction.waiting_for(person)[:SHOWN]:
        yield Task(
            title=_("Say what changed at “%(place)s”") % {"place": task},
            url=friction.url_of(task),
            why=_("It got in people’s way. They hear by %(day)s.") % {"day": look.day(task.due_at)},
            minutes=10,
            due=timezone.localdate(task.due_at),
        )


def idea_turns(person):
    """Ideas that wait for this person. Two queries."""
    for turn in motion.turns(person):
        yield Task(turn.title, turn.url, turn.why, turn.minutes, turn.due)


PROVIDERS = (
    desk_calls,
    idea_turns,
    policies,
    policy_questions,
    got_in_the_way,
    second_step,
    profile,
)


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


def day_of(person, providers=PROVIDERS):
    """The Day of a person: what is their turn first, then what is due first."""
    tasks = [task for provider in providers for task in provider(person)]
    tasks.sort(key=lambda task: (not task.turn, task.due or date.max))
    return Day(greeting(person), tasks[:SHOWN], max(0, len(tasks) - SHOWN))

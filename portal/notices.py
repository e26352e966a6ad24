"""Tell people things: the outbox behind the bell, the mail and the daily round-up.

A kind is declared once, with its sentence, its keys (see portal.facts) and its group::

    notices.register("zero.called", _("%(who)s asked for a person."), "who", group=Group.TURN)

and told inside the transaction that made it true::

    notices.tell(joy, "zero.called", key=f"zero.called:{call.pk}", url=url, who="Amina")

The bell shows it at once; portal.delivery mails it when the person's own hours allow. When what
was asked is done, ``settle`` with the same key takes it off everybody's list.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.db import models
from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock, facts, topics
from portal.models import Notice, User
from portal.prepared import NOW, PERSON, Change, OneOf, Question
from portal.topics import How

SHOWN = timedelta(days=30)
FORGOTTEN = timedelta(days=90)
RESERVED = {"actor", "key", "url"}


class Group(models.TextChoices):
    """Why somebody is told. The label is the heading on the page."""

    TURN = "turn", gettext_lazy("Needs you")
    GOOD = "good", gettext_lazy("Good news")
    FYI = "fyi", gettext_lazy("Just so you know")


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared kind. ``urgent`` ignores quiet hours; without ``can_mute`` it is always mailed."""

    name: str
    sentence: str
    keys: dict
    group: Group
    urgent: bool
    can_mute: bool
    detail: str
    label: str

    @property
    def may_stop(self):
        """Whether people may switch its mail off: never where somebody waits for them, or where
        it is a decision about something of theirs, a receipt or safety."""
        return self.can_mute and not self.urgent and self.group != Group.TURN


KINDS: dict[str, Kind] = {}


def register(
    name, sentence, *keys, group=Group.FYI, urgent=False, can_mute=True, detail="", label=""
):
    """Declare a kind. ``sentence`` and ``detail`` are lazy and name places: %(actor)s and keys.

    ``detail`` is a second, smaller paragraph; ``label`` the words of the link. ``urgent`` is for
    safety only: it is mailed at once, at any hour. ``can_mute=False`` is for what a person must
    have in hand (an outcome, a receipt): mailed whatever they chose, also if they read it here
    first. Which topic it is about says its name (see portal.topics).

    Raises ValueError when the name is taken, or a key is one that ``tell`` uses itself.
    """
    if name in KINDS:
        raise ValueError(f"The notice {name} is declared twice.")
    ways = facts.declared(keys)
    if clash := RESERVED & set(ways):
        raise ValueError(f"{name} cannot have keys called {sorted(clash)}.")
    label = label or gettext_lazy("Have a look")
    KINDS[name] = Kind(name, sentence, ways, Group(group), urgent, can_mute, detail, label)


def tell(people, kind, /, *, key, url="", actor=None, called="", besides=(), **data):
    """Tell a person, or several, one thing; the same ``key`` again tells nobody twice.

    People who left are not told. Where it is the person's turn and they are away today, whoever
    covers for them is told as well. ``called`` is a name to use instead of the actor's; ``besides``
    are ids of people who hear nothing of it, in nobody's stead either. Raises KeyError for an
    undeclared kind, ValueError for data that it does not declare.
    """
    declared = KINDS[kind]
    if unexpected := set(data) - set(declared.keys):
        raise ValueError(f"{kind} does not declare {sorted(unexpected)}.")
    now = timezone.now()
    told, calendars = _with_delegates(people, declared, now)
    told = {person: absent for person, absent in told.items() if person.pk not in besides}
    wishes = topics.wishes(told, declared)
    Notice.objects.bulk_create(
        [
            Notice(
                person=person,
                kind=kind,
                key=key,
                url=url,
                actor=actor,
                actor_name=str(called or actor or "")[:200],
                covers_for=covers_for,
                data=facts.stored(data),
                created_at=now,
                **_mail(person, calendars[person], declared, wishes[person], now),
            )
            for person, covers_for in told.items()
        ],
        ignore_conflicts=True,
    )


def _with_delegates(people, kind, now):
    """Everybody to tell: {person: name of the absent person they stand in for, or ""}, and
    {person: their calendar}."""
    people = [people] if isinstance(people, User) else people
    told = {person: "" for person in people if person.is_active}
    calendars = clock.calendars(told)
    if kind.group != Group.TURN:
        return told, calendars
    for person, calendar in list(calendars.items()):
        today = now.astimezone(calendar.zone).date()
        if calendar.is_away(today) and (delegate := clock.delegate_of(person, today)):
            told.setdefault(delegate, str(person)[:200])
    standing_in = [person for person in told if person not in calendars]
    if standing_in:
        calendars |= clock.calendars(standing_in)
    return told, calendars


def _mail(person, calendar, kind, how, now):
    """Whether and when a mail goes out, as fields of the row."""
    if not person.email or how == How.NEVER:
        return {"mail": Notice.Mail.UNWANTED, "not_before": now}
    if kind.urgent:
        return {"not_before": now}
    if how == How.DAILY:
        return {"not_before": clock.next_digest(calendar, now)}
    return {"not_before": clock.next_loud_moment(calendar, now)}


def may_stop_some_of(topic):
    """Whether a topic holds any kind whose mail people may switch off; an empty one may come."""
    kinds = [kind for kind in KINDS.values() if topics.of(kind.name) is topic]
    return not kinds or any(kind.may_stop for kind in kinds)


def stop_unwanted(person):
    """Keep back what waits for its mail and this person wants no more, as of what they chose."""
    picked = topics.chosen(person)
    unwanted = [
        kind.name
        for kind in KINDS.values()
        if topics.wish(person, kind, picked.get(topics.of(kind.name).key)) == How.NEVER
    ]
    Notice.objects.filter(person=person, mail=Notice.Mail.WAITING, kind__in=unwanted).update(
        mail=Notice.Mail.UNWANTED
    )


def settle(*keys, person=None):
    """What these keys asked for is done: nobody's turn any more, and no mail about it.

    With ``person`` it is done for this person only, and others are still asked.
    """
    if not keys:
        return
    must_arrive = tuple(kind.name for kind in KINDS.values() if not kind.can_mute)
    given = {"keys": keys, "now": timezone.now()} | ({"person": person.pk} if person else {})
    _settling(must_arrive, person is not None).make(**given)


@cache
def _settling(must_arrive, of_one):
    """What settles notices: of one person, or of everybody."""
    of = {"person": PERSON} if of_one else {}
    unwanted = When(
        ~Q(kind__in=must_arrive), mail=Notice.Mail.WAITING, then=Value(Notice.Mail.UNWANTED)
    )
    return Change(
        lambda: (
            Notice.objects.filter(OneOf("key", "keys", CharField()), settled_at=None, **of),
            {
                "mail": Case(unwanted, default=F("mail")),
                "settled_at": NOW,
                "read_at": Coalesce("read_at", NOW),
            },
        )
    )


def recent(person):
    """What the page shows: thirty days, newest first."""
    since = timezone.now() - SHOWN
    return Notice.objects.filter(person=person, created_at__gte=since).select_related("actor")


def _unread():
    """A row with how many, or none."""
    new = Notice.objects.filter(
        person=PERSON, read_at=None, created_at__gte=NOW.plus(days=-SHOWN.days)
    )
    return new.order_by().values("person").annotate(many=Count("pk")).values_list("many")


UNREAD = Question(lambda: [_unread()])


def unread(person):
    """How many notices of the last thirty days the person has not looked at."""
    return sum(many for (many,) in UNREAD.ask(person=person.pk, now=timezone.now()))


def mark_read(person, ids=None):
    """The person has seen these, or all; returns how many were new."""
    mine = Notice.objects.filter(person=person, read_at=None)
    if ids is not None:
        mine = mine.filter(pk__in=ids)
    return mine.update(read_at=timezone.now())


def forget(now):
    """Delete what is older than ninety days and no longer waits for its mail; returns how many."""
    old = Notice.objects.filter(created_at__lt=now - FORGOTTEN)
    waiting = Q(read_at=None) & Q(mail__in=[Notice.Mail.WAITING, Notice.Mail.CLAIMED])
    return old.exclude(waiting).delete()[0]


def group_of(notice):
    """Where the page shows it. What is settled needs nobody any more."""
    kind = KINDS.get(notice.kind)
    if kind is None or (kind.group == Group.TURN and notice.settled_at):
        return Group.FYI
    return kind.group


def sentence(notice):
    """What there is to tell, in words, in the reader's language."""
    kind = KINDS.get(notice.kind)
    if kind is None:
        return _("There is news that this version of the portal has no words for.")
    return str(kind.sentence) % _places(kind, notice)


def detail(notice):
    """The second paragraph, or an empty string."""
    kind = KINDS.get(notice.kind)
    return str(kind.detail) % _places(kind, notice) if kind and kind.detail else ""


def label(notice):
    """The words of the link."""
    kind = KINDS.get(notice.kind)
    return str(kind.label) if kind else _("Have a look")


def _places(kind, notice):
    return facts.places(kind.keys, notice.data) | {"actor": notice.actor_name or _("The portal")}

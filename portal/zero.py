"""Press zero: who answers, now or next, and what people asked them.

The roster itself (shifts, absences, who stands in) is portal.roster.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import notices, roles, roster, trail
from portal.models import User, ZeroCall
from portal.notices import Group
from portal.roles import Role

LATER = timedelta(hours=24)  # how far ahead a page names who comes next

trail.register("zero.called", gettext_lazy("%(actor)s asked for a person: %(subject)s."))
trail.register("zero.called_unnamed", gettext_lazy("Somebody asked for a person: %(subject)s."))
trail.register("zero.answered", gettext_lazy("%(actor)s answered: %(subject)s."))
trail.register("zero.handed_over", gettext_lazy("%(actor)s asked %(to)s to take over."), "to")
trail.register("zero.passed_on", gettext_lazy("%(actor)s passed on what %(was)s held."), "was")

# Urgent, because nobody knows yet how somebody is who asks for a person.
for _kind, _sentence in (
    ("zero.called", gettext_lazy("%(who)s asked for you at the HERO desk.")),
    ("zero.called_unnamed", gettext_lazy("Somebody asked for you at the HERO desk.")),
    ("zero.rung", gettext_lazy("%(who)s would like you to ring back.")),
    ("zero.handed_over", gettext_lazy("%(actor)s asks you to take over: %(who)s is waiting.")),
):
    notices.register(
        _kind, _sentence, "who", group=Group.TURN, urgent=True, label=gettext_lazy("Answer")
    )
notices.register(
    "zero.answered",
    gettext_lazy("%(actor)s answered what you asked the HERO desk."),
    group=Group.GOOD,
    label=gettext_lazy("Read the answer"),
)


class CallRefused(Exception):
    """The step is not possible. ``reason`` is the sentence to show, ``status`` its HTTP code."""

    def __init__(self, reason, status=422):
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The person to turn to. ``person`` is None only when the roster is empty."""

    person: User | None
    until: datetime | None = None  # None: nobody is on duty now, ``starts`` says when
    starts: datetime | None = None
    owner: bool = False  # answers because the page is theirs, or stands in for its owner

    @property
    def name(self):
        return str(self.person) if self.person else settings.DESK_NAME

    @property
    def phone(self):
        return settings.DESK_PHONE


def _first(turns, at):
    if not turns:
        return OnDuty(None)
    turn = turns[0]
    if turn.starts <= at:
        return OnDuty(turn.person, until=turn.until)
    return OnDuty(turn.person, starts=turn.starts)


def on_duty(at=None):
    """Who is at the desk at a moment (default: now), or else who picks up next."""
    at = at or timezone.now()
    return _first(roster.turns(at), at)


def on_duty_and_after(at=None, *, reader=None, turns=None):
    """Who answers ``reader`` now, and the turns of other people that begin within a day.

    ``turns`` are those of ``turns_of``, for a page.
    """
    at = at or timezone.now()
    turns = roster.turns(at) if turns is None else turns
    turns = [turn for turn in turns if turn.person != reader]
    first = _first(turns, at)
    return first, [t for t in turns[1:] if t.starts < at + LATER and t.person != first.person]


def turns_of(request):
    """Who answers at the desk from now on: asked once a request, for the strip and for the page."""
    if not hasattr(request, "_turns"):
        request._turns = roster.turns()
    return request._turns


def person_for(request):
    """Who the strip names on this page: its owner, else who stands in, else the desk.

    A view says whose page it is with ``request.zero_owner = person``. One query; two around an
    absence.
    """
    owner, at = getattr(request, "zero_owner", None), timezone.now()
    if owner is not None:
        day = at.astimezone(timezone.get_default_timezone()).date()
        if someone := roster.present(owner, day, roster.absences(at, owner)):
            return OnDuty(someone, owner=True)
    turns = turns_of(request)
    return _first(turns, timezone.now())  # later than the first turn began, which is when we asked


def administrators():
    """Who answers when the roster is empty."""
    return User.objects.present().filter(groups__name=Role.ADMINISTRATOR)


def is_desk(person, turns=None):
    """Whether the person answers for the desk now: on duty, or an administrator.

    ``turns`` are those of ``turns_of``, for a page that has asked already.
    """
    if roles.has(person, Role.ADMINISTRATOR):
        return True
    now = timezone.now()
    return _first(roster.turns(now) if turns is None else turns, now).person == person


def visible_to(person):
    """The calls that this person may read: own, held, answered; the desk reads the open ones."""
    mine = Q(author=person) | Q(holder=person) | Q(answered_by=person)
    if is_desk(person):
        mine |= Q(answered_at=None)
    return ZeroCall.objects.filter(mine).select_related("author", "holder", "answered_by")


def name_of(call, reader):
    """Who asked, as ``reader`` may know it: a kept name is for the holder and the author only."""
    if call.keep_name_out and reader not in (call.author, call.holder):
        return _("Somebody")
    return str(call.author or call.name)


def _desk_without(someone):
    """Whoever answers now or next, in a list; every administrator when the roster is empty."""
    answering = [turn.person for turn in roster.turns() if turn.person != someone]
    if answering:
        return answering[:1]
    return [person for person in administrators() if person != someone]


@transaction.atomic
def call(*, author, wish, name="", reach="", keep_name_out=False, body="", when="", page=""):
    """Ask for a person: a message or a wish to be rung. Returns the ZeroCall.

    ``author`` is None for somebody who is not signed in; they say who they are and how to reach
    them. Whoever is on duty holds it, or comes next, and is told at once. Raises CallRefused.
    """
    body, reach, name = body.strip(), reach.strip(), name.strip()
    if wish == ZeroCall.Wish.WRITE and not body:
        raise CallRefused(_("Tell us in a few words what it’s about."))
    if author is None and not name:
        raise CallRefused(_("Tell us who to ask for."))
    if not reach and (author is None or wish == ZeroCall.Wish.RING):
        raise CallRefused(_("Leave a number, so that we can reach you."))
    told = _desk_without(author)
    made = ZeroCall.objects.create(
        author=author,
        wish=wish,
        name=name,
        reach=reach,
        keep_name_out=keep_name_out and author is not None,
        body=body,
        when=when,
        page=page,
        holder=told[0] if told else None,
    )
    if author is None or made.keep_name_out:
        event = trail.record("zero.called_unnamed", subject=made)
    else:
        event = trail.record("zero.called", subject=made, actor=author)
    _tell_holder(_notice_of(made), made, told, event, actor=None if made.keep_name_out else author)
    return made


def _notice_of(made):
    """Which sentence tells the holder. A kept name stays out of notices and mail."""
    if made.keep_name_out:
        return "zero.called_unnamed"
    return "zero.rung" if made.wish == ZeroCall.Wish.RING else "zero.called"


def _tell_holder(kind, made, people, event, *, actor):
    who = {} if made.keep_name_out else {"who": str(made.author or made.name)}
    notices.tell(people, kind, key=_key(made, event.sequence), url=url_of(made), actor=actor, **who)


def _key(made, sequence):
    return f"zero.called:{made.pk}:{sequence}"


def _settle(made, event):
    """What was asked of earlier holders is done: it leaves their lists."""
    notices.settle(*(_key(made, number) for number in range(1, event.sequence)))


def url_of(made):
    """Where a call is read and answered."""
    return reverse("portal:zero_call", args=[made.pk])


def may_answer(made, person):
    """The holder, and whoever answers for the desk now. Nobody answers themselves."""
    return made.author != person and (made.holder == person or is_desk(person))


def _open_call(made, by):
    """The call under a lock, still open, for somebody who may answer. Raises CallRefused."""
    fresh = ZeroCall.objects.select_for_update(of=("self",)).select_related("author", "holder")
    fresh = fresh.get(pk=made.pk)
    if not may_answer(fresh, by):
        raise CallRefused(_("This one is for the person at the HERO desk."), 403)
    if fresh.answered_at:
        raise CallRefused(
            _("%(name)s answered this a moment ago.") % {"name": fresh.answered_by}, 409
        )
    return fresh


@transaction.atomic
def answer(made, *, by, text):
    """Write the answer, or what was said on the telephone. The author is told. CallRefused."""
    fresh = _open_call(made, by)
    if not text.strip():
        raise CallRefused(_("Write your answer, or what you two agreed on the telephone."))
    fresh.answer, fresh.answered_by, fresh.answered_at = text.strip(), by, timezone.now()
    fresh.save(update_fields=["answer", "answered_by", "answered_at"])
    _settle(fresh, trail.record("zero.answered", subject=fresh, actor=by))
    if fresh.author:
        notices.tell(
            fresh.author,
            "zero.answered",
            key=f"zero.answered:{fresh.pk}",
            url=url_of(fresh),
            actor=by,
        )
    return fresh


@transaction.atomic
def hand_over(made, *, by, to):
    """Ask somebody else of the roster to take over; they are told. Raises CallRefused.

    Whoever asked to keep their name between themselves and the holder is not handed on.
    """
    fresh = _open_call(made, by)
    if fresh.keep_name_out:
        raise CallRefused(_("They asked you to keep their name. Talk to them first."), 403)
    if to == fresh.author or not roster.on_roster().filter(pk=to.pk).exists():
        raise CallRefused(_("Pick somebody else who is on the duty roster."))
    if to == fresh.holder:
        raise CallRefused(_("%(name)s has it already.") % {"name": to})
    fresh.holder = to
    fresh.save(update_fields=["holder"])
    event = trail.record("zero.handed_over", subject=fresh, actor=by, to=str(to))
    _settle(fresh, event)
    _tell_holder("zero.handed_over", fresh, to, event, actor=by)
    return fresh


@transaction.atomic
def pass_on(person, *, to, by):
    """Somebody leaves: ``to`` holds their open calls from now on and is told.

    Where a name was for the leaver alone, nobody holds the call: the desk answers it unnamed.
    """
    held = ZeroCall.objects.select_for_update(of=("self",)).select_related("author")
    for made in held.filter(holder=person, answered_at=None).order_by("pk"):
        made.holder = None if made.keep_name_out else to
        made.save(update_fields=["holder"])
        event = trail.record("zero.passed_on", subject=made, actor=by, was=str(person))
        _settle(made, event)
        if made.holder:
            _tell_holder("zero.handed_over", made, to, event, actor=by)
        else:
            _tell_holder(_notice_of(made), made, _desk_without(person), event, actor=None)

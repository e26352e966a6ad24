"""Whose turn it is, and until when: the state, its holder and the date that is promised."""

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ideas import audience, promise
from ideas.compact import PROMISED, PUBLIC, STAGES, State
from ideas.models import Idea
from portal import clock, notices

AT_ONCE, FAST_LANE = 1, 3  # working days
PROMISE = ["due_at", "warn_at", "reply_by", "time_left"]


def enter(idea, state, *, stay=False, due_at=None):
    """Set the state, its holder and the date that is promised. In the caller's transaction.

    With ``stay`` the stage goes on: while the same person has it, so does their date. ``due_at``
    is a date that somebody named, instead of the one that the table promises. What the turn
    before asked of people is settled.
    """
    holder = idea.seated(STAGES[state].holder) if STAGES[state].promised else None
    if stay and (holder and holder.pk) == idea.holder_id and due_at is None:
        return
    notices.settle(key(idea), *promise.asked_for(idea))
    now, before = timezone.now(), idea.state
    idea.state, idea.holder, idea.due_at, idea.warn_at = state, holder, None, None
    idea.turn += 1
    if holder:
        calendar = clock.calendar_of(holder)
        idea.due_at = due_at or clock.due(calendar, now, days_promised(idea, state))
        idea.warn_at = promise.near(calendar, now, idea.due_at)
        if state == State.ASSESSING and idea.reply_by is None:
            idea.reply_by = min(clock.due(calendar, now, promise.FIRST_WORDS), idea.due_at)
    if state != State.CLARIFYING:
        idea.time_left = None
    if not stay:
        idea.state_since = now
    changed = ["state", "state_since", "holder", "turn", *PROMISE]
    if (state in PUBLIC) != (before in PUBLIC):
        idea.save(update_fields=changed)  # its words are kept for those who look for the like
    else:
        Idea.objects.filter(pk=idea.pk).update(**{name: getattr(idea, name) for name in changed})


def key(idea):
    """The key of the notice that says whose turn it is. Each turn has its own."""
    return f"idea.turn:{idea.pk}:{idea.turn}"


def tell(idea, *, by):
    """Tell the holder that it is their turn, where no move says so: something changed below it.
    Who was told of this turn already isn't told again."""
    if idea.holder and idea.holder != by:
        notices.tell(
            idea.holder,
            f"idea.turn.{idea.state}",
            key=key(idea),
            url=idea.get_absolute_url(),
            **audience.letter(idea, by),
        )


def days_promised(idea, state):
    """How many working days the holder of a state has.

    What people do already is looked at within one: whether it is safe, and whether anybody's
    details are. The fast lane, with no tripwire and no technology, takes three.
    """
    if state != State.ASSESSING:
        return STAGES[state].days
    if idea.kind == Idea.Kind.ALREADY:
        return AT_ONCE
    return FAST_LANE if idea.fast_lane else STAGES[state].days


for _state in PROMISED:
    notices.register(
        f"idea.turn.{_state}",
        format_lazy(_("“%(title)s” is with you now, at “{stage}”."), stage=_state.label),
        "title",
        group=notices.Group.TURN,
    )

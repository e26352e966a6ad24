"""Whose turn it is, and until when: the state, its holder and the date that is promised."""

from django.utils import timezone

from ideas import promise
from ideas.compact import STAGES, State
from ideas.models import Idea
from portal import clock

AT_ONCE, FAST_LANE = 1, 3  # working days
PROMISE = ["state", "holder", "due_at", "warn_at", "reply_by", "time_left", "state_since"]


def enter(idea, state, *, stay=False, due_at=None):
    """Set the state, its holder and the date that is promised. In the caller's transaction.

    ``due_at`` is a date that somebody named, instead of the one that the table promises.
    """
    promise.kept(idea)
    stage, now = STAGES[state], timezone.now()
    idea.state, idea.due_at, idea.warn_at = state, None, None
    idea.holder = idea.seated(stage.holder) if stage.promised else None
    if idea.holder:
        calendar = clock.calendar_of(idea.holder)
        idea.due_at = due_at or clock.due(calendar, now, days_promised(idea, state))
        idea.warn_at = promise.near(calendar, now, idea.due_at)
        if state == State.ASSESSING and idea.reply_by is None:
            idea.reply_by = min(clock.due(calendar, now, promise.FIRST_WORDS), idea.due_at)
    if state != State.CLARIFYING:
        idea.time_left = None
    if not stay:
        idea.state_since = now
    idea.save(update_fields=PROMISE)


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

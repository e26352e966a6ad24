"""Whose turn it is, and until when: the state, its holder and the date that is promised."""

from django.utils import timezone

from ideas.compact import STAGES, State
from ideas.models import Idea
from portal import clock

AT_ONCE, FAST_LANE = 1, 3  # working days


def enter(idea, state, *, stay=False, due_at=None):
    """Set the state, its holder and the date that is promised. In the caller's transaction.

    ``due_at`` is a date that somebody named, instead of the one that the table promises.
    """
    stage, now = STAGES[state], timezone.now()
    holder = idea.seated(stage.holder) if stage.promised else None
    idea.state, idea.holder = state, holder
    promised = due_at or (holder and clock.due(holder, now, days_promised(idea, state)))
    idea.due_at = promised if holder else None
    if not stay:
        idea.state_since = now
    idea.save(update_fields=["state", "holder", "due_at", "state_since"])


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

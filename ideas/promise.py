"""The promise clock: by when the first words come, by when the turn is over, and what is near.

What is promised is kept with the idea, so that a list asks nobody's calendar: ``reply_by`` for the
first words by a person, ``due_at`` for the turn of whoever holds it, and ``warn_at``, from when on
that is near. All three are working time of the holder's own calendar, and a date is a whole day.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from ideas.compact import State
from portal import clock, look, notices

FIRST_WORDS = 2  # working days until somebody has written to the author in person
ONE_LEVEL_UP = 2  # working days of whoever gets it because it was late
AT_LEAST = timedelta(hours=4)  # working time that is left after an answer, however late it was
NEAR = 0.75  # of the time has passed
NEVER_BEFORE = 0.5


class Pace(TextChoices):
    """How a promise stands. The value is what templates and the desk ask for."""

    ON_TIME = "on_time"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the promise of an idea stands now, the moment it is about, and that in a sentence.

    ``first_words``: it is about the first answer in person, not about the turn.
    """

    pace: Pace
    by: datetime
    sentence: str
    first_words: bool = False


def near(who, start, due):
    """From when on a due date is near: one working day before it, or when three quarters of the
    time have passed, whichever comes first; but never before half of it has passed."""
    calendar = clock.calendar_of(who)
    whole = clock.working_time(calendar, start, due)
    if not whole:
        return due
    passed = min(NEAR, max(NEVER_BEFORE, 1 - _shift(calendar) / whole))
    return clock.add_working_time(calendar, start, whole * passed)


def _shift(calendar):
    """How long a working day is. One that ends before it starts runs over midnight."""
    starts, ends = (
        timedelta(hours=at.hour, minutes=at.minute) for at in (calendar.starts, calendar.ends)
    )
    return ends - starts if ends > starts else ends - starts + timedelta(days=1)


def left(idea, now):
    """How much working time its holder still has. A question back stops the clock here."""
    return clock.working_time(idea.holder, now, idea.due_at)


def resumed(idea, person, now):
    """The due date after an answer: what was left when the question was asked, at least half a
    working day, to the end of that day."""
    calendar = clock.calendar_of(person)
    remaining = max(idea.time_left or timedelta(), AT_LEAST)
    reached = clock.add_working_time(calendar, now, remaining).astimezone(calendar.zone)
    return datetime.combine(reached, time(23, 59, 59), calendar.zone)


def reply_by(idea):
    """When the first words by a person are promised: two working days of whoever weighed it
    first, also when it changes hands. None for a draft."""
    return idea.reply_by


def waits_for_words(idea):
    """Whether nobody has written to the author yet."""
    return idea.state == State.ASSESSING and idea.reply_by and idea.first_reply_at is None


def state_of(idea, now=None):
    """The Standing of an idea, or None where nothing is promised. Asks nobody."""
    if not idea.stage.promised or idea.due_at is None:
        return None
    now = now or timezone.now()
    if waits_for_words(idea) and idea.reply_by < idea.due_at:
        words = (
            _("A first answer in person is promised by %(day)s."),
            _("A first answer in person was promised by %(day)s. It is late."),
        )
        return replace(_standing(idea.reply_by, None, now, words), first_words=True)
    if idea.state == State.PARKED:
        words = (_("It is looked at again on %(day)s."),) * 2
        return _standing(idea.due_at, None, now, words)
    words = (_("Promised by %(day)s."), _("Promised by %(day)s, and late."))
    return _standing(idea.due_at, idea.warn_at, now, words)


def _standing(by, warn_at, now, words):
    """``words`` are the sentence in time, and the one when it is late."""
    warn_at = warn_at or by - timedelta(days=1)
    pace = Pace.LATE if by < now else Pace.SOON if warn_at <= now else Pace.ON_TIME
    return Standing(pace, by, words[pace == Pace.LATE] % {"day": look.day(by)})


def keys(idea):
    """The keys of what the clock says about the promises of now: each is told once."""
    keys = {}
    if idea.due_at:
        keys |= {what: f"idea.{what}:{idea.pk}:{idea.due_at:%Y%m%dT%H%M}" for what in CLOCK}
    if idea.reply_by:
        keys |= {what: f"idea.{what}:{idea.pk}:{idea.reply_by:%Y%m%dT%H%M}" for what in WORDS}
    return keys


CLOCK = ("soon", "late", "stuck")
WORDS = ("reply_soon", "reply_late")


def asked_for(idea):
    """The keys of what the clock asks for in this turn: settled once it goes on."""
    return [keys(idea)[what] for what in CLOCK] if idea.due_at else []


def answered(idea):
    """The first words were written: nobody is asked for them any more."""
    if idea.reply_by:
        notices.settle(*(keys(idea)[what] for what in WORDS))

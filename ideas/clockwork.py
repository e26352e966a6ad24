"""What happens to ideas by the clock: warned before, taken one level up after, woken on the date.

Every quarter of an hour each idea that is due gets one step and no more. So after a standstill of
a day or a week an idea climbs one level, whoever gets it has real time, and nobody is told about
yesterday's warning when it is late already. Nothing here declines, parks or ends anything.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q

from ideas import promise, promise_check, reminding, seats, services
from ideas.compact import BY_VERB, PROMISED, State
from ideas.models import Idea
from portal import clock, jobs, notices
from portal.models import Absence, Notice

logger = logging.getLogger(__name__)

LEVELS = 2  # then a person at the desk is asked
GOES_UP = BY_VERB["escalate"].sources
HANDED_OVER = BY_VERB["hand-over"].sources
DAY = timedelta(days=1)
BATCH = 500


def in_hand():
    """Ideas that a person has, with a date."""
    return Idea.objects.filter(state__in=PROMISED).select_related("author", "holder__manager")


def untold(ideas, what, now):
    """Those of ``ideas`` about which this was not told yet. A query for every five hundred.

    What has waited longer than notices are kept was told long ago.
    """
    ideas = [idea for idea in ideas if idea.due_at > now - notices.FORGOTTEN]
    for start in range(0, len(ideas), BATCH):
        batch = {promise.keys(idea)[what]: idea for idea in ideas[start : start + BATCH]}
        told = set(Notice.objects.filter(key__in=batch).values_list("key", flat=True))
        yield from (idea for key, idea in batch.items() if key not in told)


def away(now):
    """What can be handed over and is due while its holder is away, and somebody covers."""
    today = clock.company_day(now)
    ideas = list(in_hand().filter(state__in=HANDED_OVER))
    absences = Absence.objects.filter(
        person__in={idea.holder_id for idea in ideas},
        starts__lte=today,
        ends__gte=today,
        delegate__is_active=True,
    )
    back = dict(absences.values_list("person_id", "ends"))
    for idea in ideas:
        first = idea.reply_by if promise.waits_for_words(idea) else idea.due_at
        if idea.holder_id in back and clock.company_day(first) <= back[idea.holder_id]:
            yield idea


def cover(idea, now):
    """Whoever covers for the holder gets the idea, with the whole time that is promised."""
    stand_in = clock.delegate_of(idea.holder, clock.company_day(now))
    party, was = idea.stage.holder, idea.holder
    if stand_in is None or seats.may_sit(idea, party, stand_in):
        return False
    services.reseat(idea, party, stand_in, by=None)
    reminding.covered(in_hand().get(pk=idea.pk), was)
    return True


def asleep(now):
    """Parked ideas whose date has come."""
    return in_hand().filter(state=State.PARKED, due_at__lte=now)


def wake(idea, now):
    """It is taken up again, on the day that was named."""
    services.perform(idea, "wake", by=None)
    return True


def overdue(now):
    """Ideas that may go up and whose date has passed, with how often they did since they came."""
    since_it_came = Q(steps__verb="escalate", steps__at__gte=F("state_since"))
    late = in_hand().filter(state__in=GOES_UP, due_at__lte=now)
    late = late.annotate(climbed=Count("steps", filter=since_it_came)).order_by("due_at", "pk")
    return untold(late, "stuck", now)


def go_up(idea, now):
    """One level up; the third time, or where nobody stands above, a person is asked to ring."""
    if idea.climbed < LEVELS:
        try:
            services.perform(idea, "escalate", by=None)
            return True
        except services.Refused:
            if in_hand().filter(pk=idea.pk, due_at=idea.due_at).first() is None:
                return False  # it went on in this moment
    reminding.stuck(idea)
    return True


def hoped_for(now):
    """What its author has for longer than we hoped."""
    late = in_hand().filter(due_at__lte=now).exclude(state__in=[*GOES_UP, State.PARKED])
    return untold(late, "late", now)


def near(now):
    """Ideas whose date is near. What rests is in nobody's way."""
    ideas = in_hand().filter(warn_at__lte=now, due_at__gt=now).exclude(state=State.PARKED)
    return untold(ideas, "soon", now)


def unheard(now):
    """Ideas about which nobody has written to the author, and whose turn is not over first. What
    went one level up is known to be late."""
    ideas = in_hand().filter(state=State.ASSESSING, first_reply_at=None, due_at__gt=now)
    return ideas.filter(reply_by__lt=F("due_at")).exclude(steps__verb="escalate")


def words_soon(now):
    """Those for which the first words are promised within a day."""
    ideas = unheard(now).filter(reply_by__gt=now, reply_by__lte=now + DAY)
    return untold(ideas, "reply_soon", now)


def words_late(now):
    """Those for which the first words did not come in time."""
    return untold(unheard(now).filter(reply_by__lte=now), "reply_late", now)


def told(tell):
    """A step that only tells."""

    def step(idea, now):
        tell(idea)
        return True

    return step


STEPS = (
    (away, cover),
    (asleep, wake),
    (overdue, go_up),
    (hoped_for, told(reminding.hoped_for)),
    (near, told(reminding.soon)),
    (words_soon, told(reminding.reply_soon)),
    (words_late, told(reminding.reply_late)),
)


@jobs.every(minutes=15, name="idea promises")
def keep_promises(now):
    """Take every step that is due, each idea for itself; counts what was done.

    Raises RuntimeError at the end when an idea stopped it, so that the job's state says so.
    """
    done, broken = 0, []
    for find, do in STEPS:
        for idea in list(find(now)):
            try:
                with transaction.atomic():
                    done += do(idea, now)
            except Exception:  # whatever it is, the other ideas must go on
                logger.exception("The clock could not move %s", idea.reference)
                broken.append(idea.reference)
    if broken:
        raise RuntimeError(f"{len(broken)} ideas could not be moved, first {broken[0]}.")
    return done


@jobs.every(minutes=jobs.DAY, name="idea promises check")
def check_promises(now):
    """Look whether every idea is in somebody's hands, and tell administrators what is not; counts
    what is off."""
    return promise_check.tell(list(promise_check.problems()))

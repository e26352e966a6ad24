"""What happens by the clock. ``manage.py clockwork`` runs it, in one process or in many.

    @jobs.every(minutes=60, name="reminders")
    def remind(now):
        return how_many_people_were_reminded

Time is cut into slots of that length. The first process that writes the row (job, slot) runs it,
so many processes run it once; after a standstill the job runs once, not once for every slot that
was missed. A job must be safe to run again: a process can die at any moment. One that died or
raised is taken up again after an hour, as long as its slot lasts.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page, Revision

from portal import delivery, history, notices, posting, submissions
from portal.models import JobRun

logger = logging.getLogger(__name__)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 24 * 60  # minutes
GIVEN_UP = timedelta(hours=1)  # a run that has not ended well by then is taken up again
KEPT = timedelta(days=30)
IDLE = timedelta(days=3)  # a run that did nothing is not remembered for longer
SILENT = timedelta(minutes=15)  # nothing ran for so long: nobody runs the clockwork


@dataclass(frozen=True, slots=True)
class Job:
    """A function that takes the time and returns how much it did, and how often it runs."""

    name: str
    pause: timedelta
    run: Callable[[datetime], int]

    def slot(self, now):
        """The start of the slot that ``now`` lies in."""
        return now - (now - EPOCH) % self.pause


JOBS: dict[str, Job] = {}


def every(*, minutes, name):
    """Decorator: run this once in every ``minutes``. Raises ValueError for a taken name."""

    def register(function):
        if name in JOBS:
            raise ValueError(f"The job {name} is declared twice.")
        JOBS[name] = Job(name, timedelta(minutes=minutes), function)
        return function

    return register


def run_due(now=None):
    """Run every job whose slot nobody has taken; returns the finished JobRuns.

    A job that raises is noted and logged, and the others run all the same.
    """
    now = now or timezone.now()
    taken = ((job, _take(job, now)) for job in JOBS.values())
    return [_run(job, run, now) for job, run in taken if run is not None]


def _take(job, now):
    """The JobRun that makes this slot ours, or None when somebody has it."""
    slot = job.slot(now)
    run = JobRun.objects.filter(name=job.name, slot=slot).first()
    if run is None:
        try:
            with transaction.atomic():
                return JobRun.objects.create(name=job.name, slot=slot, started_at=now)
        except IntegrityError:
            return None
    ended_well = run.finished_at is not None and not run.error
    if ended_well or run.started_at > now - GIVEN_UP:
        return None
    mine = JobRun.objects.filter(pk=run.pk, started_at=run.started_at)
    return run if mine.update(started_at=now, finished_at=None) else None


def _run(job, run, now):
    run.error = ""
    try:
        run.done = job.run(now) or 0
    except Exception as error:  # whatever it is, the other jobs must run
        logger.exception("The job %s did not finish", job.name)
        run.error = f"{type(error).__name__}: {error}"[:500]
    run.finished_at = timezone.now()
    run.save(update_fields=["done", "error", "finished_at"])
    return run


def try_again(name):
    """Let a job that raised run again at once; returns whether there was one.

    Only its slot of now: an older one is made up for by the next run anyway.
    """
    job, now = JOBS.get(name), timezone.now()
    if job is None:
        return False
    raised = JobRun.objects.filter(name=name, slot=job.slot(now)).exclude(error="")
    return bool(raised.update(started_at=now - GIVEN_UP))


def state(now=None):
    """For /readyz and the CMS: when each job last ran and how it went, and what the outboxes do.

    ``late`` names jobs that have missed two of their slots, ``failed_jobs`` those whose newest run
    raised; ``silent`` says that nothing at all ran for a while: is the clockwork on?
    """
    now = now or timezone.now()
    newest = JobRun.objects.values("name").annotate(newest=Max("slot"))
    slots = dict(newest.values_list("name", "newest"))
    runs = {
        run.name: run
        for run in JobRun.objects.filter(name__in=slots, slot__in=slots.values())
        if run.slot == slots[run.name]
    }
    jobs = [
        {
            "name": job.name,
            "run": runs.get(job.name),
            "late": job.name not in slots or slots[job.name] < job.slot(now) - 2 * job.pause,
        }
        for job in JOBS.values()
    ]
    last_run = max((run.started_at for run in runs.values()), default=None)
    return {
        "jobs": jobs,
        "late": [job["name"] for job in jobs if job["late"]],
        "failed_jobs": [job["name"] for job in jobs if job["run"] and job["run"].error],
        "last_run": last_run,
        "silent": last_run is None or last_run < now - SILENT,
        "mail": delivery.state(),
        "webhooks": posting.state(),
    }


@every(minutes=1, name="mail")
def send_mail(now):
    """Send what is due; counts letters."""
    return delivery.deliver(now)


@every(minutes=1, name="webhooks")
def tell_webhooks(now):
    """Tell webhooks what is due; counts what they took."""
    return posting.deliver(now)


@every(minutes=1, name="pages")
def publish_pages(now):
    """Put pages of the CMS out, or take them down, at the time that people chose; counts both."""
    waiting = (
        Page.objects.filter(live=True, expire_at__lt=now).count()
        + Revision.objects.filter(approved_go_live_at__lt=now).count()
    )
    if waiting:
        call_command("publish_scheduled")
    return waiting


@every(minutes=DAY, name="tidy")
def tidy(now):
    """Forget what nobody needs any more; counts rows."""
    return (
        submissions.forget(now)
        + notices.forget(now)
        + posting.forget(now)
        + JobRun.objects.filter(started_at__lt=now - IDLE, done=0, error="").delete()[0]
        + JobRun.objects.filter(started_at__lt=now - KEPT).delete()[0]
        + Session.objects.filter(expire_date__lt=now).delete()[0]
    )


@every(minutes=DAY, name="checkpoint")
def keep_checkpoint(now):
    """Verify the history, and keep the checkpoints of the day in a file for thirty days.

    The file lies in DATA_DIR/checkpoints: copy it to where the database's keeper cannot reach.
    Raises RuntimeError when the history is not as it was written; then no file is kept.
    """
    tally = history.Tally()
    if problem := next(history.verify(tally), None):
        raise RuntimeError(f"History: {problem}. Run manage.py verify_history.")
    folder = Path(settings.DATA_DIR) / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    history.keep_checkpoint(folder / f"history-{now:%Y-%m-%d}.jsonl")
    oldest = f"history-{now - KEPT:%Y-%m-%d}.jsonl"
    for file in folder.glob("history-*.jsonl"):
        if file.name < oldest:
            file.unlink()
    return tally.events

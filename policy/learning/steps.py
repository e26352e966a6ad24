"""A lesson in steps: what fits on one screen of a phone, and how far a person has come."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from policy.models import LessonProgress

LEADS = {"text", "story"}  # these lead up to the block after them, if it is one of:
FOLLOWS = {"customer", "picture", "video", "try"}


def steps_of(lesson):
    """The blocks of a lesson as a list of steps, each a list of blocks; never empty."""
    steps = []
    for block in lesson.body:
        leads = bool(steps) and steps[-1][-1].block_type in LEADS
        if leads and block.block_type in FOLLOWS:
            steps[-1].append(block)
        else:
            steps.append([block])
    return steps or [[]]


def url_of(course, lesson=None):
    """The address of a course, or of a lesson in it: a contract."""
    learn = reverse("wagtail_serve", args=["learn/"])
    return f"{learn}{course.slug}/{lesson.slug}/" if lesson else f"{learn}{course.slug}/"


@transaction.atomic
def reach(lesson, *, by, step, at=None):
    """Remember that ``by`` has read so many steps of a lesson; returns the LessonProgress.

    What lies further on already is kept: going back loses nothing. A number beyond the lesson
    counts as its end.
    """
    at = at or timezone.now()
    total = len(steps_of(lesson))
    step = max(0, min(step, total))
    place, _made = LessonProgress.objects.select_for_update().get_or_create(
        person=by, lesson=lesson, defaults={"started_at": at, "seen_at": at}
    )
    place.seen_at = at
    place.step = max(place.step, step)
    if step >= total and place.finished_at is None:
        place.finished_at = at
    place.save(update_fields=["step", "seen_at", "finished_at"])
    return place

"""Where a person stands in a course, computed from what they did. Nothing is stored for it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, FilteredRelation, Q
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page

from policy.learning import certificates, resting, steps
from policy.models import Attempt, Certificate, CoursePage, LessonPage, LessonProgress
from portal import clock
from portal.prepared import PERSON, OneOf, Rows


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson and how far the person is in it. ``state`` is "done", "begun" or ""."""

    lesson: LessonPage
    number: int
    progress: LessonProgress | None

    @property
    def state(self):
        if self.progress is None:
            return ""
        return "done" if self.progress.finished_at else "begun"


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the pages say about a person and a course.

    ``certificate`` is the one that lasts longest, good or not. ``test`` is the kind of Attempt
    that is open to the person now, None while the certificate is good for a long time yet.
    ``attempt`` is one they have not finished. ``tries`` are the finished ones since the last pass,
    ``finished`` all of them, the newest first.
    """

    course: CoursePage
    places: list[Place]
    certificate: Certificate | None
    test: str | None
    attempt: Attempt | None
    tries: list[Attempt]
    finished: list[Attempt]
    rest_until: datetime | None
    today: object

    @property
    def state(self):
        """new, learning, ready, testing, resting, passed, refresher or lapsed."""
        if self.attempt:
            return "testing"
        if self.rest_until:
            return "resting"
        if self.certificate and self.is_good:
            return "refresher" if self.test else "passed"
        if self.certificate:
            return "lapsed"
        if self.places and self.done == len(self.places):
            return "ready"
        return "learning" if any(place.state for place in self.places) else "new"

    @property
    def is_good(self):
        """Whether there is a certificate that is good today."""
        return bool(self.certificate) and self.certificate.expires_on >= self.today

    @property
    def is_refresher(self):
        """Whether the test that is open now is the refresher."""
        return (self.attempt.kind if self.attempt else self.test) == Attempt.Kind.REFRESHER

    @property
    def url(self):
        """The address of the course."""
        return steps.url_of(self.course)

    @property
    def done(self):
        """How many lessons are finished."""
        return sum(place.state == "done" for place in self.places)

    @property
    def minutes_left(self):
        return sum(place.lesson.minutes for place in self.places if place.state != "done")

    @property
    def carry_on(self):
        """The first lesson that is not finished, or None."""
        return next((place for place in self.places if place.state != "done"), None)


def standing(person, course, *, at=None):
    """The Standing of one person in one course."""
    return standings(person, [course], at=at)[0]


def standings(person, courses, *, at=None):
    """A Standing for each course, in order, in two queries however many there are."""
    at = at or timezone.now()
    courses = list(courses)
    lessons = _lessons(courses, person)
    attempts = defaultdict(list)
    for attempt in TRIED.ask(person=person.pk, courses=[course.pk for course in courses]):
        attempts[attempt.course_id].append(attempt)
    return [
        _standing(person, course, lessons[course.path], attempts[course.pk], at)
        for course in courses
    ]


def _lessons(courses, person):
    """{path of the course: its published lessons in order, each with ``mine``, the person's place
    in it, or None}."""
    lessons = defaultdict(list)
    for lesson in LESSONS.ask(person=person.pk, pages=[course.path for course in courses]):
        lessons[lesson.path[: -LessonPage.steplen]].append(lesson)
    return lessons


def below(found):
    """Those of the pages that stand right below others, whose paths are given as ``pages``."""
    above = Substr("path", 1, Length("path") - Page.steplen)
    return found.filter(OneOf(above, "pages", CharField()))


def _with_progress():
    mine = FilteredRelation("progress", condition=Q(progress__person=PERSON))
    found = below(LessonPage.objects.live()).annotate(mine=mine).select_related("mine")
    return found.defer("body").order_by("path")


def _tried():
    tried = Attempt.objects.filter(OneOf("course", "courses"), person=PERSON)
    return tried.select_related("certificate").order_by("-finished_at", "-pk")


LESSONS = Rows(_with_progress)
TRIED = Rows(_tried)


def _latest(attempts):
    """The certificate of these attempts that lasts longest, or None."""
    earned = [attempt.certificate for attempt in attempts if hasattr(attempt, "certificate")]
    return max(earned, key=lambda one: (one.expires_on, one.pk), default=None)


def _standing(person, course, lessons, attempts, at):
    certificate = _latest(attempts)
    finished = [one for one in attempts if not one.is_open]
    tries = resting.since_pass(finished)
    return Standing(
        course=course,
        places=[
            Place(lesson, number, getattr(lesson, "mine", None))
            for number, lesson in enumerate(lessons, 1)
        ],
        certificate=certificate,
        test=certificates.test_after(certificate, at=at),
        attempt=next((one for one in attempts if one.is_open), None),
        tries=tries,
        finished=finished,
        rest_until=resting.until_after(course, tries, person=person, at=at),
        today=clock.company_day(at),
    )

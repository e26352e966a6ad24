"""Taking a test: start it, answer one question at a time, and the score when all are answered."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.learning import certificates, drawing, marking, resting
from policy.learning.refusals import Refused
from policy.models import Attempt, AttemptQuestion, CoursePage
from portal import clock, trail
from portal.look import day, moment

trail.register(
    "learning.started", gettext_lazy("%(actor)s started the test of “%(course)s”."), "course"
)
trail.register(
    "learning.passed",
    gettext_lazy("%(actor)s passed “%(course)s”: certificate %(certificate)s."),
    "course",
    "certificate",
    "score",
    "expires:day",
)
trail.register(
    "learning.not_yet",
    gettext_lazy("%(actor)s finished a try at “%(course)s”, and will have another."),
    "course",
    "score",
)


class NotYours(Exception):
    """The attempt belongs to somebody else: for the caller it does not exist."""


class AlreadyAnswered(Refused):
    """The question has its answer; ``standing`` is the AttemptQuestion as it stands."""

    def __init__(self, standing):
        super().__init__(
            _("You’ve answered this one already. Your first answer is the one that counts."), 409
        )
        self.standing = standing


@transaction.atomic
def start(course, *, by, at=None, rng=None):
    """Start a test or carry on with the open one; returns the Attempt.

    Whether it is the first test or the refresher is not for the caller to choose. ``at`` is the
    moment (default: now).

    Raises Refused (409) while the certificate is good, during a rest, and for a course without
    questions.
    """
    at = at or timezone.now()
    # One door for everybody who starts this course: numbers and the draw need no second look.
    course = CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if found := open_attempt(course, by):
        return found
    kind = certificates.next_test(course, person=by, at=at)
    if kind is None:
        until = certificates.current(by, course, on=clock.company_day(at)).expires_on
        raise Refused(
            _("You have it already, and it’s good until %(day)s.") % {"day": day(until)}, 409
        )
    if until := resting.until(course, person=by, at=at):
        raise Refused(
            _("Rest first. The next try opens %(when)s, and it’s a fresh set of questions.")
            % {"when": moment(until)},
            409,
        )
    questions = drawing.draw(course, person=by, kind=kind, rng=rng)
    if not questions:
        raise Refused(
            _("This course has no questions yet. %(name)s looks after it.")
            % {"name": course.owner_person},
            409,
        )
    return _store(course, by, kind, questions, at, rng)


def _store(course, by, kind, questions, at, rng):
    attempt = Attempt.objects.create(
        course=course,
        person=by,
        kind=kind,
        number=Attempt.objects.filter(course=course, person=by, kind=kind).count() + 1,
        course_edition=course.edition,
        course_title=course.title,
        pass_mark=course.pass_mark,
        started_at=at,
        asked=len(questions),
    )
    AttemptQuestion.objects.bulk_create(
        drawing.freeze(question, attempt=attempt, number=number, rng=rng)
        for number, question in enumerate(questions, 1)
    )
    trail.record("learning.started", actor=by, subject=attempt, course=course.title)
    return attempt


def open_attempt(course, person):
    """The attempt this person has not finished, or None."""
    return Attempt.objects.filter(course=course, person=person, finished_at=None).first()


@transaction.atomic
def answer(attempt_question, *, by, choice, at=None):
    """Store and mark an answer; the last one finishes the attempt. Returns the AttemptQuestion.

    ``choice`` is a list of option ids: in the chosen order for kind order. What the page sent is
    trusted for nothing else.

    Raises NotYours for somebody else's attempt, AlreadyAnswered (409) for a second answer, Refused
    (422) for a choice that does not fit the question.
    """
    at = at or timezone.now()
    attempt = Attempt.objects.select_for_update().get(pk=attempt_question.attempt_id)
    if attempt.person_id != by.pk:
        raise NotYours
    asked = AttemptQuestion.objects.select_for_update().get(pk=attempt_question.pk)
    if asked.right is not None or not attempt.is_open:
        raise AlreadyAnswered(asked)
    marking.check(asked.kind, asked.options, choice)
    asked.choice = choice
    asked.right = marking.is_right(asked.kind, asked.options, asked.right_order, choice)
    asked.answered_at = at
    asked.save(update_fields=["choice", "right", "answered_at"])
    questions = list(attempt.questions.all())
    if all(question.right is not None for question in questions):
        _finish(attempt, questions, by, at)
    return asked


def _finish(attempt, questions, by, at):
    """Count, decide, and give the certificate; the caller holds the lock of the attempt."""
    passed = marking.passes(questions, attempt.pass_mark)
    attempt.right = sum(question.right for question in questions)
    attempt.outcome = Attempt.Outcome.PASSED if passed else Attempt.Outcome.NOT_YET
    attempt.finished_at = at
    attempt.save(update_fields=["right", "outcome", "finished_at"])
    facts = {"course": attempt.course_title, "score": attempt.score}
    if not passed:
        trail.record("learning.not_yet", actor=by, subject=attempt, **facts)
        return
    certificate = certificates.issue(attempt, at=at)
    trail.record(
        "learning.passed",
        actor=by,
        subject=attempt,
        certificate=certificate.number,
        expires=certificate.expires_on,
        **facts,
    )

"""Which questions a test asks, and the copy of them that the attempt keeps."""

import random
import secrets

from policy.models import Attempt, AttemptQuestion, Question

REFRESHER = Question.Pool.REFRESHER


def draw(course, *, person, kind, rng=None):
    """The questions of a new attempt, in the order they are asked.

    At least ``course.critical_per_draw`` critical ones (all, if there are fewer), none that a
    lesson uses for practice, and as far as the bank allows none of the person's last attempt. The
    first test draws from the first pool; the refresher from its own, then from both. Fewer than
    the course asks for when the bank is small; empty when it is empty.
    """
    rng = rng or random.SystemRandom()
    wanted = course.refresher_draw if kind == Attempt.Kind.REFRESHER else course.draw
    pool = list(
        Question.objects.active()
        .marked()
        .filter(course=course)
        .exclude(key__in=course.practice_keys())
    )
    if kind == Attempt.Kind.FIRST:
        pool = [question for question in pool if question.pool != REFRESHER]
    seen = _last_asked(course, person)

    def rank(question):
        return (
            question.pk in seen,
            kind == Attempt.Kind.REFRESHER and question.pool != REFRESHER,
            question.critical,  # no more of them than it takes: the next try needs others
        )

    # Drawn by lot, then the best suited first; sort() keeps the lot's order among equals.
    rng.shuffle(pool)
    pool.sort(key=rank)
    critical = [question for question in pool if question.critical]
    chosen = critical[: min(course.critical_per_draw, wanted)]
    rest = [question for question in pool if question not in chosen]
    chosen += rest[: wanted - len(chosen)]
    rng.shuffle(chosen)
    return chosen


def _last_asked(course, person):
    last = Attempt.objects.filter(course=course, person=person).values("pk")[:1]
    return set(
        AttemptQuestion.objects.filter(
            attempt__in=list(last.values_list("pk", flat=True))
        ).values_list("source_id", flat=True)
    )


def freeze(question, *, attempt, number, rng=None):
    """An unsaved AttemptQuestion with everything as it stands now, and options in shuffled order.

    Options get new random ids, so an id says nothing about what is right, here or in another
    person's attempt.
    """
    rng = rng or random.SystemRandom()
    options = [option | {"id": secrets.token_hex(4)} for option in question.option_list()]
    in_order = [option["id"] for option in options]
    rng.shuffle(options)
    return AttemptQuestion(
        attempt=attempt,
        number=number,
        source=question,
        version=question.version,
        part=question.part,
        kind=question.kind,
        critical=question.critical,
        customer_who=question.customer_who,
        customer=question.customer,
        scenario=question.scenario,
        question=question.question,
        person=question.person,
        options=options,
        right_order=in_order if question.kind == Question.Kind.ORDER else [],
    )

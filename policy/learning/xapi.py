"""Results in the shape of xAPI statements (version 1.0.3), for a learning record store."""

from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from policy.learning import steps
from policy.models import Attempt

VERBS = {
    Attempt.Outcome.PASSED: ("http://adlnet.gov/expapi/verbs/passed", "passed"),
    Attempt.Outcome.NOT_YET: ("http://adlnet.gov/expapi/verbs/failed", "failed"),
}
COMPLETED = ("http://adlnet.gov/expapi/verbs/completed", "completed")


def statements(course):
    """Two statements for each finished attempt, oldest first: passed or failed, and completed.

    Statement ids are the same in every export, so a store that reads twice keeps each once.
    """
    finished = Attempt.objects.filter(course=course, finished_at__isnull=False)
    for attempt in finished.select_related("person").order_by("finished_at", "pk").iterator(500):
        for verb in (VERBS[attempt.outcome], COMPLETED):
            yield statement(course, attempt, verb)


def statement(course, attempt, verb):
    """One statement as a dict."""
    iri = f"{settings.BASE_URL}{steps.url_of(course)}"
    verb_iri, verb_name = verb
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{iri}#{attempt.pk}-{verb_name}")),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": settings.BASE_URL, "name": attempt.person.username},
        },
        "verb": {"id": verb_iri, "display": {"en-GB": verb_name}},
        "object": {
            "objectType": "Activity",
            "id": iri,
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/course",
                "name": {course.language: attempt.course_title},
            },
        },
        "result": {
            "score": {
                "scaled": round(attempt.right / attempt.asked, 4),
                "raw": attempt.right,
                "min": 0,
                "max": attempt.asked,
            },
            "success": attempt.outcome == Attempt.Outcome.PASSED,
            "completion": True,
        },
        "context": {"revision": str(attempt.course_edition)},
        "timestamp": attempt.finished_at.isoformat(),
        "version": "1.0.3",
    }

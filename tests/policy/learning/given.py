"""Arguments of the addresses of learning, for tests/access.py: each takes its cast."""

EDITOR, FRONTLINE = "editor", "frontline"  # visitors of tests/access.py, which imports this
NO_FILM = {"block": "00000000-0000-0000-0000-000000000001"}


def a_course(cast):
    """The editor looks after it."""
    from policy.models import CoursePage
    from tests.policy.learning.making import make_course

    known = CoursePage.objects.filter(slug="speaking").first()
    return {"course": (known or make_course(cast[EDITOR])).slug}


def a_lesson(cast):
    return a_course(cast) | {"lesson": "first"}


def a_test_of_the_frontline(cast):
    from policy.learning import answering
    from policy.models import CoursePage

    course = CoursePage.objects.get(slug=a_course(cast)["course"])
    return {"course": course.slug, "pk": answering.start(course, by=cast[FRONTLINE]).pk}


def a_certificate_of_the_frontline(cast):
    from policy.models import CoursePage
    from tests.policy.learning.making import sit

    course = CoursePage.objects.get(slug=a_course(cast)["course"])
    return {"number": sit(course, cast[FRONTLINE]).certificate.number}


def a_question_of_the_bank(cast):
    from policy.models import Question

    a_course(cast)
    return {"pk": Question.objects.first().pk}


def a_film(cast):
    return a_lesson(cast) | NO_FILM


def words_of_a_lesson(cast):
    return a_lesson(cast) | {"key": "words"}

"""What somebody who leaves holds here: their courses, and the questions that name them."""

from django.utils.translation import ngettext

from policy.models import CoursePage, Question
from portal.people import leaving


def held(person):
    """In words, the courses and questions that need another person; an empty string for none."""
    courses = CoursePage.objects.filter(owner_person=person).count()
    questions = Question.objects.filter(person=person).count()
    words = [
        ngettext("owner of %(n)s course", "owner of %(n)s courses", courses) % {"n": courses},
        ngettext("named in %(n)s question", "named in %(n)s questions", questions)
        % {"n": questions},
    ]
    counts = (courses, questions)
    return "; ".join(word for word, count in zip(words, counts, strict=True) if count)


def hand_over(person, successor, by):
    """Courses and the reading go to the successor."""
    CoursePage.objects.filter(owner_person=person).update(owner_person=successor)
    Question.objects.filter(person=person).update(person=successor)


leaving.register_handover("courses", hand_over, held=held)

"""What somebody who leaves holds here: their courses, and the questions that name them."""

from django.utils.translation import ngettext

from policy.models import CoursePage, Question
from portal.people import leaving


def held(person):
    """In words, the courses that need another owner; an empty string for none."""
    count = CoursePage.objects.filter(owner_person=person).count()
    if not count:
        return ""
    return ngettext("owner of %(n)s course", "owner of %(n)s courses", count) % {"n": count}


def hand_over(person, successor, by):
    """Courses and the reading go to the successor."""
    CoursePage.objects.filter(owner_person=person).update(owner_person=successor)
    Question.objects.filter(person=person).update(person=successor)


leaving.register_handover("courses", hand_over, held=held)

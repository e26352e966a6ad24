"""Where somebody stands, and that their place is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policy.learning import answering, progress, steps
from policy.models import LessonProgress
from portal.people import leaving
from tests.policy.learning.making import make_course, sit

pytestmark = pytest.mark.django_db


def read(course, person, count=2):
    for lesson in course.lessons()[:count]:
        steps.reach(lesson, by=person, step=99)


def state(course, person):
    return progress.standing(person, course).state


def test_every_state(course, sam):
    seen = [state(course, sam)]
    steps.reach(course.lessons()[0], by=sam, step=1)
    seen.append(state(course, sam))
    read(course, sam)
    seen.append(state(course, sam))
    answering.start(course, by=sam)
    seen.append(state(course, sam))
    for _try in range(3):
        sit(course, sam, wrong=5)
    seen.append(state(course, sam))
    assert seen == ["new", "learning", "ready", "testing", "resting"]


@pytest.mark.parametrize(
    ("days", "expected", "good"),
    [(1, "passed", True), (330, "refresher", True), (400, "lapsed", False), (800, "lapsed", False)],
)
def test_after_a_pass(course, sam, days, expected, good):
    sit(course, sam, at=timezone.now() - timedelta(days=days))
    standing = progress.standing(sam, course)
    assert (standing.state, standing.is_good) == (expected, good)


def test_a_lesson_has_a_step_for_each_thing(course):
    kinds = [[block.block_type for block in step] for step in steps.steps_of(course.lessons()[0])]
    assert kinds == [["text", "customer"], ["dos"], ["try"], ["try"]]


def test_going_back_loses_nothing_and_no_number_breaks_it(course, sam):
    lesson = course.lessons()[0]
    for step, kept in ((2, 2), (1, 2), (-5, 2), (0, 2), (999, 4), (1, 4)):
        assert steps.reach(lesson, by=sam, step=step).step == kept
    assert LessonProgress.objects.get().finished_at


def test_the_list_costs_the_same_for_many(nadia, sam, django_assert_num_queries):
    courses = [make_course(nadia, slug=f"course-{n}") for n in range(3)]
    for course in courses:
        read(course, sam, 1)
        sit(course, sam)
    for some in (courses[:1], courses):
        with django_assert_num_queries(2):
            assert {one.state for one in progress.standings(sam, some)} == {"passed"}


def test_a_course_needs_a_successor(course, nadia, person, ada):
    dev = person("Dev Patel")
    assert "owner of 1 course" in str(leaving.holdings(nadia))
    leaving.leave(nadia, by=ada, successor=dev)
    course.refresh_from_db()
    assert course.owner_person == dev
    assert course.questions.get(key="words").person == dev

"""What a good question has, and what happens to it in the CMS."""

import pytest
from django.urls import reverse

from policy.learning import bank
from policy.models import Question
from portal import trail
from portal.roles import Role
from tests.policy.learning.making import make_course, sit

pytestmark = pytest.mark.django_db
R, W = {"right": True}, {"right": False}


@pytest.mark.parametrize(
    ("kind", "options", "guide", "good"),
    [
        ("single", [R, W], "", True),
        ("single", [R, R, W], "", False),
        ("single", [W, W], "", False),
        ("single", [R], "", False),
        ("several", [R, R, W], "", True),
        ("several", [R, W], "", True),
        ("several", [R, R], "", False),
        ("several", [W, W], "", False),
        ("order", [W, W, W], "", True),
        ("order", [W, W], "", False),
        ("free", [], "Look for a name.", True),
        ("free", [], " ", False),
        ("free", [R, W], "Look for a name.", False),
    ],
)
def test_what_a_question_needs(kind, options, guide, good):
    assert (bank.problem(kind, options, guide=guide) == "") is good


def form_of(question, /, **changes):
    """What the CMS sends for a question."""
    sent = {
        "course": question.course_id,
        "key": question.key,
        "kind": question.kind,
        "pool": question.pool,
        "part": question.part,
        "scenario": question.scenario,
        "question": question.question,
        "options-count": len(question.options),
    }
    for n, child in enumerate(question.options):
        sent |= {
            f"options-{n}-type": "option",
            f"options-{n}-order": n,
            f"options-{n}-id": child.id,
            f"options-{n}-deleted": "",
            f"options-{n}-value-text": child.value["text"],
            f"options-{n}-value-why": child.value["why"],
        }
        if child.value["right"]:
            sent[f"options-{n}-value-right"] = "on"
    return sent | changes


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia)
    return client


def url_of(question, view="edit"):
    return reverse(f"question_bank:{view}", args=[question.pk])


def test_an_editor_changes_and_retires_a_question(desk, course):
    one = Question.objects.get(key="plain-0")
    assert desk.post(url_of(one), form_of(one, question="Anew?", retired="on")).status_code == 302
    one.refresh_from_db()
    assert (one.question, one.version) == ("Anew?", 2)
    assert one.retired_at
    kinds = [event.kind for event in trail.about(one)]
    assert kinds[:2] == ["learning.question_retired", "learning.question_kept"]
    desk.post(url_of(one), form_of(one))
    one.refresh_from_db()
    assert one.retired_at is None


def test_key_and_course_stay(desk, nadia, course):
    other = make_course(nadia, slug="other")
    one = Question.objects.get(course=course, key="plain-0")
    desk.post(url_of(one), form_of(one, key="another", course=other.pk))
    one.refresh_from_db()
    assert (one.key, one.course_id) == ("plain-0", course.pk)


def test_a_question_that_lacks_something_comes_back(desk, course):
    one = Question.objects.get(key="plain-0")
    answer = desk.post(url_of(one), form_of(one, **{"options-1-value-right": "on"}))
    assert answer.status_code == 200
    assert "Mark exactly one option" in answer.content.decode()
    one.refresh_from_db()
    assert one.version == 1


def test_delete_retires(desk, course, sam):
    one = sit(course, sam).questions.first().source
    assert "Yes, retire it" in desk.get(url_of(one, "delete")).content.decode()
    desk.post(url_of(one, "delete"))
    one.refresh_from_db()
    assert one.retired_at


@pytest.mark.parametrize("role", [Role.FRONTLINE, Role.MANAGER, Role.CHAMPION, Role.SPONSOR])
def test_the_bank_is_for_editors(client, person, course, role):
    one = Question.objects.get(key="plain-0")
    client.force_login(person("Some Body", role))
    for view in ("edit", "delete"):
        assert client.post(url_of(one, view), form_of(one)).status_code == 403
    one.refresh_from_db()
    assert one.version == 1
    assert one.retired_at is None


def test_a_course_that_people_took_is_not_deleted(desk, course, sam):
    sit(course, sam)
    for page in (course, course.get_parent()):
        desk.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        course.refresh_from_db()


def test_a_lesson_practises_only_what_the_bank_has(desk, course):
    lesson = course.lessons()[1]
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    body = {
        "body-count": 1,
        "body-0-type": "try",
        "body-0-order": 0,
        "body-0-id": "",
        "body-0-deleted": "",
        "body-0-value-question": "nowhere",
    }
    sent = {"title": lesson.title, "slug": lesson.slug, "objective": "o", "minutes": 5}
    sent |= body | {"action-publish": "1", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    answer = desk.post(url, sent)
    assert "no question called nowhere" in answer.content.decode()
    desk.post(url, sent | {"body-0-value-question": "practice"})
    lesson.refresh_from_db()
    assert [block.block_type for block in lesson.body] == ["try"]

"""Taking a test through the services: whose, when, and what never changes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from policy.learning import answering, bank, resting, showing
from policy.learning.refusals import Refused
from policy.models import Attempt, AttemptQuestion, Certificate, Question
from portal import trail
from tests.policy.learning.making import make_course, rightly, sit, wrongly

pytestmark = pytest.mark.django_db


def kinds_of(attempt):
    return [event.kind for event in trail.about(attempt).order_by("sequence")]


@pytest.mark.parametrize(
    ("wrong", "outcome", "certificates"), [(0, "passed", 1), (1, "passed", 1), (2, "not_yet", 0)]
)
def test_a_test_ends_with_its_last_answer(course, sam, wrong, outcome, certificates):
    attempt = sit(course, sam, wrong=wrong)
    assert (attempt.outcome, attempt.right, attempt.score) == (outcome, 5 - wrong, 100 - 20 * wrong)
    assert Certificate.objects.filter(attempt=attempt).count() == certificates
    assert kinds_of(attempt) == ["learning.started", f"learning.{outcome}"]


def test_a_critical_one_that_is_wrong_is_not_yet(course, sam):
    attempt = answering.start(course, by=sam)
    questions = list(attempt.questions.order_by("-critical"))
    answering.answer(questions[0], by=sam, choice=wrongly(questions[0]))
    for one in questions[1:]:
        answering.answer(one, by=sam, choice=rightly(one))
    attempt.refresh_from_db()
    assert questions[0].critical
    assert attempt.score == 80
    assert attempt.outcome == "not_yet"


def test_until_the_last_answer_nothing_is_decided(course, sam):
    attempt = answering.start(course, by=sam)
    for one in list(attempt.questions.all())[:-1]:
        answering.answer(one, by=sam, choice=rightly(one))
    attempt.refresh_from_db()
    assert attempt.is_open
    assert attempt.outcome == ""
    assert not Certificate.objects.exists()


def test_starting_twice_is_starting_once(course, sam):
    assert answering.start(course, by=sam) == answering.start(course, by=sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            course=course,
            person=sam,
            kind="first",
            number=2,
            course_edition=1,
            course_title="x",
            pass_mark=80,
            asked=1,
        )


def test_somebody_elses_attempt_is_not_there(course, sam, amina, ada):
    one = answering.start(course, by=sam).questions.first()
    for stranger in (amina, ada):
        with pytest.raises(answering.NotYours):
            answering.answer(one, by=stranger, choice=rightly(one))
    one.refresh_from_db()
    assert one.right is None


def test_the_first_answer_counts(course, sam):
    one = answering.start(course, by=sam).questions.first()
    answering.answer(one, by=sam, choice=wrongly(one))
    with pytest.raises(answering.AlreadyAnswered) as refused:
        answering.answer(one, by=sam, choice=rightly(one))
    assert refused.value.status == 409
    assert refused.value.standing.right is False


def test_options_of_another_question_answer_nothing(course, sam):
    one, other = answering.start(course, by=sam).questions.all()[:2]
    for choice in ([], ["nonsense"], rightly(other), [option["id"] for option in one.options]):
        with pytest.raises(Refused) as refused:
            answering.answer(one, by=sam, choice=choice)
        assert refused.value.status == 422
    one.refresh_from_db()
    assert one.right is None
    assert one.choice is None


def test_editing_and_retiring_change_no_result(course, sam, nadia):
    attempt = sit(course, sam, wrong=2)
    before = list(attempt.questions.values())
    for asked in attempt.questions.all():
        source = Question.objects.get(pk=asked.source_id)
        source.question, source.scenario = "Another?", "Elsewhere"
        source.options = source.options.stream_block.to_python(
            [{"type": "option", "value": {"text": t, "right": t == "b", "why": "w"}} for t in "ab"]
        )
        kept = bank.keep(source, by=nadia)
        assert kept.version == asked.version + 1
        bank.retire(kept, by=nadia)
    assert list(attempt.questions.values()) == before
    shown = showing.asked(attempt.questions.first())
    assert shown.question.startswith("Question")
    assert shown.answer[0].why == "Why yes."


def test_before_the_answer_nothing_says_what_is_right(course, sam):
    one = answering.start(course, by=sam).questions.first()
    shown = showing.asked(one)
    assert not shown.answered
    assert not shown.says
    assert not shown.answer
    assert "Why" not in repr(shown)
    assert "right=True" not in repr(shown)


# Fridays, so that the weekend is no help; London is at GMT.
@pytest.mark.parametrize(
    ("failed_at", "opens"),
    [
        (datetime(2026, 1, 9, 10, tzinfo=UTC), datetime(2026, 1, 10, 8, tzinfo=UTC)),
        (datetime(2026, 1, 9, 23, tzinfo=UTC), datetime(2026, 1, 10, 8, tzinfo=UTC)),
        (datetime(2026, 1, 9, 1, tzinfo=UTC), datetime(2026, 1, 9, 8, tzinfo=UTC)),
        (datetime(2026, 1, 9, 4, tzinfo=UTC), datetime(2026, 1, 10, 8, tzinfo=UTC)),
    ],
)
def test_three_tries_then_a_rest_until_the_morning(course, sam, failed_at, opens):
    for minutes in (40, 20, 0):
        assert resting.until(course, person=sam, at=failed_at) is None
        sit(course, sam, wrong=5, at=failed_at - timedelta(minutes=minutes))
    assert resting.until(course, person=sam, at=failed_at) == opens
    with pytest.raises(Refused) as refused:
        answering.start(course, by=sam, at=opens - timedelta(seconds=1))
    assert refused.value.status == 409
    assert answering.start(course, by=sam, at=opens).number == 4


def test_a_pass_ends_the_count(course, sam):
    now = timezone.now()
    for days in (410, 409):
        sit(course, sam, wrong=5, at=now - timedelta(days=days))
    sit(course, sam, at=now - timedelta(days=408))
    sit(course, sam, wrong=4, at=now - timedelta(hours=1))
    assert resting.until(course, person=sam, at=now) is None


def test_while_the_certificate_is_good_there_is_no_test(course, sam):
    sit(course, sam)
    with pytest.raises(Refused) as refused:
        answering.start(course, by=sam)
    assert refused.value.status == 409


def test_a_course_without_questions_says_who_looks_after_it(nadia, sam):
    course = make_course(nadia, plain=0, critical=0)
    with pytest.raises(Refused, match="Nadia Brandt"):
        answering.start(course, by=sam)


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_give_one_answer(course, sam):
    one = answering.start(course, by=sam).questions.first()
    choices = [rightly(one), wrongly(one)] * 2

    def answer(choice):
        try:
            return answering.answer(one, by=sam, choice=choice).right
        except answering.AlreadyAnswered:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(answer, choices))
    stored = AttemptQuestion.objects.get(pk=one.pk)
    assert [one for one in outcomes if one is not None] == [stored.right]

"""Which questions are asked."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from policy.learning import answering, bank, drawing
from policy.models import Question
from tests.policy.learning.making import make_course, question, sit

pytestmark = pytest.mark.django_db


def drawn(course, person, kind="first", seed=1):
    rng = random.Random(seed)
    return {one.key: one for one in drawing.draw(course, person=person, kind=kind, rng=rng)}


@pytest.mark.parametrize("seed", range(8))
def test_every_draw_has_its_critical_ones_and_nothing_from_practice(nadia, sam, seed):
    course = make_course(nadia, plain=20, critical=3, refresher=3)
    keys = drawn(course, sam, seed=seed)
    assert len(keys) == course.draw
    assert sum(one.critical for one in keys.values()) >= course.critical_per_draw
    assert not {"practice", "words"} & set(keys)
    assert all(one.pool == "first" for one in keys.values())


def test_a_small_bank_gives_what_it_has(nadia, sam):
    course = make_course(nadia, plain=1, critical=1)
    assert set(drawn(course, sam)) == {"plain-0", "critical-0"}


def test_a_retired_question_is_not_drawn(nadia, sam):
    course = make_course(nadia, plain=1, critical=1)
    bank.retire(Question.objects.get(key="plain-0"), by=nadia)
    assert set(drawn(course, sam)) == {"critical-0"}


def test_the_next_try_asks_other_questions(nadia, sam):
    course = make_course(nadia, plain=8, critical=4)
    first = set(sit(course, sam, wrong=5).questions.values_list("source", flat=True))
    second = answering.start(course, by=sam)
    assert not first & set(second.questions.values_list("source", flat=True))


def test_a_bank_that_is_used_up_asks_again(nadia, sam):
    course = make_course(nadia, plain=2, critical=1)
    sit(course, sam, wrong=3)
    assert answering.start(course, by=sam).asked == 3


def test_the_refresher_draws_its_own_pool_then_both(nadia, sam):
    course = make_course(nadia, plain=6, critical=2, refresher=3)
    keys = drawn(course, sam, kind="refresher")
    assert {"refresher-0", "refresher-1", "refresher-2"} < set(keys)
    assert len(keys) == course.refresher_draw


def test_the_second_refresher_has_other_moments(nadia, sam):
    course = make_course(nadia, refresher=8, refresher_draw=4, critical_per_draw=1)
    long_ago = timezone.now() - timedelta(days=400)
    sit(course, sam, at=long_ago)
    one = sit(course, sam, wrong=4)
    two = answering.start(course, by=sam)
    assert one.kind == two.kind == "refresher"
    sources = [set(each.questions.values_list("source", flat=True)) for each in (one, two)]
    assert not sources[0] & sources[1]


@pytest.mark.parametrize("kind", ["single", "several", "order"])
def test_frozen_options_say_nothing_by_id_or_place(nadia, course, sam, kind):
    one = question(course, "frozen", by=nadia, kind=kind)
    first, second = (
        drawing.freeze(one, attempt=None, number=1, rng=random.Random(seed)) for seed in (1, 5)
    )
    stored = {option["id"] for option in one.option_list()}
    ids = [{option["id"] for option in each.options} for each in (first, second)]
    assert not ids[0] & ids[1]
    assert not ids[0] & stored
    texts = [[option["text"] for option in each.options] for each in (first, second)]
    assert texts[0] != texts[1]
    assert sorted(texts[0]) == sorted(texts[1])
    if kind == "order":
        by_id = {option["id"]: option["text"] for option in first.options}
        assert [by_id[one] for one in first.right_order] == ["one", "two", "three"]

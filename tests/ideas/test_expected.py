"""What like ideas took: nearest rank, one query to read, and silence below ten."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from ideas import expected
from ideas.compact import State
from ideas.models import Idea, Step
from tests.ideas.clocked import DAY, MONDAY, at, share


@pytest.fixture(autouse=True)
def fresh_day():
    cache.clear()
    with at(MONDAY):
        yield
    cache.clear()


def finished(author, days, *, to=State.TRIAL, **fields):
    """An idea that got there, so many days after it was shared."""
    number = Idea.objects.count()
    shared_at = timezone.now() - timedelta(days=days + 5)
    idea = Idea.objects.create(
        author=author,
        token=f"draft-done{number:05}",
        reference=f"HERO-2025-{number:04}",
        submitted_at=shared_at,
        state=State.LEARNED,
        **fields,
    )
    Step.objects.create(
        idea=idea,
        verb="sign",
        by=author,
        party="author",
        before=State.COUNTERSIGN,
        after=to,
        round=1,
        at=shared_at + timedelta(days=days),
    )
    return idea


@pytest.mark.parametrize(
    ("n", "percent", "place"),
    [(10, 50, 4), (10, 80, 7), (11, 50, 5), (11, 80, 8), (1, 50, 0), (1, 80, 0), (100, 80, 79)],
)
def test_nearest_rank(n, percent, place):
    assert expected.rank(n, percent) == place


def test_half_of_them_and_four_of_five(amina):
    idea = share(amina)
    for days in (9, 3, 5, 1, 7, 2, 8, 4, 6, 30):
        finished(amina, days)
    found = expected.finish(idea)
    assert (found.n, found.sealed) == (10, True)
    assert found.median_date == idea.submitted_at + 5 * DAY
    assert found.late_date == idea.submitted_at + 8 * DAY


def test_below_ten_we_do_not_know(amina):
    idea = share(amina)
    for days in range(1, 10):
        finished(amina, days)
    assert expected.finish(idea) is None


@pytest.mark.parametrize(
    "other",
    [
        {"technology": True},
        {"tripwires": {"T5": True}},
        {"tripwires": {"T2": True}},
        {"to": State.SIGN_OFF},
    ],
)
def test_other_ideas_do_not_count(amina, other):
    """Another route, another lane, or not there yet."""
    idea = share(amina)
    for days in range(1, 10):
        finished(amina, days, tripwires={"T1": False})
    finished(amina, 10, **other)
    assert expected.finish(idea) is None


@pytest.mark.parametrize(
    ("technology", "tripwires"),
    [(True, {}), (None, {"T5": True}), (False, {"T2": True, "T5": False}), (None, {})],
)
def test_like_ideas_are_found_whatever_their_route(amina, technology, tripwires):
    fields = {"technology": technology, "tripwires": tripwires}
    idea = Idea(submitted_at=timezone.now(), state=State.ASSESSING, **fields)
    for days in range(1, 11):
        finished(amina, days, **fields)
    assert expected.finish(idea).n == 10


def test_in_the_trial_the_end_is_expected(amina):
    for days in range(1, 11):
        finished(amina, days)
        finished(amina, days + 40, to=State.CELEBRATED)
    idea = Idea(submitted_at=timezone.now(), state=State.TRIAL, technology=False)
    found = expected.finish(idea)
    assert (found.sealed, found.median_date) == (False, idea.submitted_at + 45 * DAY)


def test_what_is_over_a_year_ago_is_another_time(amina):
    idea = share(amina)
    for days in range(1, 11):
        finished(amina, days)
    old = Step.objects.first()
    Step.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=366))
    assert expected.finish(idea) is None


def test_it_is_reckoned_once_a_day(amina, django_assert_max_num_queries):
    idea = share(amina)
    for days in range(1, 11):
        finished(amina, days)
    with django_assert_max_num_queries(3):
        first = expected.finish(idea)
    finished(amina, 50)
    with django_assert_max_num_queries(0):  # the cache of the tests is in memory
        assert expected.finish(idea) == first
    with at(MONDAY + DAY):
        assert expected.finish(idea).n == 11


def test_nothing_is_expected_where_nothing_goes_on(amina):
    assert expected.finish(Idea(author=amina)) is None
    assert expected.finish(finished(amina, 3)) is None


@pytest.mark.parametrize(
    ("done", "later", "says"),
    [
        (9, 0, "not enough data yet"),
        (10, 0, "Expected to be sealed by Fri 22 May, as half of 10 ideas like this one were"),
        (10, 7, "Expected to be sealed by Fri 22 May, as half of 10 ideas like this one were"),
        (10, 9, "Four of five ideas like this one were there by Mon 25 May"),
    ],
)
def test_the_page_says_what_to_expect(client, amina, sam, done, later, says):
    idea = share(amina)
    for days in range(done):
        finished(amina, days)
    with at(MONDAY + later * DAY):
        client.force_login(sam)
        page = " ".join(client.get(idea.get_absolute_url()).content.decode().split())
    assert says in page
    first_words = "A first answer in person was promised by" if later else "in person is promised"
    assert first_words in page

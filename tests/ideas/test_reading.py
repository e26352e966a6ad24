"""Many tables in one query: what comes back is what Django would have read by itself."""

import pytest

from ideas import reading, support
from ideas.models import Idea, Support
from tests.ideas import playing

WHOLES = {
    name: whole for name, whole in vars(reading).items() if isinstance(whole, reading.Together)
}


@pytest.fixture
def tried(shared, farida):
    """An idea with something in nearly every table."""
    playing.trial(shared, backer=farida)
    return Idea.objects.get(pk=shared.pk)


def values(row):
    """What stands in a row, as Django has it."""
    return {name: value for name, value in vars(row).items() if name[0] != "_"}


@pytest.mark.parametrize("name", WHOLES)
def test_rows_are_those_that_django_reads(tried, name, django_assert_num_queries):
    whole = WHOLES[name]
    with django_assert_num_queries(1):
        told = whole.about(tried.pk)
    found = {part: list(query(tried.pk)) for part, query in whole.parts.items()}
    assert {part: [*map(values, rows)] for part, rows in told.items()} == {
        part: [*map(values, rows)] for part, rows in found.items()
    }
    assert any(found.values())


def test_what_was_read_asks_nothing_more(tried, django_assert_num_queries):
    idea = reading.around(Idea.objects.get(pk=tried.pk), reading.OF_WORK)
    with django_assert_num_queries(0):
        said = [str(step.by) for step in idea.steps.all()]
        assert len(said) == len(idea.steps.all()) > 2
        assert {seal.signer for seal in idea.signatures.all()} >= {idea.author}
        (assessment,) = reading.part(idea, "assessment")
        assert assessment.criteria.newest >= 1
        assert [one for risk in assessment.risks.all() for one in risk.first_scores.all()]


def test_another_idea_is_another_answer(tried, amina):
    other = Idea.objects.create(author=amina, token="draft-amina002", title="Another")
    told = reading.OF_WORK.about(other.pk)
    assert not told["steps"]
    assert not told["risks"]


def test_those_who_were_behind_it_first_are_not_all(shared, person):
    for number in range(reading.FIRST + 1):
        Support.objects.create(idea=shared, person=person(f"Person {number}"))
    idea = reading.around(Idea.objects.get(pk=shared.pk))
    assert len(support.first_names(idea)) == reading.FIRST
    assert idea.support.count() == len(idea.support.all()) == reading.FIRST + 1

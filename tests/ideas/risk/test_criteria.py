"""The editions of the criteria: one is always there, and only a good one comes after it."""

import copy

import pytest

from ideas.models import Assessment, Criteria
from ideas.risk import body, criteria, defaults
from portal import trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def edited():
    """A body that differs from edition 1 in one word."""
    changed = copy.deepcopy(defaults.body())
    changed["columns"][0]["anchors"][0] = "Somebody sighs"
    return changed


def test_edition_one_stands_from_the_start():
    edition = criteria.current()
    assert (edition.number, edition.body, edition.made_by) == (1, defaults.body(), None)
    criteria.keep()
    assert Criteria.objects.count() == 1


def test_the_first_edition_is_a_good_one():
    assert body.check(defaults.body()) is None

"""A course of Nadia's, for everybody."""

import pytest

from tests.policy.learning.making import make_course


@pytest.fixture
def course(nadia):
    return make_course(nadia)

"""Larkfield in small: a policy of Nadia's, the course that gives its licence, and two topics."""

import pytest

from tests.policy import speaking


@pytest.fixture
def larkfield_speaks(nadia, ada, priya):
    """The policy is out, the course stands, nobody is cleared yet."""
    return speaking.begin(nadia, by=ada, pass_to=priya)


@pytest.fixture
def world(larkfield_speaks):
    """The same, for tests that speak of little else."""
    return larkfield_speaks


@pytest.fixture
def cast(amina, marcus, priya, tomasz, nadia, farida, sam, ada):
    """Everybody by first name."""
    everybody = (amina, marcus, priya, tomasz, nadia, farida, sam, ada)
    return {one.first_name: one for one in everybody}

"""Ideas that came all the way."""

import pytest
from django.core.cache import cache

from ideas import services
from tests.home.counted import company, many  # noqa: F401
from tests.ideas import playing
from tests.ideas.conftest import draft, shared  # noqa: F401
from tests.ideas.delivery.conftest import (  # noqa: F401
    counted,
    launched,
    sealed,
    told,
)


@pytest.fixture(autouse=True)
def nothing_kept():
    """What was counted for a test before is not for this one."""
    cache.clear()


@pytest.fixture
def celebrated(counted):  # noqa: F811
    """Amina's kettle: confirmed by somebody else, with boots for the whole chain."""
    answers = {"grade": "B", "note": "I counted a week."}
    services.perform(counted, "confirm", by=counted.holder, answers=answers)
    return playing.fresh(counted)

"""An idea with all its seals on, and one whose trial has begun."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ideas import services
from ideas.compact import Party
from ideas.delivery import planning, results
from tests.ideas import playing

PLAN = {
    "where": "Leeds, the returns desk",
    "measure": "Minutes in the queue",
    "unit": "minutes",
    "baseline": Decimal("9"),
    "baseline_source": "A stopwatch, one week in May",
    "comparison": "The four weeks before",
    "stop_rule": "Somebody is scalded",
}
TOLD = {"effect": "better", "words": "They sit and chat.", "lesson": "Buy a big kettle."}
FIGURE = {
    "kind": "effort",
    "what": "Minutes in the queue",
    "unit": "minutes",
    "before": Decimal("9"),
    "after": Decimal("4.5"),
    "source": "A stopwatch, four weeks",
}


def people_of(idea, sam, ada):
    return {
        "author": idea.author,
        "sponsor": idea.seated(Party.SPONSOR),
        "assessor": idea.seated(Party.ASSESSOR),
        "stranger": sam,
        "administrator": ada,
    }


@pytest.fixture
def sealed(shared, priya, farida):
    """Amina's idea in trial: Farida backs it, nothing is planned yet. Priya could verify."""
    return playing.trial(shared, backer=farida)


def planned(idea, **changes):
    sponsor = idea.seated(Party.SPONSOR)
    fields = PLAN | {"ends_on": timezone.localdate() + timedelta(days=28), "hours_pledged": 4}
    planning.save(idea, by=sponsor, version=1, **fields | changes)
    return playing.fresh(idea)


def verified(idea):
    """Whatever was to be done about risks is done, and somebody else looked."""
    from ideas.models import Mitigation

    Mitigation.objects.filter(risk__assessment__idea=idea).update(status="verified")
    return idea


@pytest.fixture
def launched(sealed):
    services.perform(verified(planned(sealed)), "launch", by=sealed.seated(Party.SPONSOR))
    return playing.fresh(sealed)


@pytest.fixture
def told(launched):
    """The result is told, with a figure."""
    results.tell(launched, by=launched.author, version=1, **TOLD)
    results.add_figure(launched, by=launched.author, **FIGURE)
    return playing.fresh(launched)


@pytest.fixture
def counted(told):
    """Somebody else checks it now."""
    services.perform(told, "finish", by=told.author)
    return playing.fresh(told)

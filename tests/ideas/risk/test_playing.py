"""The way from a sentence to the last seal, by the services only."""

import pytest

from ideas.compact import State
from tests.ideas import playing


@pytest.mark.parametrize("technology", [False, True])
def test_an_idea_is_weighed_backed_fitted_and_sealed(shared, technology, priya, tomasz):
    shared.technology = technology
    shared.save()
    idea = playing.weighed(shared, backer=priya, champion=tomasz)
    assert idea.state == State.SPONSORSHIP
    assert playing.sealed_by(idea, "sponsor", "sponsor").state == (
        State.SIGN_OFF if technology else State.COUNTERSIGN
    )


def test_a_trial_begins_with_the_last_seal(shared, priya):
    assert playing.trial(shared, backer=priya).state == State.TRIAL

"""The due dates of ideas in a person's own calendar: the same days as on their desk."""

import pytest
from django.utils import timezone

from ideas import desk, feed
from ideas.models import Idea
from portal import clock


@pytest.mark.parametrize("answered", [False, True])
def test_the_day_is_the_one_that_the_desk_says(shared, answered):
    """Until a person has written back, that is what was promised for soonest."""
    if answered:
        Idea.objects.update(first_reply_at=timezone.now())
    shared.refresh_from_db()
    (entry,) = feed.due(shared.holder)
    promised = shared.due_at if answered else shared.reply_by
    assert entry.due == promised.astimezone(clock.zone_of(shared.holder)).date()
    assert desk.by_when(shared) == promised
    assert shared.reply_by < shared.due_at


def test_a_confidential_idea_is_a_number(shared):
    Idea.objects.update(confidential=True)
    (entry,) = feed.due(shared.holder)
    assert (shared.title in entry.title, shared.reference in entry.title) == (False, True)

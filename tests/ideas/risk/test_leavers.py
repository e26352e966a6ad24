"""What somebody who leaves was asked or was to do goes on with somebody who is there."""

import pytest

from ideas.models import Consultation, Idea, Mitigation
from portal.models import Notice
from portal.people import leaving
from tests.ideas import playing


@pytest.fixture
def gone(risk, leo, sam, joy, marcus, ada):
    """Leo, who was asked, and Sam, who was to do something, leave. Joy takes over from Leo."""

    def leave(manager=None, state="assessing"):
        sam.manager = manager
        sam.save()
        playing.mitigate(risk, marcus, owner=sam)
        Idea.objects.update(state=state)
        leaving.leave(leo, by=ada, successor=joy)
        leaving.leave(sam, by=ada)
        return Consultation.objects.get(), Mitigation.objects.get()

    return leave


def test_somebody_else_is_asked_and_does_it(gone, joy, priya):
    asked, mitigation = gone(manager=priya)
    assert (asked.person, mitigation.owner) == (joy, priya)
    assert Notice.objects.filter(person=joy, kind="idea.consulted", settled_at=None).exists()
    assert Notice.objects.filter(person=priya, kind="idea.mitigation_yours").exists()


def test_a_manager_who_may_not_see_it_does_not_get_it(gone, full, priya, marcus, sam):
    Idea.objects.update(confidential=True)
    full.co_authors.create(person=sam, confirmed_at=full.submitted_at)  # so he sees it
    assert gone(manager=priya)[1].owner == marcus


def test_where_nobody_works_on_it_everything_stays(gone, leo, sam):
    asked, mitigation = gone(state="learned")
    assert (asked.person, mitigation.owner) == (leo, sam)


def test_what_was_verified_stays_as_it_was_done(full, risk, sam, marcus, ada):
    from ideas.risk import mitigating

    planned = playing.mitigate(risk, marcus, owner=sam)
    mitigating.progress(planned, by=sam, status="in_place", evidence="Look.")
    mitigating.progress(planned, by=marcus, status="verified")
    leaving.leave(sam, by=ada)
    assert Mitigation.objects.get().owner == sam

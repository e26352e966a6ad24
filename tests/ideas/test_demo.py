"""The demo's ideas: everything came about as a click would have made it."""

import pytest

from ideas.compact import State
from ideas.demo import loader
from ideas.models import ChallengePage, Idea
from portal import trail
from portal.demo.loader import load as load_people
from portal.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def larkfield(django_db_setup, django_db_blocker):
    """The demo, once for all the tests of this file; they only look."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load_people()
        loader.load()
        yield
        transaction.set_rollback(True)


def idea(words):
    return Idea.objects.get(title__contains=words)


def states():
    return dict(Idea.objects.values_list("title", "state"))


def test_the_ten_ideas_a_confidential_one_and_a_draft(larkfield):
    there = sorted(states().values())
    assert there == sorted([State.DRAFT, State.CLARIFYING, State.DECLINED] + [State.ASSESSING] * 9)
    numbers = sorted(
        int(reference[-4:])
        for reference in Idea.objects.shared().values_list("reference", flat=True)
    )
    assert numbers == list(range(1, 12))


def test_everything_under_way_is_in_somebodys_hands(larkfield):
    for one in Idea.objects.exclude(state__in=[State.DRAFT, State.DECLINED]):
        assert one.holder_id, one
        assert one.due_at, one
        assert one.author_id != one.holder_id or one.state == State.CLARIFYING, one


def test_marcus_weighs_aminas_idea_and_answered_her(larkfield):
    name = idea("Name the person")
    assert (str(name.author), str(name.holder)) == ("Amina Yusuf", "Marcus Bell")
    assert name.first_reply_at
    assert name.supporters == name.support.count() == 5
    assert [str(one.person) for one in name.co_authors.all()] == ["Sunita Rao"]
    kinds = {event.kind for event in trail.about(name)}
    assert {"idea.submit", "idea.backed", "idea.co_author_joined"} <= kinds


def test_ines_was_asked_and_holds_the_answer(larkfield):
    parts = idea("spare parts")
    assert (parts.state, str(parts.holder)) == (State.CLARIFYING, "Ines Haddad")
    assert parts.steps.get(verb="ask").words["question"].startswith("Which parts")


def test_the_no_says_why_and_what_would_make_it_a_yes(larkfield):
    words = idea("bot").steps.get(verb="decline").words
    assert all(words[name] for name in ("reason", "would_be_yes", "look_again"))


def test_the_night_crews_own_way_is_kept_from_their_manager(larkfield):
    swap = idea("swap board")
    assert swap.kind == Idea.Kind.ALREADY
    assert swap.hidden_from_manager
    assert swap.holder != swap.author.manager
    assert swap not in Idea.objects.visible_to(swap.author.manager)


def test_the_confidential_idea_is_for_two_people(larkfield):
    lock = idea("A lock")
    seeing = {
        person.username
        for person in User.objects.all()
        if Idea.objects.visible_to(person).filter(pk=lock.pk).exists()
    }
    assert seeing == {"anna.kowalska", lock.holder.username}


def test_one_challenge_is_open_and_one_waits_for_its_decision(larkfield):
    open_one, closed = ChallengePage.objects.live().order_by("-closes_on")
    assert (open_one.is_open, closed.is_open) == (True, False)
    assert closed.decides_on > closed.closes_on
    assert {str(open_one.leader), str(closed.leader)} == {"Farida Haddad", "Helen Marsh"}
    assert open_one.ideas.count() == closed.ideas.count() == 2


def test_every_history_holds(larkfield):
    assert Idea.objects.count() == 12
    for one in Idea.objects.all():
        events = list(trail.about(one))
        assert [event.sequence for event in events] == list(range(len(events), 0, -1))
        assert all(trail.mac_of(event) == event.mac for event in events)

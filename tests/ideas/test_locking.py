"""An idea in the hand of a service: locked, read anew, and asked about once."""

from unittest.mock import Mock, patch

import pytest
from django.db.transaction import TransactionManagementError
from django.urls import reverse

from ideas import locking, seats, services, support, talk
from ideas.compact import Party, State
from ideas.models import CoAuthor, Idea


def test_an_idea_is_locked_inside_a_transaction_only(shared):
    assert locking.locked(shared) == shared
    outside = patch.object(locking, "connection", Mock(in_atomic_block=False))
    with outside, pytest.raises(TransactionManagementError):
        locking.locked(shared)


def test_nothing_that_was_seen_before_the_lock_is_kept(shared, marcus, priya, joy):
    assert (shared.seated(Party.ASSESSOR), list(shared.co_authors.all())) == (marcus, [])
    services.reseat(shared, Party.ASSESSOR, priya, by=None)
    CoAuthor.objects.create(idea=shared, person=joy)
    now = locking.locked(shared)
    assert (now.seated(Party.ASSESSOR), now.holder) == (priya, priya)
    assert [row.person for row in now.co_authors.all()] == [joy]


def test_who_was_seated_since_is_known(shared, farida):
    idea = locking.locked(shared)
    assert idea.seated(Party.SPONSOR) is None
    seats.fill(idea, Party.SPONSOR, farida, by=None)
    assert idea.seated(Party.SPONSOR) == farida
    assert locking.anew(idea).seated(Party.SPONSOR) == farida
    seats.vacate(idea, Party.SPONSOR)
    assert idea.seated(Party.SPONSOR) is None


def test_an_idea_that_is_gone_is_not_found(shared):
    with pytest.raises(Idea.DoesNotExist):
        locking.locked(Idea(pk=shared.pk + 1))


# What each write may ask and say, savepoints of the test around it included.
@pytest.mark.parametrize(
    ("write", "statements"),
    [
        (lambda idea, me: services.perform(idea, "ask", by=me, answers={"question": "Why?"}), 22),
        (lambda idea, me: talk.say(idea=idea, by=me, text="Good!", for_whom="everyone"), 16),
        (lambda idea, me: support.give(idea=idea, person=me, mine_too=True), 13),
    ],
    ids=["a move", "a comment", "support"],
)
def test_a_write_asks_little(shared, marcus, write, statements, django_assert_num_queries):
    with django_assert_num_queries(statements):
        write(shared, marcus)


def test_an_idea_is_sent_with_few_statements(client, draft, amina, django_assert_num_queries):
    client.force_login(amina)
    words = {"title": draft.title, "moment": draft.moment, "help": draft.help}
    sent = words | {"version": draft.version, "kind": "new", "technology": "no", "do": "send"}
    with django_assert_num_queries(53):
        client.post(reverse("ideas:edit", args=[draft.slug]), sent)
    draft.refresh_from_db()
    assert draft.state == State.ASSESSING

"""A leaver's seats never stay behind."""

import pytest
from django.db import transaction

from ideas.compact import Party
from ideas.models import Idea, IdeaSeat
from portal import people
from portal.models import Notice
from portal.roles import Role


def test_what_a_leaver_weighs_goes_to_the_successor(shared, marcus, priya, ada):
    before = shared.due_at
    people.leave(marcus, by=ada, successor=priya)
    idea = Idea.objects.get()
    assert (idea.holder, idea.seated(Party.ASSESSOR)) == (priya, priya)
    assert idea.due_at >= before
    assert not IdeaSeat.objects.filter(user=marcus).exists()
    assert Notice.objects.filter(person=priya, kind="idea.hand-over.turn").count() == 1


def test_a_leaver_who_weighs_needs_a_successor(shared, marcus, ada):
    with pytest.raises(people.Refused, match="a seat in 1 idea"), transaction.atomic():
        people.leave(marcus, by=ada)
    assert Idea.objects.get().holder == marcus


def test_a_successor_who_may_not_weigh_it_is_passed_over(shared, marcus, amina, ada, person):
    other = person("Bola Akande", Role.MANAGER)
    people.leave(marcus, by=ada, successor=amina)  # she is its author
    assert Idea.objects.get().holder == other


def test_where_nobody_may_weigh_it_nobody_leaves(shared, marcus, sam, ada):
    with pytest.raises(people.Refused, match="No manager"), transaction.atomic():
        people.leave(marcus, by=ada, successor=sam)
    marcus.refresh_from_db()
    assert marcus.is_active
    assert Idea.objects.get().holder == marcus

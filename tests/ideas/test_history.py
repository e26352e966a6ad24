"""The history in words: complete for the people involved, and only what is open for others."""

import pytest
from django.urls import reverse

from ideas import history, services, support
from ideas.audience import Names
from ideas.compact import MOVES
from ideas.models import Idea
from portal import trail


def lines(client, idea, person, query=""):
    client.force_login(person)
    url = reverse("ideas:history", args=[idea.reference]) + query
    return client.get(url).content.decode().split("<main")[1].split("</main")[0]


def test_what_happened_is_told_newest_first(client, shared, amina, marcus):
    services.perform(shared, "ask", by=marcus, answers={"question": "Which till?"})
    page = lines(client, shared, amina)
    told = ["Marcus Bell asked a question.", "Amina Yusuf shared the idea.", "took a seat"]
    assert [sentence in page for sentence in told] == [True, True, True]
    assert page.index(told[0]) < page.index(told[1])
    assert "Which till?" not in page


def test_kinds_are_for_the_people_involved_until_they_are_named(client, shared, amina, sam):
    from django.db import transaction

    if "idea.of_a_test" not in trail.KINDS:
        trail.register("idea.of_a_test", "%(actor)s whispered.")
    with transaction.atomic():
        trail.record("idea.of_a_test", actor=amina, subject=shared)
    assert "whispered" in lines(client, shared, amina)
    assert "whispered" not in lines(client, shared, sam)


def test_every_open_kind_is_declared():
    assert set(trail.KINDS) >= history.OPEN
    assert {move.event for move in MOVES} - history.OPEN == {"idea.discard"}


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_tell_everything_once(shared, sam, joy, size):
    for person in (sam, joy):
        support.give(idea=shared, person=person)
    names = Names(shared, True)
    seen, before = [], None
    while True:
        page = history.page(shared, names, involved=True, before=before, size=size)
        seen += page.lines
        before = page.before
        if before is None:
            break
    assert len(seen) == trail.about(shared).count()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²"])
def test_a_place_that_makes_no_sense_gives_the_newest(client, shared, sam, before):
    assert "shared the idea" in lines(client, shared, sam, f"?before={before}")


def test_a_pen_name_stands_in_the_history(client, shared, amina, sam, marcus):
    Idea.objects.filter(pk=shared.pk).update(pen_name="The Owl")
    assert "The Owl shared the idea." in lines(client, shared, sam)
    assert "Amina Yusuf shared the idea." in lines(client, shared, marcus)

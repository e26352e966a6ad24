"""“We are already doing this” in three questions, and ideas for a challenge."""

from datetime import date

import pytest
import time_machine

from home.models import HomePage
from ideas.models import ChallengeIndexPage, ChallengePage, Idea
from portal.models import Notice
from tests.ideas.door import DONE, NEW, TOLD, hidden, send


@pytest.fixture
def door(client, amina):
    client.force_login(amina)
    return client


def test_three_questions_are_enough_and_an_answer_is_due_within_a_day(door, marcus):
    with time_machine.travel("2026-05-18 09:00:00+01:00", tick=False):
        page = door.get(NEW, {"kind": "already"}).content.decode()
        answer = send(door, DONE)
    assert "Nobody is in trouble" in page
    assert "What would help?" not in page
    idea = Idea.objects.get()
    assert answer.url == idea.get_absolute_url()
    assert idea.already == {"what": DONE["what"], "since": "March", "risk": "A trip."}
    assert (idea.holder, idea.title) == (marcus, "We hand out chairs.")
    assert idea.due_at.date().isoformat() == "2026-05-19"


def test_a_new_idea_has_five_days(door):
    with time_machine.travel("2026-05-18 09:00:00+01:00", tick=False):
        send(door)
    # the Monday after is a bank holiday
    assert Idea.objects.get().due_at.date().isoformat() == "2026-05-26"


@pytest.mark.parametrize(("kind", "holder"), [("already", "Priya"), ("new", "Marcus")])
def test_hidden_from_the_line_manager_another_one_looks(door, marcus, priya, kind, holder):
    send(door, TOLD | DONE | {"kind": kind, "hidden_from_manager": "on"})
    idea = Idea.objects.get()
    assert idea.holder.first_name == holder
    assert Idea.objects.visible_to(marcus).exists() is (kind == "new")
    assert Notice.objects.filter(person=marcus).exists() is (kind == "new")


def test_already_without_saying_what_asks_for_it(door):
    response = send(door, DONE | {"what": ""})
    assert response.status_code == 422
    assert "Tell us what you are already doing" in response.content.decode()


def test_changing_one_s_mind_loses_no_words(door):
    token = hidden(door.get(NEW), "draft")
    there = send(door, do="already", draft=token).url
    page = door.get(there)
    assert "Nobody is in trouble" in page.content.decode()
    form = page.context["form"]
    kept = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    back = send(door, kept | DONE, do="new", path=there, version=hidden(page, "version"))
    idea = Idea.objects.get()
    assert back.url == there
    assert (idea.kind, idea.help) == ("new", TOLD["help"])
    assert (idea.already["what"], idea.tripwires["T3"]) == (DONE["what"], True)


@pytest.fixture
def challenge(amina, db):
    home = HomePage.objects.get()
    index = home.get_children().type(ChallengeIndexPage).first() or home.add_child(
        instance=ChallengeIndexPage(title="Challenges", slug="challenges-of-a-test")
    )
    page = ChallengePage(
        title="Waiting",
        question="What makes waiting easier?",
        leader=amina,
        why="<p>Because.</p>",
        good="<p>Chairs.</p>",
        opens_on=date(2026, 5, 1),
        closes_on=date(2026, 5, 31),
        decides_on=date(2026, 6, 15),
    )
    return index.add_child(instance=page)


@pytest.mark.parametrize(
    ("today", "status"), [("2026-05-01", 302), ("2026-05-31", 302), ("2026-06-01", 422)]
)
def test_an_idea_joins_a_challenge_while_it_is_open(door, challenge, today, status):
    with time_machine.travel(f"{today} 12:00:00+01:00", tick=False):
        page = door.get(NEW, {"challenge": challenge.pk})
        answer = send(
            door, TOLD | {"challenge": page.context["form"]["challenge"].value()}, do="save"
        )
    assert answer.status_code == status
    if status == 302:
        assert Idea.objects.get().challenge == challenge
        with time_machine.travel("2026-07-01", tick=False):  # it stays there after closing
            edit = send(door, TOLD | {"challenge": challenge.pk}, "save", answer.url, version=1)
        assert edit.status_code == 302

"""Beside the desk: how full somebody is, their month, and what they looked at."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from home import desk as desks
from ideas import glances, taking
from ideas.compact import Party, State
from ideas.models import Comment, Glance, Step
from tests.home.making import laid

TUESDAY = datetime(2026, 5, 19, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def test_the_switch_and_the_limit(client, amina, marcus):
    for _idea in range(2):
        laid(amina, assessor=marcus)
    laid(marcus, State.TRIAL, sponsor=amina)  # one's own is no load
    client.force_login(marcus)
    page = client.get("/desk/").content.decode()
    assert "Two of five ideas to decide on." in page
    key = {"submission_key": "k" * 32}
    for _click in range(2):
        assert client.post("/desk/full/", {"is_full": "yes", **key}).url == "/desk/#room"
    marcus.refresh_from_db()
    assert marcus.is_full
    assert "I have room again" in client.get("/desk/").content.decode()
    client.post("/desk/full/", {"is_full": "no"})
    marcus.refresh_from_db()
    assert not marcus.is_full
    assert taking.room_of(marcus) == taking.Room(2, 5, False)
    marcus.load_limit = 2
    assert taking.room_of(marcus).left == 0


def test_the_month_counts_people_and_not_clicks(amina, sam, marcus):
    of_amina, of_sam, own = (laid(one, State.DECLINED) for one in (amina, sam, marcus))
    began = desks.desk_of(marcus).began
    assert began.isoformat() == "2026-05-01T00:00:00+01:00"
    assert desks.desk_of(marcus).heard == 0

    def step(idea, at):
        Step.objects.create(
            idea=idea,
            verb="ask",
            by=marcus,
            party=Party.ASSESSOR,
            before=State.ASSESSING,
            after=State.CLARIFYING,
            round=1,
            at=at,
        )

    step(of_sam, began - timedelta(minutes=1))
    assert desks.desk_of(marcus).heard == 0
    step(of_amina, began)
    for idea in (of_amina, own):
        Comment.objects.create(idea=idea, author=marcus, text="Tea?", audience="everyone")
    assert desks.desk_of(marcus).heard == 1
    Comment.objects.create(idea=of_sam, author=marcus, text="Tea?", audience="everyone")
    assert desks.desk_of(marcus).heard == 2
    assert desks.desk_of(sam).heard == 0


def test_a_look_counts_once_a_day_and_only_for_who_has_a_seat(client, amina, marcus, sam):
    idea = laid(amina, assessor=marcus)
    for person in (marcus, marcus, amina, sam):
        client.force_login(person)
        client.get(idea.get_absolute_url())
    glance = Glance.objects.get()
    assert (glance.person, glance.days, glance.at) == (marcus, 1, TUESDAY)
    with time_machine.travel(TUESDAY + timedelta(days=1), tick=False):
        glances.note(idea, marcus)
        glances.note(idea, marcus)
    glance.refresh_from_db()
    assert (glance.days, glance.at) == (2, TUESDAY + timedelta(days=1))

"""Somebody who has something of everything: all of it is shown, in as many queries as little is."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home import desk, heroes, today
from ideas import motion
from portal import short_lists
from portal.models import Absence, DutyShift
from portal.roles import Role
from tests.home import everything
from tests.policy.making import published

TUESDAY = datetime(2026, 5, 19, 10, tzinfo=UTC)
PAGES = {"/": 10, "/desk/": 10, "/desk/board/": 12}  # the most that each may ask


@pytest.fixture
def more(person, ada, sam, settings):
    """A function that lays one thing more of each kind before Robin, whom it returns."""
    settings.CMS_REQUIRES_SECOND_FACTOR = True
    with time_machine.travel(TUESDAY, tick=False):
        manager = person("Helen Marsh", Role.SPONSOR, Role.MANAGER)
        roles = (Role.MANAGER, Role.CHAMPION, Role.SPONSOR, Role.EDITOR)
        robin = person("Robin Okoro", *roles, manager=manager)
        away = person("Ruth Abara", Role.MANAGER, Role.CHAMPION)
        everything.a_covers_for(away, robin)
        soon = TUESDAY.date() + timedelta(days=9)
        Absence.objects.create(person=robin, delegate=manager, starts=soon, ends=soon)
        DutyShift.objects.create(person=away, weekday=2, starts=time(8), ends=time(18))
        policy = published(robin, by=ada)

        def lay(number):
            author = person(f"Author {number}", Role.FRONTLINE, manager=manager)
            everything.wait_for(
                robin, author=author, away=away, manager=manager, policy=policy, number=number
            )
            return robin

        yield lay


def asks(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return len(captured)


def test_every_page_asks_as_often_for_much_as_for_little(client, more):
    client.force_login(more(0))
    for path in PAGES:
        client.get(path)  # what is worked out once
    few = {path: asks(client, path) for path in PAGES}
    for number in range(1, 4):
        more(number)
    assert {path: asks(client, path) for path in PAGES} == few
    assert [path for path in PAGES if few[path] > PAGES[path]] == []


def test_it_is_all_there(client, more):
    robin = more(0)
    rare = {today.PROFILE, today.QUESTIONS}  # of people without a manager; Robin is at the desk
    lists = {
        *(today.CALLS, today.GOT_IN_THE_WAY, today.SECOND_STEP, today.MANAGER),
        today.QUESTIONS_OF_THE_DESK,
        *(*motion.LISTS, motion.DRAFTS, motion.UNDER_WAY, heroes.LATEST, *desk.BESIDE),
    }
    assert not lists & rare
    assert set(short_lists.ask(robin, lists, since=TUESDAY)) == lists
    shown = desk.desk_of(robin)
    assert {group.key for group in shown.groups} == {"now", "week"}
    assert (len(shown.asked), len(shown.covers[0].lines)) == (7, 4)
    assert shown.away.delegate == robin.manager
    client.force_login(robin)
    text = " ".join(client.get("/").content.decode().split())
    assert "until you send it to Helen" in text
    assert "The other two were late. One was with somebody who was away." in text

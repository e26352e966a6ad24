"""The desk: what waits for whom, in which order, and what may be done about it there."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home import desk as desks
from ideas import desk, motion, support
from ideas.compact import State
from ideas.models import Glance, Idea
from portal import clock
from portal.models import Absence
from portal.roles import Role
from tests.home.making import laid

TUESDAY = datetime(2026, 5, 19, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def away(person, delegate, first=0, last=2):
    today = timezone.localdate()
    return Absence.objects.create(
        person=person,
        delegate=delegate,
        starts=today + timedelta(days=first),
        ends=today + timedelta(days=last),
    )


def cards(person):
    return {
        group.key: [card.title for card in group.cards] for group in desks.desk_of(person).groups
    }


# ---- whose it is, and in which order


def test_the_nearest_promise_comes_first_then_what_was_looked_at_least(amina, marcus, sam):
    often = laid(amina, title="Often", assessor=marcus)
    long_ago = laid(amina, title="Once, long ago", assessor=marcus)
    lately = laid(amina, title="Once, lately", assessor=marcus)
    laid(amina, title="Never", assessor=marcus)
    laid(amina, title="Sooner", due=1, assessor=marcus)
    for idea, days, hours in ((often, 3, 48), (long_ago, 1, 40), (lately, 1, 2)):
        at = timezone.now() - timedelta(hours=hours)
        Glance.objects.create(idea=idea, person=marcus, days=days, at=at)
        Glance.objects.create(idea=idea, person=sam, days=9)  # what others did counts for nobody
    support.give(idea=often, person=sam)
    order = ["Sooner", "Never", "Once, long ago", "Once, lately", "Often"]
    assert [idea.title for idea in desk.held(marcus)] == order
    assert [turn.title for turn in motion.turns(marcus)] == [f"Weigh “{title}”" for title in order]


def test_the_first_words_are_promised_before_the_answer(amina, marcus):
    laid(amina, title="Answer soon", due=3, assessor=marcus)
    reply_by = timezone.now() + timedelta(days=1)
    unheard = laid(amina, title="Unheard", due=6, assessor=marcus, reply_by=reply_by)
    assert [idea.title for idea in desk.held(marcus)] == ["Unheard", "Answer soon"]
    Idea.objects.filter(pk=unheard.pk).update(first_reply_at=timezone.now())
    assert [idea.title for idea in desk.held(marcus)] == ["Answer soon", "Unheard"]


@pytest.mark.parametrize(
    ("due", "group"),
    [(-3, "now"), (0, "now"), (1, "now"), (2, "week"), (8, "week"), (9, "later"), (30, "later")],
)
def test_what_is_due_by_the_end_of_the_next_working_day_is_for_today(due, group, amina, marcus):
    """The Monday after is a bank holiday, so that week has a day more."""
    laid(amina, title="Kettle", due=due, assessor=marcus)
    assert cards(marcus) == {group: ["Kettle"]}


@pytest.mark.parametrize(("due", "group"), [(3, "now"), (4, "week")])
def test_on_a_friday_the_next_working_day_is_monday(due, group, amina, marcus):
    with time_machine.travel(datetime(2026, 5, 15, 15, tzinfo=UTC), tick=False):
        laid(amina, title="Kettle", due=due, assessor=marcus)
        assert cards(marcus) == {group: ["Kettle"]}


def test_nobody_elses_desk_shows_it(amina, marcus, priya, sam, ada):
    laid(amina, title="Kettle", assessor=marcus, sponsor=priya)
    assert cards(marcus) == {"week": ["Kettle"]}
    assert [line.title for line in desks.desk_of(priya).elsewhere] == ["Kettle"]
    for other in (amina, sam, ada):
        found = desks.desk_of(other)
        assert found.is_clear
        assert not found.elsewhere


@pytest.mark.parametrize(
    ("state", "end"),
    [
        (State.CLARIFYING, "Answer the question"),
        (State.COUNTERSIGN, "Read and seal"),
        (State.TRIAL, "Say how it goes"),
    ],
)
def test_an_authors_own_turn_is_on_their_desk(state, end, amina, marcus, priya):
    laid(amina, state, assessor=marcus, sponsor=priya, returns_to=State.ASSESSING)
    (group,) = desks.desk_of(amina).groups
    (card,) = group.cards
    asks = {State.CLARIFYING: marcus, State.COUNTERSIGN: priya, State.TRIAL: None}
    assert card.person == asks[state]
    assert card.actions[-1].label == end


@pytest.mark.parametrize(
    ("state", "hands_over"),
    [
        (State.SPONSORSHIP, True),
        (State.PARKED, False),
    ],
)
def test_ringing_is_offered_first(state, hands_over, amina, marcus):
    amina.phone = "0113 496 (4027)"
    amina.save()
    idea = laid(amina, state, sponsor=marcus)
    (group,) = desks.desk_of(marcus).groups
    actions = group.cards[0].actions
    labels = [action.label for action in actions]
    if hands_over:
        assert labels == ["Ring Amina", "Write back", "Ask somebody else to", "Read and decide"]
        assert actions[0].url == "tel:01134964027"
        assert actions[1].url == f"/ideas/{idea.slug}/#talk"
        assert actions[2].url == f"/ideas/{idea.slug}/hand-over/"
    else:
        assert labels == ["Ring Amina", "Write back", "Look at it again"]


@pytest.mark.parametrize(
    ("state", "due", "used", "promised"),
    [
        (State.SPONSORSHIP, 3, 1, 5),
        (State.SPONSORSHIP, -1, 5, 5),  # late: all of them are gone
        (State.PARKED, 3, 1, 0),
    ],
)
def test_the_days_are_drawn_while_they_can_be_counted(state, due, used, promised, amina, marcus):
    since = timezone.now() - timedelta(days=1)
    laid(amina, state, due=due, sponsor=marcus, state_since=since)
    (group,) = desks.desk_of(marcus).groups
    assert (group.cards[0].used, group.cards[0].promised) == (used, promised)


def test_who_decides_nothing_is_not_told_how_full_they_are(client, sam, marcus):
    for person, shown in ((sam, False), (marcus, True)):
        client.force_login(person)
        assert ("How full you are" in client.get("/desk/").content.decode()) == shown


def test_who_cannot_be_rung_is_written_to(amina, marcus):
    laid(amina, assessor=marcus)
    (group,) = desks.desk_of(marcus).groups
    assert [action.label for action in group.cards[0].actions][:2] == [
        "Write back",
        "Ask somebody else to",
    ]


def test_the_sentence_counts_people_and_names_who_waited_longest(amina, sam, marcus):
    assert desks.desk_of(marcus).headline == "Nobody is waiting for you."
    since = timezone.now() - timedelta(days=4)
    laid(sam, due=1, assessor=marcus, state_since=since)
    laid(amina, assessor=marcus)
    laid(amina, due=6, assessor=marcus)
    found = desks.desk_of(marcus)
    assert found.headline == "Two people are waiting to hear from you."
    assert found.lede == (
        "Sam has waited longest, and you promised an answer by tomorrow. The rest have time."
    )


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (datetime(2026, 5, 19, 8, tzinfo=UTC), 0),
        (datetime(2026, 5, 18, 23, 30, tzinfo=UTC), 0),  # 0:30 on Tuesday in London
        (datetime(2026, 5, 18, 8, tzinfo=UTC), 1),
        (datetime(2026, 5, 15, 8, tzinfo=UTC), 2),  # a weekend between
        (datetime(2020, 1, 1, tzinfo=UTC), 286),  # no more than a year back is counted
    ],
)
def test_days_waited_are_working_days(since, days, marcus):
    calendar = clock.calendar_of(marcus)
    counted = desk.days_waited(calendar, since, TUESDAY)
    assert counted == days if days < 200 else counted > 200


# ---- the page


def test_the_page_of_a_manager(client, amina, marcus):
    laid(amina, title="A kettle", due=1, assessor=marcus, help="Three chairs & a kettle.")
    client.force_login(marcus)
    page = client.get("/desk/").content.decode()
    assert "One person is waiting to hear from you." in page
    assert "Please do today" in page
    assert "Three chairs &amp; a kettle." in page
    assert "Nobody has written back yet." in page
    assert "<strong>You promised an answer by tomorrow.</strong>" in page
    assert "Go and make somebody tea" not in page


def test_an_empty_desk_says_so(client, sam):
    client.force_login(sam)
    page = client.get("/desk/").content.decode()
    assert "Nobody is waiting for you." in page
    assert "Go and make somebody tea" in page


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get("/desk/").url == "/accounts/login/?next=/desk/"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.FRONTLINE, False),
        (Role.MANAGER, True),
        (Role.CHAMPION, True),
        (Role.SPONSOR, True),
        (Role.EDITOR, False),
    ],
)
def test_the_word_in_the_navigation_is_for_whoever_decides(role, shown, client, person):
    client.force_login(person("Bola Akande", role))
    page = client.get("/desk/").content.decode()
    assert ('<a href="/desk/"' in page) == shown


def asks(client, path="/desk/"):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_it_asks_the_database_as_often_for_thirty_as_for_three(client, person, marcus, priya):
    away(priya, marcus)

    def three(round_of):
        author = person(f"Author {round_of}", Role.FRONTLINE)
        laid(author, assessor=marcus)
        laid(author, assessor=priya, pen_name="The Owl")
        laid(author, State.SPONSORSHIP, assessor=marcus, sponsor=priya, confidential=True)

    three(0)
    client.force_login(marcus)
    asks(client)
    few = asks(client)
    for number in range(1, 10):
        three(number)
    assert asks(client) == few
    assert few <= 8

"""The desk: what waits for whom, in which order, and what may be done about it there."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home import desk as desks
from ideas import desk, glances, motion, support, taking
from ideas.compact import Party, State
from ideas.models import Comment, Glance, Idea, Step
from ideas.seats import Refused
from portal import clock, trail
from portal.models import Absence, Notice
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
    assert few <= 40


# ---- covering for somebody


def test_covering_means_what_the_clock_says(person, marcus, priya):
    """A chain, a ring, somebody who comes back tomorrow and somebody who left."""
    names = ("Ann", "Ben", "Cas", "Dot", "Eva", "Fay", "Gus")
    people = {name: person(f"{name} Test") for name in names}
    left = person("Left Early", is_active=False)
    away(people["Ann"], people["Ben"])
    away(people["Ben"], people["Cas"])
    away(people["Dot"], people["Eva"])
    away(people["Eva"], people["Dot"])
    away(people["Fay"], people["Gus"], first=1)
    away(marcus, left)
    away(priya, people["Gus"], first=-3, last=0)
    today = clock.company_day(timezone.now())
    everybody = [*people.values(), left, marcus, priya]
    for one in everybody:
        told = {other for other in everybody if clock.delegate_of(other, today) == one}
        assert set(desk.covered_by(one)) == told
    assert set(desk.covered_by(people["Cas"])) == {people["Ann"], people["Ben"]}


def test_what_waits_for_a_colleague_who_is_away_stands_under_their_name(
    client, amina, marcus, priya
):
    away(marcus, priya)
    laid(amina, title="A kettle", assessor=marcus)
    secret = laid(amina, title="A secret", assessor=marcus, confidential=True)
    laid(amina, title="By an owl", assessor=marcus, pen_name="The Owl")
    laid(marcus, State.TRIAL, title="His own", sponsor=priya)
    client.force_login(priya)
    page = client.get("/desk/").content.decode()
    assert "For Marcus Bell, who is away" in page
    assert "A kettle" in page
    assert f"{secret.reference}, which only the people involved see" in page
    assert "A secret" not in page
    assert "The Owl waits" in page
    (cover,) = desks.desk_of(priya).covers
    assert len(cover.lines) == 3  # what waits for him as an author stays his


def take(client, idea, path="/desk/take-over/", **more):
    return client.post(path, {"idea": idea.slug, **more})


def test_whoever_covers_takes_it_over_and_everybody_is_told(client, amina, marcus, priya):
    away(marcus, priya)
    idea = laid(amina, title="A secret", assessor=marcus, confidential=True)
    client.force_login(priya)
    assert client.get(idea.get_absolute_url()).status_code == 404
    for _click in range(2):
        assert take(client, idea, submission_key="k" * 32).url == "/desk/"
    idea = Idea.objects.get()
    assert (idea.holder, idea.seated(Party.ASSESSOR)) == (priya, priya)
    assert client.get(idea.get_absolute_url()).status_code == 200
    kinds = [event.kind for event in trail.about(idea)]
    assert kinds.count("idea.taken_over") == 1
    told = Notice.objects.filter(kind="idea.taken_over")
    assert {notice.person for notice in told} == {amina, marcus}
    assert not any("secret" in str(notice.data) for notice in told)
    assert cards(priya) == {"week": ["A secret"]}
    assert take(client, idea).status_code == 409


def test_nobody_else_takes_it_over(amina, marcus, priya, sam, ada):
    idea = laid(amina, assessor=marcus)
    with pytest.raises(Refused, match="isn’t away"):
        taking.take_over(idea, by=priya)
    away(marcus, priya)
    for other in (sam, ada, amina):
        with pytest.raises(Refused, match="Ask Marcus Bell to hand it over") as refused:
            taking.take_over(idea, by=other)
        assert refused.value.status == 403
    assert Idea.objects.get().holder == marcus


def test_a_cover_who_may_not_sit_there_is_told_why(client, amina, marcus, priya, sam):
    away(marcus, sam)  # who is no manager
    idea = laid(amina, assessor=marcus)
    client.force_login(sam)
    answer = take(client, idea)
    assert answer.status_code == 422
    assert "can’t take this seat" in answer.content.decode()
    assert Idea.objects.get().holder == marcus


def test_the_turn_of_an_author_is_nobody_elses(amina, marcus, sam):
    away(amina, sam)
    idea = laid(amina, State.COUNTERSIGN, sponsor=marcus)
    with pytest.raises(Refused) as refused:
        taking.take_over(idea, by=sam)
    assert refused.value.status == 409
    assert not desks.desk_of(sam).covers


@pytest.mark.parametrize("confidential", [True, False])
def test_a_stranger_learns_nothing_by_trying(confidential, client, amina, marcus, sam):
    idea = laid(amina, assessor=marcus, confidential=confidential)
    client.force_login(sam)
    answer = take(client, idea)
    assert answer.status_code == (404 if confidential else 403)
    assert take(client, Idea(reference="HERO-1999-0001")).status_code == 404
    assert Idea.objects.get().holder == marcus


# ---- how full, how many


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
    began, heard = desks.month_of(marcus)
    assert (began.isoformat(), heard) == ("2026-05-01T00:00:00+01:00", 0)

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
    assert desks.month_of(marcus)[1] == 0
    step(of_amina, began)
    for idea in (of_amina, own):
        Comment.objects.create(idea=idea, author=marcus, text="Tea?", audience="everyone")
    assert desks.month_of(marcus)[1] == 1
    Comment.objects.create(idea=of_sam, author=marcus, text="Tea?", audience="everyone")
    assert desks.month_of(marcus)[1] == 2
    assert desks.month_of(sam)[1] == 0


# ---- who looked


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

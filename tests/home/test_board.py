"""The workbench of IT champions: what looks for them, what they have, and taking a turn."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home import board as boards
from ideas import desk, rounds, seats, taking
from ideas.compact import Party, State
from ideas.models import (
    Assessment,
    CoAuthor,
    Criteria,
    Deed,
    Idea,
    Risk,
    Round,
    Signature,
)
from ideas.seats import Refused
from portal import trail
from portal.models import Absence, Notice, User
from portal.roles import Role
from tests.home.making import laid

TUESDAY = datetime(2026, 5, 19, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def ruth(person):
    """Another champion."""
    return person("Ruth Abara", Role.CHAMPION)


def columns(champion):
    return {
        column.key: [card.title for card in column.cards]
        for column in boards.board_of(champion).columns
        if column.cards
    }


def sign(idea, party, person, number):
    deed = Deed.objects.create(idea=idea, round=number, body="{}", digest=f"{idea.pk}-{number}")
    Signature.objects.create(
        deed=deed,
        idea=idea,
        round=number,
        party=party,
        verb="adopt",
        signer=person,
        name=str(person),
        promise=1,
    )


# ---- who sees it, and what stands where


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CHAMPION])
def test_it_is_for_champions(role, client, person):
    client.force_login(person("Bola Akande", role, is_superuser=role == Role.ADMINISTRATOR))
    for answer in (client.get("/desk/board/"), client.post("/desk/pick-up/", {"idea": "x"})):
        assert answer.status_code == 403
        assert "The workbench is where IT champions choose" in answer.content.decode()
    assert "To the workbench" not in client.get("/desk/").content.decode()


@pytest.mark.parametrize("state", State)
def test_every_state_of_an_idea_of_mine_has_its_column(state, amina, marcus, tomasz):
    more = {"returns_to": State.SIGN_OFF} if state == State.CLARIFYING else {}
    everybody = {"assessor": marcus, "sponsor": marcus, "verifier": marcus, "champion": tomasz}
    laid(amina, state, title="Kettle", **everybody, **more)
    where = {
        State.SIGN_OFF: "asked",
        State.CLARIFYING: "asked",
        State.COUNTERSIGN: "built",
        State.TRIAL: "built",
        State.MEASURING: "grown",
        State.CELEBRATED: "grown",
    }
    assert columns(tomasz) == ({where[state]: ["Kettle"]} if state in where else {})


def test_a_question_of_somebody_else_is_not_mine_to_wait_for(amina, marcus, tomasz):
    laid(amina, State.CLARIFYING, returns_to=State.ASSESSING, assessor=marcus, champion=tomasz)
    assert columns(tomasz) == {}


@pytest.mark.parametrize(("round_signed", "shown"), [(1, False), (2, True)])
def test_what_i_sealed_is_built_while_the_sponsor_decides_anew(
    round_signed, shown, amina, marcus, tomasz
):
    idea = laid(amina, State.SPONSORSHIP, title="Kettle", sponsor=marcus, champion=tomasz)
    Idea.objects.filter(pk=idea.pk).update(round=2)
    sign(idea, Party.CHAMPION, tomasz, round_signed)
    assert columns(tomasz) == ({"built": ["Kettle"]} if shown else {})


def test_what_colleagues_hold_looks_for_me_unless_it_is_no_business_of_mine(
    amina, marcus, tomasz, ruth
):
    laid(amina, State.SIGN_OFF, title="Open", champion=ruth)
    laid(amina, State.SIGN_OFF, title="Secret", champion=ruth, confidential=True)
    laid(tomasz, State.SIGN_OFF, title="My own", champion=ruth)
    laid(amina, State.SIGN_OFF, title="I back it", champion=ruth, sponsor=tomasz)
    laid(amina, State.SPONSORSHIP, title="Not yet", champion=ruth, sponsor=marcus)
    ours = laid(amina, State.SIGN_OFF, title="Ours", champion=ruth)
    CoAuthor.objects.create(idea=ours, person=tomasz)
    laid(ruth, State.SIGN_OFF, title="Of an owl", champion=marcus, pen_name="The Owl")
    assert columns(tomasz) == {"looking": ["Open", "Of an owl"]}


def test_a_card_says_what_this_champion_may_know(client, amina, tomasz, ruth):
    amina.job_title = "Returns adviser"
    amina.save()
    laid(amina, State.SIGN_OFF, title="A kettle", champion=ruth, help="Three chairs & tea.")
    laid(amina, State.SIGN_OFF, title="An owl’s", champion=ruth, pen_name="The Owl")
    User.objects.filter(pk=ruth.pk).update(is_full=True)
    client.force_login(tomasz)
    page = client.get("/desk/board/").content.decode()
    assert (
        "Two ideas are looking for someone like you, Tomasz. You have room for five more." in page
    )
    assert "Three chairs &amp; tea." in page
    assert page.count("Amina Yusuf") == page.count("Returns adviser") == 1
    assert "The Owl" in page
    assert page.count(">Take it<") == 2
    assert "Ask Ruth" in page
    assert "full" not in page.split("<main")[1].split("</main")[0].replace("#full", "")


def test_what_may_be_taken_stands_first(amina, tomasz, ruth):
    laid(amina, State.SIGN_OFF, title="In hand", due=1, champion=ruth)
    laid(amina, State.SIGN_OFF, title="Late", due=-1, champion=ruth)
    laid(amina, State.SIGN_OFF, title="Later", due=-1, champion=ruth)
    (column, *_rest) = boards.board_of(tomasz).columns
    assert [(card.title, bool(card.take)) for card in column.cards] == [
        ("Late", True),
        ("Later", True),
        ("In hand", False),
    ]


@pytest.mark.parametrize(
    ("is_full", "held", "sentence"),
    [
        (False, 0, "You have room for two more."),
        (False, 1, "You have room for one more."),
        (False, 3, "You have as many as you take at a time."),
        (True, 0, "You said you are full, so nothing new comes to you."),
    ],
)
def test_the_limit_is_in_sight(is_full, held, sentence, amina, tomasz):
    tomasz.load_limit, tomasz.is_full = 2, is_full
    for _idea in range(held):
        laid(amina, State.SIGN_OFF, champion=tomasz)
    assert boards.board_of(tomasz).lede == f"Every idea is in good hands, Tomasz. {sentence}"


def test_the_risk_that_is_left_is_on_the_card(amina, tomasz, ruth):
    risky = laid(amina, State.SIGN_OFF, champion=tomasz)
    unscored = laid(amina, State.SIGN_OFF, champion=ruth)
    for idea in (risky, unscored):
        made = Assessment.objects.create(idea=idea, criteria=Criteria.objects.first())
        for number, score in ((1, 1), (2, 4)):
            Risk.objects.create(
                assessment=made,
                number=number,
                side=Risk.Side.CUSTOMER,
                category=next(iter(made.criteria.body["categories"]))["key"],
                event="It boils over.",
                standing=Risk.Standing.TAKEN,
                proposed_by=amina,
                target_likelihood=score if idea == risky else None,
                target_impacts={column["key"]: score for column in made.criteria.body["columns"]}
                if idea == risky
                else {},
            )
    assert desk.levels([risky, unscored]) == {risky.pk: 3}


def test_it_asks_the_database_as_often_for_thirty_as_for_three(client, person, tomasz, ruth):
    client.force_login(tomasz)

    def asks():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/board/").status_code == 200
        return len(captured)

    def three(number):
        author = person(f"Author {number}")
        laid(author, State.SIGN_OFF, champion=ruth, pen_name="The Owl")
        laid(author, State.SIGN_OFF, champion=person(f"Champion {number}", Role.CHAMPION))
        laid(author, State.TRIAL, champion=tomasz)

    three(0)
    asks()
    few = asks()
    for number in range(1, 10):
        three(number)
    assert asks() == few
    assert few <= 30


# ---- taking it


STRETCHED = {
    "nothing": lambda idea, ruth: None,
    "full": lambda idea, ruth: User.objects.filter(pk=ruth.pk).update(is_full=True),
    "late": lambda idea, ruth: Idea.objects.filter(pk=idea.pk).update(
        due_at=timezone.now() - timedelta(minutes=1)
    ),
    "away": lambda idea, ruth: Absence.objects.create(
        person=ruth,
        delegate=idea.author,
        starts=timezone.localdate(),
        ends=timezone.localdate(),
    ),
    "away tomorrow": lambda idea, ruth: Absence.objects.create(
        person=ruth,
        delegate=idea.author,
        starts=timezone.localdate() + timedelta(days=1),
        ends=timezone.localdate() + timedelta(days=1),
    ),
    "at the limit": lambda idea, ruth: User.objects.filter(pk=ruth.pk).update(load_limit=2),
    "over the limit": lambda idea, ruth: User.objects.filter(pk=ruth.pk).update(load_limit=1),
}


@pytest.mark.parametrize(
    ("how", "may"),
    [
        ("nothing", False),
        ("full", True),
        ("late", True),
        ("away", True),
        ("away tomorrow", False),
        ("at the limit", False),
        ("over the limit", True),
    ],
)
def test_a_champion_takes_what_a_colleague_cannot_get_to(how, may, client, amina, tomasz, ruth):
    laid(amina, State.SIGN_OFF, champion=ruth)
    idea = laid(amina, State.SIGN_OFF, champion=ruth)
    STRETCHED[how](idea, ruth)
    client.force_login(tomasz)
    assert (f'value="{idea.slug}"' in client.get("/desk/board/").content.decode()) == may
    for _click in range(2):
        answer = client.post("/desk/pick-up/", {"idea": idea.slug, "submission_key": "k" * 32})
        assert answer.status_code == (302 if may else 403)
    now = Idea.objects.get(pk=idea.pk)
    taker = tomasz if may else ruth
    assert (now.holder, now.seated(Party.CHAMPION), now.state) == (taker, taker, State.SIGN_OFF)
    kinds = [event.kind for event in trail.about(idea)]
    assert kinds.count("idea.picked_up") == may
    told = {notice.person for notice in Notice.objects.filter(kind="idea.picked_up")}
    assert told == ({amina, ruth} if may else set())
    if may:
        assert now.due_at > timezone.now()
    else:
        assert "Ask in the conversation whether you may take it." in answer.content.decode()


@pytest.fixture
def late(amina, marcus, ruth):
    return laid(amina, State.SIGN_OFF, due=-1, champion=ruth, sponsor=marcus)


def test_who_may_not_sit_there_takes_nothing(late, amina, marcus, sam, ada, tomasz, person):
    author_and_champion = person("Kofi Mensah", Role.CHAMPION)
    CoAuthor.objects.create(idea=late, person=author_and_champion)
    for other in (amina, marcus, sam, ada, author_and_champion):
        with pytest.raises(Refused):
            taking.pick_up(late, by=other)
    assert Idea.objects.get().holder != author_and_champion
    taking.pick_up(late, by=tomasz)
    assert Idea.objects.get().holder == tomasz


@pytest.mark.parametrize("fields", [{"is_full": True}, {"load_limit": 1}])
def test_nobody_takes_more_than_they_said(fields, late, amina, tomasz, client):
    laid(amina, State.SIGN_OFF, champion=tomasz)
    User.objects.filter(pk=tomasz.pk).update(**fields)
    client.force_login(tomasz)
    answer = client.post("/desk/pick-up/", {"idea": late.slug})
    assert answer.status_code == 422
    assert "You have as many as you take at a time." in answer.content.decode()
    assert Idea.objects.get(pk=late.pk).holder != tomasz


def test_what_moved_meanwhile_is_not_taken(late, tomasz, client):
    client.force_login(tomasz)
    Idea.objects.filter(pk=late.pk).update(state=State.TRIAL)
    assert client.post("/desk/pick-up/", {"idea": late.slug}).status_code == 409
    Idea.objects.filter(pk=late.pk).update(state=State.SIGN_OFF, holder=tomasz)
    answer = client.post("/desk/pick-up/", {"idea": late.slug})
    assert (answer.status_code, "You have it already." in answer.content.decode()) == (409, True)


def test_what_is_out_of_sight_is_not_there(late, tomasz, client):
    Idea.objects.filter(pk=late.pk).update(confidential=True)
    client.force_login(tomasz)
    assert client.post("/desk/pick-up/", {"idea": late.slug}).status_code == 404


def test_seals_lapse_when_another_champion_sits_down(late, marcus, tomasz, monkeypatch):
    """What a deed says has changed: it is composed anew, and the sponsor is asked again."""
    sign(late, Party.SPONSOR, marcus, 1)
    monkeypatch.setattr(rounds.deeds, "compose", lambda idea, **how: None)
    taking.pick_up(late, by=tomasz)
    now = Idea.objects.get()
    assert (now.round, now.state, now.holder) == (2, State.SPONSORSHIP, marcus)
    assert now.seated(Party.CHAMPION) == tomasz
    assert Round.objects.get(number=2).why == Round.Why.PARTY
    assert Notice.objects.filter(person=marcus, kind="idea.lapsed.party").exists()


def test_a_champion_counts_what_they_decide(amina, tomasz):
    laid(amina, State.SIGN_OFF, champion=tomasz)
    laid(amina, State.TRIAL, champion=tomasz)
    assert seats.loads([tomasz]) == {tomasz.pk: 1}

"""The workbench of IT champions: what looks for them, what they have, and taking a turn."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home import board as boards
from ideas import desk
from ideas.compact import Party, State
from ideas.models import (
    Assessment,
    CoAuthor,
    Criteria,
    Idea,
    Risk,
)
from portal.models import User
from portal.roles import Role
from tests.home.making import laid, sign

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
        column.key: [card.title for card in (*column.cards, *column.others)]
        for column in boards.board_of(champion).columns
        if column.cards or column.others
    }


# ---- who sees it, and what stands where


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CHAMPION])
def test_it_is_for_champions(role, client, person):
    client.force_login(person("Bola Akande", role, is_superuser=role == Role.ADMINISTRATOR))
    for answer in (client.get("/desk/board/"), client.post("/desk/pick-up/", {"idea": "x"})):
        assert answer.status_code == 403
        assert "The workbench is where IT champions choose" in answer.content.decode()
    assert "To the workbench" not in client.get("/desk/").content.decode()


@pytest.mark.parametrize("state", State)
def test_every_state_of_an_idea_of_mine_has_its_column(state, amina, marcus, priya, sam, tomasz):
    more = {"returns_to": State.SIGN_OFF} if state == State.CLARIFYING else {}
    everybody = {"assessor": marcus, "sponsor": priya, "verifier": sam, "champion": tomasz}
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


def test_what_a_colleague_has_in_hand_stands_apart(client, amina, tomasz, ruth):
    laid(amina, State.SIGN_OFF, title="In hand", due=1, champion=ruth)
    laid(amina, State.SIGN_OFF, title="Late", due=-1, champion=ruth)
    (column, *_rest) = boards.board_of(tomasz).columns
    assert [card.title for card in column.cards] == ["Late"]
    assert [card.title for card in column.others] == ["In hand"]
    client.force_login(tomasz)
    page = client.get("/desk/board/").content.decode()
    assert page.index("Late") < page.index("One that a colleague has in hand")
    assert page.index("One that a colleague has in hand") < page.index(">In hand<")


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
    assert few <= 11

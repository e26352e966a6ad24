"""A champion takes from the workbench what a colleague can't get to."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from ideas import deeds, drafts, seats, services, taking
from ideas.compact import Party, State
from ideas.models import CoAuthor, Idea, Round
from ideas.seats import Refused
from portal import trail
from portal.models import Absence, Notice, User
from portal.roles import Role
from tests.home.making import laid
from tests.ideas import playing

TUESDAY = datetime(2026, 5, 19, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def ruth(person):
    """Another champion."""
    return person("Ruth Abara", Role.CHAMPION)


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


def test_seals_lapse_when_another_champion_sits_down(client, amina, marcus, priya, tomasz, ruth):
    """What the deed says has changed: it is composed anew, and the sponsor seals it again."""
    draft = drafts.start(by=amina, title="Kettle", moment="M", help="H", technology=True)
    services.perform(draft, "submit", by=amina)
    idea = playing.sign_off(Idea.objects.get(), backer=priya, champion=ruth)
    Idea.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    before = deeds.of_round(idea).digest
    client.force_login(tomasz)
    page = client.post("/desk/pick-up/", {"idea": idea.slug}, follow=True).content.decode()
    assert "Priya Nair seals it again first, because somebody else promises now." in page
    now = Idea.objects.get()
    assert (now.round, now.state, now.holder) == (2, State.SPONSORSHIP, priya)
    assert now.seated(Party.CHAMPION) == tomasz
    assert Round.objects.get(number=2).why == Round.Why.PARTY
    assert deeds.of_round(now).digest != before
    assert Notice.objects.filter(person=priya, kind="idea.lapsed.party").exists()


def test_a_champion_counts_what_they_decide(amina, tomasz):
    laid(amina, State.SIGN_OFF, champion=tomasz)
    laid(amina, State.TRIAL, champion=tomasz)
    assert seats.loads([tomasz]) == {tomasz.pk: 1}

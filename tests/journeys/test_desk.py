"""A manager and her desk on a phone, somebody who covers, and a champion who has room."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ideas.compact import State
from ideas.models import Idea
from portal.models import Absence, User
from portal.roles import Role
from tests.home.making import laid

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def at_the_desk(joy):
    """Somebody for every page to name."""
    return joy


def test_a_manager_works_through_her_desk(amina, sam, priya, visit):
    User.objects.filter(pk=amina.pk).update(phone="0113 496 4127", job_title="Returns adviser")
    since = timezone.now() - timedelta(days=6)
    laid(amina, title="A kettle for the queue", due=0, assessor=priya, state_since=since)
    laid(sam, State.SPONSORSHIP, title="Soup at three", due=20, sponsor=priya)
    window = visit(width=390)
    window.be(priya)
    window.open("/")
    window.page.get_by_role("link", name="Desk", exact=True).click()
    page = window.page
    page.get_by_role("heading", name="Two people are waiting to hear from you.").wait_for()
    first = page.locator("article").first
    assert first.get_by_role("link", name="Ring Amina").get_attribute("href") == "tel:01134964127"
    assert not window.faults_everywhere()
    page.get_by_role("button", name="I’m full for now").click()
    page.get_by_role("button", name="I have room again").wait_for()
    priya.refresh_from_db()
    assert priya.is_full
    first.get_by_role("link", name="Ask somebody else to").click()
    page.get_by_label("Who takes over?").wait_for()


def test_whoever_covers_takes_a_turn_over(amina, marcus, priya, visit):
    today = timezone.localdate()
    Absence.objects.create(person=marcus, delegate=priya, starts=today, ends=today)
    secret = laid(amina, title="A quiet word", assessor=marcus, confidential=True)
    window = visit(width=1280, theme="dark")
    window.be(priya)
    window.open("/desk/")
    page = window.page
    page.get_by_role("heading", name="For Marcus Bell, who is away").wait_for()
    assert page.get_by_text("A quiet word").count() == 0
    assert not window.faults_everywhere()
    row = page.locator("li", has_text=secret.reference)
    row.get_by_role("button", name="Take it over for Marcus").click()
    page.get_by_role("link", name="A quiet word", exact=True).wait_for()
    assert Idea.objects.get().holder == priya


def test_a_champion_takes_what_is_late(amina, tomasz, person, visit):
    ruth = person("Ruth Abara", Role.CHAMPION)
    laid(amina, State.SIGN_OFF, title="Photo the pallet", due=-2, champion=ruth)
    laid(amina, State.TRIAL, title="Pick your moment", champion=tomasz)
    window = visit(width=390)
    window.be(tomasz)
    window.open("/desk/")
    page = window.page
    page.get_by_role("link", name="To the workbench").click()
    page.get_by_text("You have room for five more.").wait_for()
    assert not window.faults_everywhere()
    card = page.locator("article", has_text="Photo the pallet")
    card.get_by_role("button", name="Take it").click()
    finding = page.locator("section", has=page.get_by_role("heading", name="You’re finding out"))
    finding.get_by_role("link", name="Photo the pallet", exact=True).wait_for()
    assert Idea.objects.get(title="Photo the pallet").holder == tomasz

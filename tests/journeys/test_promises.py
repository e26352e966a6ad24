"""Nobody is ignored, nobody is woken: a round-up, cover, two levels up, an answer in public."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from ideas import talk
from ideas.models import Idea
from portal import jobs
from portal.models import Absence, FrictionTask, User
from portal.roles import Role
from tests.ideas.clocked import share
from tests.journeys.visit import WIDTHS

HOUR = timedelta(hours=1)
NIGHT = datetime(2026, 5, 18, 18, tzinfo=UTC)  # Monday, seven in the evening in London


def test_a_night_of_news_is_one_letter_in_the_morning(amina, marcus, priya, sam):
    """The clockwork runs all night; nothing goes out before nine, and then all of it at once."""
    quiet = {"quiet_from": time(18), "quiet_until": time(8), "digest_at": time(9)}
    User.objects.filter(pk=amina.pk).update(delivery=User.Delivery.DAILY, **quiet)
    User.objects.filter(pk=marcus.pk).update(manager=priya)
    with time_machine.travel(NIGHT - 8 * HOUR, tick=False):
        idea = share(User.objects.get(pk=amina.pk))
        jobs.run_due()
    mail.outbox.clear()
    sent = []
    for hour in range(24):
        with time_machine.travel(NIGHT + hour * HOUR, tick=False):
            if hour in (1, 3):
                for someone in (marcus, sam):
                    said = f"Heard at {hour}, @amina.yusuf."
                    talk.say(idea=idea, by=someone, text=said, for_whom="everyone")
            jobs.run_due()
        mine = [letter for letter in mail.outbox if letter.to == [amina.email]]
        sent += [NIGHT + hour * HOUR] * (len(mine) - len(sent))
    assert sent == [datetime(2026, 5, 19, 8, tzinfo=UTC)]  # nine in the morning in London
    for name in ("Marcus Bell", "Sam Whitlock"):
        assert name in mine[0].body


@pytest.mark.browser
def test_what_an_absent_manager_holds_reaches_who_covers(visit, amina, marcus, person, joy):
    bola = person("Bola Akande", Role.MANAGER)
    idea = share(amina)
    today = timezone.localdate()
    Absence.objects.create(
        person=marcus, starts=today, ends=today + timedelta(days=30), delegate=bola
    )
    jobs.run_due()
    window = visit(width=WIDTHS[0])
    window.be(bola)
    window.open("/")
    window.page.get_by_role("link", name="Weigh “A kettle for the queue”").click()
    window.page.wait_for_url(f"**{idea.get_absolute_url()}")
    assert window.page.get_by_role("link", name="Not now").is_visible()

    window.be(amina)
    window.open("/notices/")
    assert "Marcus Bell is away, so Bola Akande has" in window.page.get_by_role("main").inner_text()


@pytest.mark.browser
def test_an_overdue_idea_climbs_two_levels_and_its_author_reads_so(
    visit, amina, marcus, priya, person, joy
):
    gwen = person("Gwen Pryce", Role.MANAGER)
    User.objects.filter(pk=marcus.pk).update(manager=priya)
    User.objects.filter(pk=priya.pk).update(manager=gwen)
    idea = share(amina)
    for _level in range(2):
        Idea.objects.update(due_at=timezone.now() - HOUR)
        jobs.JOBS["idea promises"].run(timezone.now())
    window = visit(width=WIDTHS[0])
    window.be(amina)
    window.open(idea.get_absolute_url())
    main = window.page.get_by_role("main")
    for words in ("Gwen Pryce", "not enough data yet"):
        assert words in main.inner_text()
    assert not window.faults_everywhere()
    window.open(f"{idea.get_absolute_url()}history/")
    for name in ("Priya Nair", "Gwen Pryce"):
        assert f"it went one level up, to {name}" in main.inner_text()
    window.look("promise-two-levels")


@pytest.mark.browser
def test_what_got_in_peoples_way_is_answered_in_public(visit, amina, marcus, sam, ada, joy):
    window = visit(width=WIDTHS[0])
    page = window.page
    for someone in (amina, marcus, sam, amina, marcus):
        window.be(someone)
        window.open("/me/")
        page.get_by_role("link", name="This got in my way").click()
        page.get_by_label("What happened?").fill("I look for Save and can’t find it.")
        page.get_by_role("button", name="Say it got in my way").click()
        page.wait_for_url("**/me/")
        assert "your name stays out of it" in page.locator("body").inner_text()
    task = FrictionTask.objects.get()
    window.be(ada)
    window.open("/")
    page.get_by_role("link", name="Say what changed at “/me/”").click()
    page.get_by_role("button", name="Answer everybody").click()
    page.get_by_role("alert").wait_for()
    assert not window.faults_everywhere()
    page.get_by_label("We changed something").check()
    page.get_by_label("What you changed, or why not").fill("Save is at the top now, too.")
    page.get_by_role("button", name="Answer everybody").click()
    page.get_by_role("heading", name="What changed").wait_for()
    task.refresh_from_db()
    assert task.answered_by == ada

    window.be(sam)
    window.open("/got-in-my-way/?page=/me/")
    assert "Save is at the top now, too." in page.get_by_role("main").inner_text()
    assert not window.faults_everywhere()
    for width in WIDTHS:
        for theme in ("light", "dark"):
            window.show(width, theme)
            window.look(f"friction-{width}-{theme}")

"""What keeps a trial safe is on its page: who does what until when, and what is verified."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ideas import audience, services
from ideas.compact import Party
from ideas.delivery import conditions, safety, shown
from ideas.models import Condition, Idea, Mitigation, Report, Trial, Waiver
from ideas.seats import Refused
from portal.models import Event, Notice
from tests.ideas import playing
from tests.ideas.delivery.conftest import people_of, planned


def of(idea, person):
    idea = playing.fresh(idea)
    return safety.of(idea, person, audience.Names(idea, audience.is_party(idea, person)))


@pytest.fixture
def medium(shared, farida, priya):
    """Medium until the lid is verified, then Low."""
    return planned(playing.trial(shared, backer=farida, inherent="M", target="L"))


def test_the_level_now_counts_what_is_verified_only(medium, sam):
    before = of(medium, sam)
    assert (before.now, before.goal, before.open, before.verified) == (2, 1, 1, 0)
    Mitigation.objects.update(status="verified")
    medium.assessment.risks.filter(inherent_likelihood=3).update(
        current_likelihood=2, current_impacts={"customer": 2}
    )
    after = of(medium, sam)
    assert (after.now, after.goal, after.open, after.verified) == (1, 1, 0, 1)
    assert after.above == ()


@pytest.mark.parametrize(
    ("status", "days", "late"),
    [
        ("planned", -1, True),
        ("planned", 0, False),
        ("failed", -1, True),
        ("in_place", -1, False),
        ("verified", -1, False),
    ],
)
def test_what_is_late(medium, sam, status, days, late):
    Mitigation.objects.update(status=status, due_on=timezone.localdate() + timedelta(days=days))
    (line,) = of(medium, sam).lines
    assert (line.late, line.verified) == (late, status == "verified")


@pytest.mark.parametrize("standing", ["proposed", "set_aside"])
def test_what_was_not_taken_up_is_not_listed(medium, sam, standing):
    Mitigation.objects.update(standing=standing)
    assert of(medium, sam).lines == ()


@pytest.mark.parametrize(("days", "granted"), [(0, True), (-1, False)])
def test_above_the_appetite_it_says_which_exception_covers_it(medium, sam, farida, days, granted):
    until = timezone.localdate() + timedelta(days=days)
    Waiver.objects.create(
        assessment=medium.assessment,
        category="customer",
        level="M",
        why="x",
        until=until,
        asked_by=medium.author,
        granted=True,
        answered_by=farida,
    )
    (sentence,) = of(medium, sam).above
    assert ("Farida Haddad granted until" in sentence) is granted
    assert ("It needs an exception" in sentence) is not granted


def test_the_page_shows_it_with_a_way_to_the_risk(client, medium, amina):
    client.force_login(amina)
    page = client.get(reverse("ideas:trial", args=[medium.slug])).content.decode()
    assert "Put it behind the counter." in page
    assert f"/ideas/{medium.slug}/assessment/1/#helps" in page
    assert "Before it goes wider" in page


def test_a_pen_name_stays_closed_on_the_page(client, medium, sam):
    Idea.objects.filter(pk=medium.pk).update(pen_name="A night owl")
    Mitigation.objects.update(owner=medium.author)
    trial = Trial.objects.get()
    Report.objects.create(trial=trial, by=medium.author, words="Warm and dry.")
    Trial.objects.update(launched_at=timezone.now())
    client.force_login(sam)
    page = client.get(reverse("ideas:trial", args=[medium.slug])).content.decode()
    assert "Warm and dry." in page
    assert "A night owl" in page
    assert "Amina" not in page


def test_the_page_asks_the_database_as_often_for_much_as_for_little(client, medium, amina):
    client.force_login(amina)
    url = reverse("ideas:trial", args=[medium.slug])

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    queries()
    few = queries()
    risk = medium.assessment.risks.get(number=1)
    for _n in range(6):
        Mitigation.objects.create(
            risk=risk,
            text="x",
            proposed_by=medium.author,
            owner=medium.author,
            due_on=timezone.localdate(),
            standing="taken",
        )
    assert queries() == few


@pytest.fixture
def condition(medium, farida):
    return Condition.objects.create(
        idea=medium, party=Party.SPONSOR, text="Only by day.", by=farida
    )


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("author", False),
        ("sponsor", True),
        ("assessor", False),
        ("stranger", False),
        ("administrator", False),
    ],
)
def test_whoever_asked_for_it_says_that_it_is_met(medium, condition, sam, ada, who, allowed):
    person = people_of(medium, sam, ada)[who]
    if not allowed:
        with pytest.raises(Refused, match="Farida Haddad asked for it"):
            conditions.meet(condition, by=person)
        assert Condition.objects.get().met_at is None
        return
    for _twice in range(2):
        conditions.meet(condition, by=person)
    met = Condition.objects.get()
    assert (met.met_by, met.met_at is not None) == (person, True)
    assert Event.objects.filter(kind="idea.condition_met").count() == 1
    told = Notice.objects.filter(kind="idea.condition_met")
    assert [one.person for one in told] == [medium.author]


@pytest.mark.parametrize(
    ("state", "allowed"), [("trial", True), ("measuring", True), ("learned", False)]
)
def test_it_is_said_while_it_is_tried(medium, condition, farida, state, allowed):
    Idea.objects.filter(pk=medium.pk).update(state=state)
    condition = Condition.objects.get()
    assert (conditions.may_meet(condition, farida) is None) is allowed


def test_the_button_is_there_for_whoever_may_press_it(client, medium, condition, farida, amina):
    url = reverse("ideas:trial", args=[medium.slug])
    press = reverse("ideas:trial_condition", args=[medium.slug, condition.pk])
    for person, shown_to in ((farida, True), (amina, False)):
        client.force_login(person)
        assert (press in client.get(url).content.decode()) is shown_to
    assert client.post(press).status_code == 403
    client.force_login(farida)
    assert client.post(press).status_code == 302
    page = client.get(url).content.decode()
    assert press not in page
    assert "Farida Haddad asked for it." in page
    assert "that it is met." in page


@pytest.mark.parametrize(
    ("given", "days", "sentence"),
    [
        ([], 14, ""),
        ([None], 14, ""),
        ([7], 14, "3.5 hours a week were given so far, of 4 pledged."),
        ([2], 2, "2 hours a week were given so far, of 4 pledged."),  # of its first week
        ([6, None, 6], 28, "3 hours a week were given so far, of 4 pledged."),
    ],
)
def test_hours_given_stand_beside_hours_pledged(given, days, sentence):
    now = timezone.now()
    trial = Trial(launched_at=now - timedelta(days=days), hours_pledged=Decimal("4.0"))
    reports = [Report(at=now, hours=hours and Decimal(hours), words="x") for hours in given]
    assert shown.hours(trial, reports) == sentence


def test_what_is_due_stands_on_the_page_of_the_trial_and_of_the_assessment(client, medium, amina):
    failed = {"status": "failed", "status_at": timezone.now() + timedelta(minutes=1)}
    Mitigation.objects.update(**failed)
    client.force_login(amina)
    for name in ("ideas:trial", "ideas:assessment"):
        page = client.get(reverse(name, args=[medium.slug])).content.decode()
        assert "Time to weigh it again" in page
    services.perform(playing.fresh(medium), "reweigh", by=amina, answers={"reason": "It broke."})
    page = client.get(reverse("ideas:assessment", args=[medium.slug])).content.decode()
    assert "Time to weigh it again" not in page

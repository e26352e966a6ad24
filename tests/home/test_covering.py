"""Covering for a colleague who is away: what stands on the desk, and taking it over."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from home import desk as desks
from ideas import desk, taking
from ideas.compact import Party, State
from ideas.models import Idea
from ideas.seats import Refused
from portal import clock, trail
from portal.models import Absence, Notice
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
    assert [one.title for one in desk.held(priya)] == ["A secret"]
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

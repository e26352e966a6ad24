"""How people get on: counted rightly, shown to the right people, in a fixed number of queries."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policy import licensing, revoking, training
from policy.learning import answering, steps
from portal.models import Site, User
from portal.roles import Role
from tests.policy.learning.making import make_course, sit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
# When the test was passed (it is good for a year), and where that leaves somebody today.
STAGES = {
    "passed": datetime(2025, 9, 14, 12, tzinfo=UTC),  # 61 days left
    "due": datetime(2025, 9, 13, 12, tzinfo=UTC),  # 60 days left: the refresher is open
    "due, last day": datetime(2025, 7, 15, 12, tzinfo=UTC),
    "lapsed": datetime(2025, 7, 14, 12, tzinfo=UTC),
}


@pytest.fixture
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team(now, world, person, marcus):
    """One of Marcus's people at each stage, by the name of the stage."""
    made = {}
    for stage, at in STAGES.items():
        made[stage] = person(f"{stage.title().replace(', ', '')} One", manager=marcus)
        sit(world.course, made[stage], at=at)
    reader, trier = (person(name, manager=marcus) for name in ("Begun Reading", "Begun Trying"))
    steps.reach(world.course.lessons()[0], by=reader, step=1)
    answering.start(world.course, by=trier)
    return made | {"begun": reader, "begun, tried": trier, "new": person("New X", manager=marcus)}


def test_everybody_stands_where_they_stand(team, world, marcus):
    seen = training.people_of(world.course, training.people_for(marcus))
    got = {one.pk: one.state for one in seen}
    assert got == {one.pk: stage.partition(",")[0] for stage, one in team.items()}
    (row,) = training.rows(training.people_for(marcus), [world.course])
    assert row.counts == {"passed": 1, "due": 2, "lapsed": 1, "begun": 2, "new": 1}
    assert row.people == len(team)


def test_one_course_says_nothing_about_another(team, world, marcus, nadia):
    other = make_course(nadia, title="Another", slug="another")
    first, second = training.rows(training.people_for(marcus), [world.course, other])
    assert second.counts == {"passed": 0, "due": 0, "lapsed": 0, "begun": 0, "new": len(team)}
    assert first.counts["begun"] == 2


def test_managers_see_their_own_and_editors_everybody(team, marcus, priya, nadia, sam, ada):
    assert set(training.people_for(marcus)) == set(team.values())
    assert not training.people_for(priya).exists()
    assert training.people_for(sam) is None
    for one in (nadia, ada):
        assert training.people_for(one).count() == User.objects.count()


def test_licences_by_topic_and_site(now, world, person, marcus, farida, nadia):
    leeds = Site.objects.create(name="Leeds")
    for name, site in (("One X", leeds), ("Two X", leeds), ("Three X", None)):
        someone = person(name, Role.FRONTLINE, manager=marcus, site=site)
        world.clear(someone, marcus)
        if name == "Two X":
            revoking.revoke(person=someone, by=nadia, reason="An address.")
    waiting = person("Four X", Role.FRONTLINE, manager=marcus, site=leeds)
    licensing.sponsor(person=waiting, by=farida, topics=[world.paint], channels=[world.reviews])
    covers = training.licences(training.people_for(marcus))
    got = [
        (one.topic.name, one.site, one.cleared, one.grace, one.resting, one.not_yet)
        for one in covers
    ]
    assert got == [
        ("Paint", "", 1, 0, 0, 0),
        ("Paint", "Leeds", 1, 0, 1, 1),
        ("Tool hire", "", 0, 0, 0, 0),
    ]


def test_the_page_asks_as_often_for_many_as_for_few(team, world, client, marcus, nadia, person):
    client.force_login(marcus)
    world.clear(person("First One", Role.FRONTLINE, manager=marcus), marcus)
    client.get("/learn/cover/")

    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    urls = ("/learn/cover/", "/learn/cover/speaking/")
    few = [queries(url) for url in urls]
    for number in range(3):
        someone = person(f"More {number}", Role.FRONTLINE, manager=marcus)
        world.clear(someone, marcus)
    make_course(nadia, title="Another", slug="another")
    assert [queries(url) for url in urls] == few


def test_filters_and_words_that_mean_nothing(team, client, marcus):
    client.force_login(marcus)
    page = client.get("/learn/cover/speaking/?state=lapsed").content.decode()
    assert "Lapsed One" in page
    assert "Passed One" not in page
    assert client.get("/learn/cover/speaking/?state=x&department=y&after=z").status_code == 200
    assert client.get("/learn/cover/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("url", "first", "holds"),
    [
        ("/learn/cover/?format=csv", "Course", "Speaking as yourself"),
        ("/learn/cover/?table=licences&format=csv", "Topic", "Tool hire"),
        ("/learn/cover/speaking/?format=csv", "Person", "Lapsed One"),
    ],
)
def test_spreadsheets(team, client, marcus, person, url, first, holds):
    person("=cmd() Evil", manager=marcus, username="evil")
    client.force_login(marcus)
    sheet = b"".join(client.get(url).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet)))
    assert rows[0][0] == first
    assert holds in [row[0] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    xlsx = client.get(url.replace("csv", "xlsx"))
    assert b"".join(xlsx.streaming_content).startswith(b"PK")


def test_the_cms_shows_the_same(team, client, nadia):
    client.force_login(nadia)
    page = client.get("/cms/reports/training/").content.decode()
    assert "Speaking as yourself" in page
    answer = client.get("/cms/reports/training/?export=csv")
    assert b"Speaking as yourself" in b"".join(answer.streaming_content)


@pytest.mark.parametrize("kind", ["topics", "channels"])
def test_editors_keep_topics_and_what_was_backed_is_not_deleted(
    kind, world, client, nadia, amina, marcus
):
    client.force_login(nadia)
    used, unused = {
        "topics": (world.paint, world.tools),
        "channels": (world.reviews, world.groups),
    }[kind]
    world.clear(amina, marcus)
    assert client.get(f"/cms/{kind}/").status_code == 200
    for thing, stays in ((used, True), (unused, False)):
        client.post(f"/cms/{kind}/delete/{thing.pk}/")
        assert type(thing).objects.filter(pk=thing.pk).exists() is stays


def test_a_red_topic_needs_a_person(world, client, nadia):
    client.force_login(nadia)
    sent = {"name": "Gas", "slug": "gas", "covers": "Gas.", "red": "on"}
    page = client.post("/cms/topics/new/", sent).content.decode()
    assert "Name the person to pass a red topic to." in page
    assert client.post("/cms/topics/new/", sent | {"pass_to": nadia.pk}).status_code == 302

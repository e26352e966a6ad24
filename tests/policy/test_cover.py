"""Who has agreed: to whom it is shown, what it counts, what it costs."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from policy import duties, standing
from policy.agreeing import agree
from policy.editions import newest
from policy.models import PolicyPage
from portal.models import User
from portal.people import team
from portal.roles import Role
from tests.policy.company import EVERYBODY, asking, everybody, take
from tests.policy.making import published

DAY = timedelta(days=1)
COVER = "/policies/cover/"


@pytest.fixture
def policy(company, nadia, ada):
    return published(nadia, by=ada)


def who(person, policy):
    """The first names that this person sees in the report of this policy."""
    scope = standing.scope_of(User.objects.get(pk=person.pk))
    if scope is None or not scope.policies().filter(pk=policy.pk).exists():
        return None
    people = standing.people_of(asking(policy), scope.people(policy))
    return {one.first_name for one in people}


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("Farida", {"Marcus", "Amina"}),
        ("Marcus", {"Amina"}),
        ("Priya", {"Bola"}),
        ("Amina", None),
        ("Sam", None),
        ("Nadia", EVERYBODY),
        ("Ada", EVERYBODY),
    ],
)
def test_everybody_sees_their_own_people(name, sees, client, company, policy):
    assert who(company[name], policy) == sees
    client.force_login(User.objects.get(pk=company[name].pk))
    page = client.get(f"{COVER}{policy.slug}/")
    assert page.status_code == (403 if sees is None else 200)
    if sees is None:
        assert "ask the HERO desk" in page.content.decode()
        return
    assert {row[0].split()[0] for row in page.context["rows"]} == sees


def test_a_superuser_without_a_role_is_a_stranger(company, policy, ada):
    ada.groups.clear()
    assert who(ada, policy) is None


def test_an_owner_sees_everybody_for_their_own_policies_only(company, policy, nadia, ada, priya):
    nadia.groups.clear()
    other = published(ada, by=priya_as_editor(priya), slug="lifting")
    assert who(nadia, policy) == EVERYBODY
    assert who(nadia, other) is None


def priya_as_editor(priya):
    priya.groups.add(Group.objects.get(name=Role.EDITOR.value))
    return User.objects.get(pk=priya.pk)


def test_an_owner_who_leads_sees_both(company, policy, nadia, ada, marcus):
    mine = published(nadia, by=ada, slug="lifting", title="Lifting")
    PolicyPage.objects.filter(pk=mine.pk).update(owner_person=marcus)
    mine.refresh_from_db()
    assert who(marcus, mine) == EVERYBODY
    assert who(marcus, policy) == {"Amina"}
    scope = standing.scope_of(User.objects.get(pk=marcus.pk))
    rows = standing.rows(scope, list(scope.policies().order_by("title")))
    assert {row.policy.title: row.asked for row in rows} == {"Lifting": 8, "Speaking online": 1}


def test_a_ring_of_managers_ends(company):
    farida, amina = company["Farida"], company["Amina"]
    User.objects.filter(pk=farida.pk).update(manager=amina)
    assert {one.first_name for one in team.below(farida)} == {"Marcus", "Amina"}


def test_who_left_is_not_counted_and_their_people_stay_in_sight(company, policy):
    User.objects.filter(first_name="Marcus").update(is_active=False)
    assert who(company["Farida"], policy) == {"Amina"}


@pytest.mark.parametrize(
    ("audience", "asked"),
    [
        ((), EVERYBODY),
        (("group",), {"Amina", "Sam", "Bola"}),
        (("department",), {"Amina", "Bola"}),
        (("group", "department"), {"Amina", "Sam", "Bola"}),
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_the_numbers_are_those_of_the_duties(audience, asked, late, company, policy, clock):
    """What the report counts in the database is what each person is told they owe."""
    if "group" in audience:
        policy.audience_groups.add(Group.objects.get(name=Role.FRONTLINE.value))
    if "department" in audience:
        policy.audience_departments.add(company["shop"])
    policy.save()
    take(policy, company["Amina"], company["Ada"])
    clock.shift(20 * DAY)
    User.objects.filter(first_name="Bola").update(date_joined=timezone.now())
    clock.shift((10 if late else 0) * DAY)
    scope = standing.scope_of(User.objects.get(first_name="Nadia"))
    (row,) = standing.rows(scope, list(scope.policies()))
    states = {one.first_name: one.state for one in standing.people_of(asking(policy), everybody())}
    owed = {one.first_name: duties.duties_of(one) for one in everybody()}
    assert set(states) == asked
    assert (row.asked, row.agreed) == (len(asked), len(asked & {"Amina", "Ada"}))
    assert row.missing == sum(bool(mine) for mine in owed.values())
    assert row.overdue == sum(duty.overdue for mine in owed.values() for duty in mine)
    for name, state in states.items():
        expected = standing.AGREED
        if owed[name]:
            expected = standing.OVERDUE if owed[name][0].overdue else standing.WAITING
        assert state == expected
    assert bool(row.overdue) is (late and audience != ("department",))  # Bola has just joined
    assert states.get("Bola") != standing.OVERDUE


@pytest.fixture
def desk(client, company, policy):
    """Nadia at the report, Amina and Sam having agreed."""
    take(policy, company["Amina"], company["Sam"])
    client.force_login(User.objects.get(first_name="Nadia"))
    return client


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({}, EVERYBODY),
        ({"state": "agreed"}, {"Amina", "Sam"}),
        ({"state": "waiting"}, EVERYBODY - {"Amina", "Sam"}),
        ({"state": "overdue"}, set()),
        ({"department": "shop"}, {"Amina", "Bola"}),
        ({"manager": "Marcus"}, {"Amina"}),
        ({"department": "shop", "state": "waiting"}, {"Bola"}),
        ({"state": "nonsense", "department": "x"}, EVERYBODY),
    ],
)
def test_a_file_holds_exactly_what_the_filter_shows(chosen, names, desk, company, policy):
    words = {
        name: company[value].pk if value in company else value for name, value in chosen.items()
    }
    page = desk.get(f"{COVER}{policy.slug}/", words)
    assert {row[0].split()[0] for row in page.context["rows"]} == names
    for form in ("csv", "xlsx"):
        answer = desk.get(f"{COVER}{policy.slug}/", words | {"format": form})
        rows = opened(form, b"".join(answer.streaming_content))
        assert {row[0].split()[0] for row in rows[1:]} == names
        assert len(rows) == len(names) + 1


def opened(form, body):
    if form == "csv":
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    return list(load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True))


def test_a_name_that_is_a_formula_stays_a_name(desk, company, policy):
    User.objects.filter(first_name="Sam").update(first_name="=cmd|' /C calc'!A0", last_name="")
    for form in ("csv", "xlsx"):
        answer = desk.get(f"{COVER}{policy.slug}/", {"format": form})
        names = [row[0] for row in opened(form, b"".join(answer.streaming_content))]
        assert "'=cmd|' /C calc'!A0" in names


def test_since_when(desk, company, policy, clock):
    clock.shift(30 * DAY)
    desk.force_login(User.objects.get(first_name="Nadia"))
    agree(person=company["Nadia"], policy=policy, digest=newest(policy).digest)
    body = b"".join(desk.get(f"{COVER}{policy.slug}/?format=csv").streaming_content)
    rows = {row["Person"]: row for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))}
    assert rows["Amina Yusuf"]["Since"] == "2026-05-04"
    assert rows["Amina Yusuf"]["Edition agreed"] == "1"
    assert rows["Nadia Brandt"]["Since"] == "2026-06-03"
    assert (rows["Bola Okoro"]["Where they stand"], rows["Bola Okoro"]["Since"]) == (
        "Overdue",
        "2026-06-01",
    )


def test_all_policies_as_a_file_and_what_is_past_review(desk, policy):
    PolicyPage.objects.update(review_by=timezone.localdate() - DAY)
    page = desk.get(COVER).content.decode()
    assert "Nadia Brandt meant to look at it by Sun 3 May" in page
    for form in ("csv", "xlsx"):
        rows = opened(form, b"".join(desk.get(f"{COVER}?format={form}").streaming_content))
        assert [str(cell) for cell in rows[1][3:7]] == ["8", "2", "6", "0"]


def crowd(number, nadia, ada, shop):
    """So many more policies and people."""
    first = PolicyPage.objects.get()
    for n in range(number):
        more = published(nadia, by=ada, slug=f"more-{n}", title=f"More {n}", joiner_days=n)
        if n % 2 == 0:
            more.audience_departments.add(shop)
            more.save()
    User.objects.bulk_create(
        User(username=f"p{n}", first_name=f"P{n}", department=shop) for n in range(number * 20)
    )
    return first


@pytest.mark.parametrize("number", [1, 50])
def test_it_costs_the_same_for_few_and_for_many(number, desk, company, policy, nadia, ada):
    crowd(number, nadia, ada, company["shop"])

    def cost(address):
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address).status_code == 200
        return len(asked)

    desk.get(COVER)
    one = f"{COVER}{policy.slug}/"
    addresses = (COVER, one, f"{COVER}?format=csv", f"{one}?format=csv")
    assert {address: cost(address) for address in addresses} == {
        COVER: 12,
        one: 12,
        f"{COVER}?format=csv": 8,
        f"{one}?format=csv": 5,
    }


def test_the_report_of_the_cms_says_the_same(desk, company, policy):
    page = desk.get(reverse("policy_cover_report"))
    assert page.status_code == 200
    words = page.content.decode()
    assert f"{COVER}{policy.slug}/" in words
    assert "Who has agreed" in desk.get("/cms/").content.decode()
    for form in ("csv", "xlsx"):
        answer = desk.get(reverse("policy_cover_report"), {"export": form})
        rows = opened(form, b"".join(answer.streaming_content))
        assert [str(cell) for cell in rows[1][3:7]] == ["8", "2", "6", "0"]

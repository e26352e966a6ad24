"""The page of insights: constant queries, every table a spreadsheet, and no name of a person."""

from datetime import datetime, time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.insights import findings
from home.insights.page import FINDINGS, NAMED, _key, count
from home.insights.scope import PERIODS, Scope
from ideas.compact import State
from ideas.models import Idea
from portal import jobs
from portal.roles import Role


def midnight(day):
    return datetime.combine(day, time(), timezone.get_default_timezone())


@pytest.mark.parametrize("total", [0, 1, 3, 99, 100, 101, 1000])
def test_a_hundred_squares_are_a_hundred(total):
    squares = findings.squares_of([("c1", total // 3), ("c2", total - total // 3), ("cx", 0)])
    assert len(squares) == (100 if total else 0)
    assert "cx" not in {square.look for square in squares}


def test_counting_costs_the_same_for_few_ideas_and_for_many(company):
    asked = []
    for number in (2, 200):
        Idea.objects.all().delete()
        now = timezone.now()
        Idea.objects.bulk_create(
            Idea(
                reference=f"HERO-2026-{place:04}",
                token=f"draft-{place:08}",
                author=company[place % len(company)],
                state=State.DECLINED,
                submitted_at=now,
                reply_by=now,
            )
            for place in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            assert count(Scope()).numbers["ideas"] == number
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 33


def test_the_page_shows_what_was_counted_ahead(client, amina, many):
    """The clockwork counts; whoever looks waits for two lists and for what every page asks."""
    client.force_login(amina)
    assert jobs.JOBS["insights"].run(timezone.now()) == len(PERIODS)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("home:insights"))
    assert len(queries) <= 8
    assert answer.context["numbers"]["ideas"] == len(many)
    assert "Counted at" in answer.content.decode()


def test_what_was_counted_is_told_for_half_an_hour(client, amina, many):
    client.force_login(amina)
    page = reverse("home:insights")
    before = client.get(page).context["numbers"]["ideas"]
    many[0].delete()
    assert client.get(page).context["numbers"]["ideas"] == before
    count(Scope())
    assert client.get(page).context["numbers"]["ideas"] == before - 1


def test_what_is_kept_is_counted_by_the_days_of_the_company(many):
    """Whoever looks first may live elsewhere, and it is kept for everybody."""
    day = timezone.localdate()
    Idea.objects.update(submitted_at=midnight(day))
    for zone in ("Pacific/Honolulu", "Pacific/Kiritimati"):
        with timezone.override(zone):
            assert count(Scope(day)).numbers["ideas"] == len(many)
            assert count(Scope(None, day)).numbers["ideas"] == 0


@pytest.mark.parametrize("key", NAMED)
def test_what_names_an_idea_is_never_kept(key, client, amina, many, monkeypatch):
    """Who may see an idea can change the minute after everything was counted."""
    client.force_login(amina)
    monkeypatch.setitem(NAMED, key, lambda scope: [["HERO-2026-0042", "now"]])
    count(Scope())
    found = {one.key: one for one in client.get(reverse("home:insights")).context["findings"]}
    assert found[key].rows == [["HERO-2026-0042", "now"]]
    kept = cache.get(_key(Scope()))
    assert all(one.rows == [] for one in kept.findings if one.key in NAMED)


@pytest.mark.parametrize("key", FINDINGS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_each_table_comes_as_a_spreadsheet(client, amina, many, key, form):
    client.force_login(amina)
    answer = client.get(reverse("home:insights_table", args=[key]), {"format": form})
    assert answer.status_code == 200
    assert f'{key}.{form}"' in answer["Content-Disposition"]


def test_a_table_that_does_not_exist_is_not_found(client, amina):
    client.force_login(amina)
    assert client.get(reverse("home:insights_table", args=["wages"])).status_code == 404


def test_nonsense_in_the_filter_counts_everything(client, amina, many):
    client.force_login(amina)
    answer = client.get(reverse("home:insights"), {"period": "x", "department": "' or 1=1"})
    assert answer.context["numbers"]["ideas"] == len(many)


def test_no_name_of_a_person_is_on_the_page(client, person, many, company):
    client.force_login(person("Ruth Abara", Role.MANAGER))
    page = client.get(reverse("home:insights")).content.decode()
    assert not any(f"Person {number}" in page for number in range(15))

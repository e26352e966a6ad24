"""The page of insights: constant queries, every table a spreadsheet, and no name of a person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.insights import findings
from home.insights.page import FINDINGS
from ideas.compact import State
from ideas.models import Idea
from portal.roles import Role


@pytest.mark.parametrize("total", [0, 1, 3, 99, 100, 101, 1000])
def test_a_hundred_squares_are_a_hundred(total):
    squares = findings.squares_of([("c1", total // 3), ("c2", total - total // 3), ("cx", 0)])
    assert len(squares) == (100 if total else 0)
    assert "cx" not in {square.look for square in squares}


def test_the_page_costs_the_same_for_few_ideas_and_for_many(client, company, amina):
    client.force_login(amina)
    counts = []
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
        client.get(reverse("home:insights"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("home:insights")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 45


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

"""What the figures keep to themselves: ideas that are not for everybody, and small departments."""

import pytest
from django.urls import reverse

from home.insights import findings, outcomes
from home.insights.scope import Scope, ScopeForm
from ideas.models import Idea
from portal.models import Department, User


@pytest.mark.parametrize(
    ("privacy", "shown"),
    [({}, True), ({"confidential": True}, False), ({"hidden_from_manager": True}, False)],
)
def test_the_ledger_names_only_what_everybody_may_see(celebrated, privacy, shown):
    Idea.objects.update(**privacy)
    finding = outcomes.value(Scope())
    assert (celebrated.reference in {row[0] for row in finding.rows}) == shown
    assert "second pair of eyes" in finding.headline  # it counts all the same


@pytest.mark.parametrize(
    ("here", "left", "offered"),
    [(findings.SMALL - 1, 5, False), (findings.SMALL, 0, True)],
)
def test_a_department_of_few_is_not_counted_by_itself(client, sam, here, left, offered):
    paint = Department.objects.create(name="Paint")
    User.objects.bulk_create(
        User(username=f"person{number}", department=paint, is_active=number < here)
        for number in range(here + left)
    )
    assert ScopeForm({"department": paint.pk}).scope().department == (paint if offered else None)
    client.force_login(sam)
    page = client.get(reverse("home:insights"))
    assert (">Paint<" in page.content.decode()) == offered

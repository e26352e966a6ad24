"""All findings, in the order of the page."""

from django.db.models import Count

from home.insights import flow, learning, outcomes, people, scorecard
from portal.models import User

FINDINGS = {
    "pipeline": flow.pipeline,
    "months": flow.months,
    "first-reply": flow.first_reply,
    "waiting": flow.waiting,
    "compact": scorecard.scorecard,
    "declines": flow.declines,
    "risk": outcomes.risks,
    "value": outcomes.value,
    "voices": people.voices,
    "fairness": people.fairness,
    "training": learning.training_cover,
}


def numbers(scope):
    """How many ``ideas``, by how many ``people``, of how many who are ``there``. Two queries."""
    counted = scope.ideas().aggregate(ideas=Count("pk"), people=Count("author", distinct=True))
    there = User.objects.present()
    if scope.department:
        there = there.filter(department=scope.department)
    return counted | {"there": there.count()}

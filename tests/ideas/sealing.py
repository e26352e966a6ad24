"""Ideas with a compact to sign, and how people sign it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from ideas import deeds, effects, seats, services, turns
from ideas.compact import Party, State
from ideas.models import Assessment, Criteria, Idea, Mitigation, Risk

DUE = date(2030, 5, 17)


def weighed(idea, *, assessor, sponsor, champion=None):
    """Bring a shared idea to sponsorship: one risk, one thing done about it, one deed.

    The rules of weighing are tested elsewhere; this writes down what they would let through.
    """
    assessment = Assessment.objects.create(
        idea=idea, criteria=Criteria.objects.latest("number"), effort=[1] * 5, value=[3] * 5
    )
    nothing = {"side": Risk.Side.NOTHING, "category": "nothing", "event": "people go on standing"}
    _risk(assessment, assessor, number=0, **nothing)
    risk = _risk(
        assessment,
        assessor,
        number=1,
        side=Risk.Side.CUSTOMER,
        category="safety",
        cause="the kettle is hot",
        event="somebody is scalded",
        sufferer="a customer",
        harm="a burn on the hand",
        treatment=Risk.Treatment.REDUCE,
        confidence="medium",
        inherent_impacts={"customer": 3},
        target_likelihood=1,
        target_impacts={"customer": 1},
    )
    Mitigation.objects.create(
        risk=risk,
        text="Put the kettle behind the counter.",
        owner=idea.author,
        due_on=DUE,
        standing=Mitigation.Standing.TAKEN,
        proposed_by=assessor,
    )
    with transaction.atomic():
        idea = fresh(idea)
        seats.fill(idea, Party.SPONSOR, sponsor, by=None)
        if champion:
            seats.fill(idea, Party.CHAMPION, champion, by=None)
        effects.close_the_assessment(fresh(idea), assessor, {})
        turns.enter(fresh(idea), State.SPONSORSHIP)
    return fresh(idea)


def _risk(assessment, by, **fields):
    return Risk.objects.create(
        assessment=assessment,
        proposed_by=by,
        standing=Risk.Standing.TAKEN,
        answered_by=by,
        answered_at=timezone.now(),
        inherent_likelihood=3,
        **fields,
    )


def fresh(idea):
    return Idea.objects.select_related("author").get(pk=idea.pk)


MORE = {
    "sponsor-with": {"condition": "Only on weekdays."},
    "adopt": {"support": "One day of mine.", "scale": "A day a shop."},
    "adopt-with": {
        "condition": "Only with our own plugs.",
        "support": "One day of mine.",
        "scale": "A day a shop.",
    },
    "advise": {"advice": "Use the socket by the door."},
}


def answers(idea, verb, by, **more):
    """What somebody types who signs the text that stands, or would with their condition."""
    typed = MORE.get(verb, {}) | {"name": str(by)} | more
    if "condition" in typed:
        deed = deeds.preview(idea, by=by, condition=typed["condition"])
    else:
        deed = deeds.of_round(idea)
    return {"deed": deed.digest} | typed


def sign(idea, verb, by, **more):
    """Sign it as it stands now; returns the idea after that."""
    idea = fresh(idea)
    services.perform(idea, verb, by=by, answers=answers(idea, verb, by, **more))
    return fresh(idea)

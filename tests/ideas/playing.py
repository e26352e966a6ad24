"""Play an idea forward through the services, as the people of the company would.

Each step takes the idea as it is and gives it back fresh. Nothing is written past a service::

    idea = playing.weighed(shared, backer=farida)     # sponsorship, with a deed to sign
    idea = playing.trial(shared, backer=farida)       # all seals on

``weigh`` writes the assessment and leaves ``weigh`` itself to the test.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ideas import deeds, seats, services
from ideas.compact import Party, State
from ideas.models import Assessment, Idea, Risk
from ideas.risk import assessing, consulting, mitigating, scoring, screening

HEARD = "She stood for forty minutes, and nobody saw her."
NOTE = "Small, kind and safe."
CUSTOMER = {
    "side": "customer",
    "category": "customer",
    "guide_word": "wrong",
    "cause": "the kettle is hot",
    "event": "somebody is scalded",
    "sufferer": "a customer",
    "harm": "a burn",
}
STAFF = {
    "side": "staff",
    "category": "staff",
    "guide_word": "tired",
    "cause": "one person always makes the tea",
    "event": "she never gets a break",
    "sufferer": "a colleague",
    "harm": "stress",
}
COLUMN = {"customer": "customer", "staff": "staff"}
NO = {one.key: False for one in screening.SCREEN}
# (likelihood, impact) that the matrix of edition 1 reads as this level.
SCORE_OF = {"L": (2, 2), "M": (3, 3), "H": (4, 4), "S": (5, 4)}


def fresh(idea):
    return Idea.objects.select_related("author").get(pk=idea.pk)


def assessment_of(idea):
    return Assessment.objects.get(idea=idea)


def tomorrow(days=1):
    return timezone.localdate() + timedelta(days=days)


def add(idea, *, by=None, **wording):
    """A risk, by the assessor unless somebody else says it."""
    by = by or idea.seated(Party.ASSESSOR)
    return assessing.add_risk(assessment_of(idea), by=by, **CUSTOMER | wording)


def first(risk, by, likelihood=2, impact=2, confidence="medium"):
    impacts = {column_of(risk): impact}
    return scoring.first(risk, by=by, likelihood=likelihood, impacts=impacts, confidence=confidence)


def column_of(risk):
    return COLUMN.get(risk.category, "customer")


def agree(risk, by, score=(2, 2), confidence="medium", treatment="reduce"):
    likelihood, impact = score
    return scoring.agree(
        risk,
        by=by,
        likelihood=likelihood,
        impacts={column_of(risk): impact},
        confidence=confidence,
        treatment=treatment,
    )


def score(risk, by, *, inherent="L", target="L"):
    """First score, agreed score, something done about it where it gets smaller, and what is left.

    Where a second pair of eyes is needed and nobody gave one, it is tried smaller.
    """
    if not risk.first_scores.filter(person=by).exists():
        first(risk, by, *SCORE_OF[inherent])
    others = risk.first_scores.exclude(person=by).exists()
    agree(risk, by, SCORE_OF[inherent], treatment="reduce" if others else "smaller")
    if inherent != target and not risk.mitigations.filter(standing="taken").exists():
        mitigate(risk, by, owner=by)
    likelihood, impact = SCORE_OF[target]
    scoring.after(risk, by=by, likelihood=likelihood, impacts={column_of(risk): impact})
    return Risk.objects.get(pk=risk.pk)


def mitigate(risk, by, *, owner=None, due_on=None, text="Put it behind the counter."):
    return mitigating.propose(
        risk, by=by, text=text, owner=owner or by, due_on=due_on or tomorrow(7)
    )


def hear(idea):
    """Everybody who was asked answers that it is fine."""
    for one in assessment_of(idea).consultations.filter(answered_at=None):
        consulting.answer(one, by=one.person, verdict="fine", screen=NO)


def weigh(idea, *, inherent="L", target=None):
    """Write down all that an assessment needs: after this the assessor can finish weighing it."""
    idea, target = fresh(idea), target or inherent
    assessor, assessment = idea.seated(Party.ASSESSOR), assessment_of(idea)
    assessing.describe_nothing(
        assessment, by=assessor, event="people go on standing", sufferer="them", harm="pain"
    )
    worst = add(idea)
    others = [] if idea.fast_lane else [add(idea, **STAFF)]
    score(worst, assessor, inherent=inherent, target=target)
    for risk in others:
        score(risk, assessor)
    if not idea.fast_lane:
        agree(assessment.risks.get(number=0), assessor, (4, 2), treatment="accept")
    hear(idea)
    assessing.evaluate(assessment, by=assessor, effort=[1] * 5, value=[3] * 5)
    return fresh(idea)


def weighed(idea, *, backer=None, champion=None, inherent="L", target=None):
    """At sponsorship, weighed by its assessor. ``backer`` and ``champion`` take their seats;
    without them whoever the portal proposes."""
    idea = weigh(idea, inherent=inherent, target=target)
    for party, person in ((Party.SPONSOR, backer), (Party.CHAMPION, champion)):
        if person:
            with transaction.atomic():
                seats.fill(idea, party, person, by=None)
    answers = {"heard": HEARD, "note": NOTE}
    services.perform(fresh(idea), "weigh", by=idea.seated(Party.ASSESSOR), answers=answers)
    return fresh(idea)


def sealed_by(idea, verb, party, **answers):
    """One party puts its seal on the text that stands now."""
    idea = fresh(idea)
    person = idea.seated(party)
    answers |= {"deed": deeds.of_round(idea).digest, "name": str(person)}
    services.perform(idea, verb, by=person, answers=answers)
    return fresh(idea)


def sign_off(idea, **people):
    """With IT: weighed and backed. The idea involves technology."""
    return sealed_by(weighed(idea, **people), "sponsor", Party.SPONSOR)


def countersign(idea, **people):
    """All seals on but the HERO's."""
    idea = sealed_by(weighed(idea, **people), "sponsor", Party.SPONSOR)
    if idea.state == State.SIGN_OFF:
        idea = sealed_by(idea, "adopt", Party.CHAMPION, support="A day.", scale="A day a shop.")
    return idea


def trial(idea, **people):
    """All seals on: it is being tried."""
    return sealed_by(countersign(idea, **people), "sign", Party.AUTHOR)

"""The assessment of an idea in a few words, for the idea's own page. Two queries."""

from dataclasses import dataclass

from django.urls import reverse

from ideas.compact import State
from ideas.models import Assessment, Risk
from ideas.risk import criteria, scores
from ideas.risk import method as methods


@dataclass(frozen=True, slots=True)
class Brief:
    """``band`` is the worst level once everything planned is done, 1 to 4; 0 before all of it is
    weighed, and then nobody is told any level."""

    url: str
    counted: int
    proposed: int
    band: int
    weighing: bool


def of(idea):
    """The Brief of an idea, or None before its assessment is open."""
    own = Assessment.objects.select_related("criteria").filter(idea=idea).first()
    if own is None:
        return None
    risks = list(own.risks.filter(number__gt=0).exclude(standing=Risk.Standing.SET_ASIDE))
    counted = [risk for risk in risks if risk.standing == Risk.Standing.TAKEN]
    band = 0
    if own.completed_at is not None:
        method = criteria.method_of(own.criteria)
        levels = (scores.level(method, risk, scores.of(risk, scores.TARGET)) for risk in counted)
        band = methods.rank(methods.worst(levels))
    return Brief(
        url=reverse("ideas:assessment", args=[idea.slug]),
        counted=len(counted),
        proposed=len(risks) - len(counted),
        band=band,
        weighing=idea.state == State.ASSESSING,
    )

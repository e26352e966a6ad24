"""The assessment of an idea in a few words, for the idea's own page."""

from dataclasses import dataclass

from django.urls import reverse

from ideas.compact import State
from ideas.models import Risk
from ideas.risk import method as methods
from ideas.risk import scores, whole


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
    found = whole.of(idea)
    if found is None:
        return None
    counted, band = found.counted, 0
    if found.assessment.completed_at is not None:
        levels = (found.level(risk, scores.TARGET) for risk in counted)
        band = methods.rank(methods.worst(levels))
    return Brief(
        url=reverse("ideas:assessment", args=[idea.slug]),
        counted=len(counted),
        proposed=sum(
            risk.standing == Risk.Standing.PROPOSED for risk in found.risks if risk.number
        ),
        band=band,
        weighing=idea.state == State.ASSESSING,
    )

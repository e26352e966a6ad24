"""The whole assessment of an idea, read in two queries however much stands in it."""

from dataclasses import dataclass

from ideas import reading
from ideas.compact import Party
from ideas.models import Assessment, Consultation, Idea, Risk, Waiver
from ideas.risk import criteria, scores
from ideas.risk.method import Method
from ideas.seats import authors_of
from portal.models import User


@dataclass(frozen=True, slots=True)
class Whole:
    """What stands in an assessment now. ``risks`` bring their mitigations and first scores.

    ``authors`` are ids: whoever is on the author's side.
    """

    idea: Idea
    assessor: User | None
    authors: frozenset[int]
    assessment: Assessment
    method: Method
    risks: tuple[Risk, ...]
    consultations: tuple[Consultation, ...]
    waivers: tuple[Waiver, ...]
    outdated: bool  # newer criteria came out since; nothing is scored anew

    @property
    def nothing(self):
        """The risk of doing nothing."""
        return next((risk for risk in self.risks if risk.number == 0), None)

    @property
    def counted(self):
        """The risks that were taken up, besides the one of doing nothing."""
        taken = Risk.Standing.TAKEN
        return [risk for risk in self.risks if risk.number and risk.standing == taken]

    @property
    def heard(self):
        """The tripwires whose colleague has answered, and not against it."""
        against = Consultation.Verdict.AGAINST
        return {
            one.tripwire
            for one in self.consultations
            if one.answered_at is not None and one.verdict != against
        }

    def level(self, risk, which):
        """ "L" to "S", or None as long as it isn't scored."""
        return scores.level(self.method, risk, scores.of(risk, which))


def of(idea):
    """The Whole of an idea, or None before it is sent. A Whole is its own."""
    if isinstance(idea, Whole):
        return idea
    if reading.part(idea, "assessment") is None:
        idea = reading.apart(idea)
    _known, assessment = reading.one(idea, "assessment")
    if assessment is None:
        return None
    return Whole(
        idea=idea,
        assessor=idea.seated(Party.ASSESSOR),
        authors=frozenset(authors_of(idea)),
        assessment=assessment,
        method=criteria.method_of(assessment.criteria),
        risks=tuple(assessment.risks.all()),
        consultations=tuple(assessment.consultations.all()),
        waivers=tuple(assessment.waivers.all()),
        outdated=assessment.criteria.newest > assessment.criteria.number,
    )

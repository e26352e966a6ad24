"""Scores as they stand in an assessment, and who may see which. Reads only.

Three levels come of them: ``inherent`` before anything is done, ``target`` if all that is planned
is done, ``current`` with only what somebody has verified.

``room`` is what a risk is seen in, a whole.Whole or a ground.Ground: it has the ``idea``, the
``method``, the ``assessor`` and the ids of the ``authors``. First scores and mitigations are read
as they were prefetched.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ideas.models import Mitigation, Risk
from ideas.models.risk import Confidence
from ideas.risk import method
from ideas.risk.hats import Hat

INHERENT, TARGET, CURRENT = "inherent", "target", "current"


@dataclass(frozen=True, slots=True)
class Score:
    """A likelihood, and an impact for each column: 1 to 5."""

    likelihood: int
    impacts: dict

    def is_within(self, other):
        """Whether nothing of it is worse than in ``other``."""
        return self.likelihood <= other.likelihood and all(
            column in other.impacts and impact <= other.impacts[column]
            for column, impact in self.impacts.items()
        )


def of(risk, which):
    """The agreed Score of a risk, or None. As long as nothing is verified, current is inherent."""
    likelihood, impacts = (
        getattr(risk, f"{which}_likelihood"),
        getattr(risk, f"{which}_impacts"),
    )
    if likelihood is None:
        return of(risk, INHERENT) if which == CURRENT else None
    return Score(likelihood, impacts)


def level(own, risk, score):
    """The level of a Score of this risk by the Method ``own``; None for no score."""
    if score is None:
        return None
    return method.category_level(
        own, risk.category, score.likelihood, score.impacts, vulnerable=risk.vulnerable
    )


def planned(risk):
    """The mitigations that count: taken up, and not known to have failed."""
    return [
        one
        for one in risk.mitigations.all()
        if one.standing == Mitigation.Standing.TAKEN and one.status != Mitigation.Status.FAILED
    ]


def verified(risk):
    """The mitigations that somebody looked at, and they work."""
    return [one for one in planned(risk) if one.status == Mitigation.Status.VERIFIED]


def lacks_a_second(room, risk, score):
    """Whether this score stands on one person's word and mustn't: where they guess, and in the
    full lane from Medium up. A smaller trial will do instead."""
    others = _given(risk) - room.authors - {room.assessor and room.assessor.pk}
    if others or risk.number == 0 or risk.treatment == Risk.Treatment.SMALLER:
        return False
    if risk.confidence == Confidence.LOW:
        return True
    grave = method.above(level(room.method, risk, score), method.Level.LOW)
    return grave and not room.idea.fast_lane


def _given(risk):
    """The ids of the people who gave a first score."""
    return {one.person_id for one in risk.first_scores.all()}


def seen(room, risk, person, hats):
    """The first scores of a risk that this person may see now: their own; all, once they gave
    theirs; the authors all, once the assessor's is in; whoever is involved all, once agreed."""
    scores = list(risk.first_scores.all())
    if person.pk in _given(risk) or _sees_all(room, risk, person, hats):
        return scores
    return []


def _sees_all(room, risk, person, hats):
    """Whether all first scores are open to somebody who has given none."""
    if Hat.ASSESSOR in hats:
        return False  # not before their own
    if person.pk in room.authors and room.assessor and room.assessor.pk in _given(risk):
        return True
    return risk.inherent_likelihood is not None and bool(hats - {Hat.COLLEAGUE})


def sees_agreed(risk, person, hats):
    """Whether this person may see what was agreed: all but an assessor who took over and has not
    given their own first score yet."""
    return risk.number == 0 or Hat.ASSESSOR not in hats or person.pk in _given(risk)


def too_late(room, risk, person, hats):
    """The sentence that says why it is too late for a first score of theirs, or None."""
    if person.pk in _given(risk):
        return _("You have scored it already. A first score stays as it was given.")
    if Hat.ASSESSOR in hats:
        return None
    if risk.inherent_likelihood is not None or _sees_all(room, risk, person, hats):
        return _("The scores are open now, so yours would not be blind. Say it in a comment.")
    return None

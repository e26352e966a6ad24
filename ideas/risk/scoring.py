"""Give scores. First everybody for themselves, without seeing what others think; then what they
agree on: before anything is done, with all that is planned, and with what is verified."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import FirstScore, Risk, Round
from ideas.models.risk import Confidence
from ideas.risk import method, scores
from ideas.risk.assessing import SHOWN, TAKEN, found
from ideas.risk.ground import Ground, one_of, refuse_stale
from ideas.risk.scores import CURRENT, INHERENT, TARGET, Score
from ideas.seats import Refused


@transaction.atomic
def first(risk, *, by, likelihood, impacts, confidence):
    """Say what one thinks, once, before seeing what anybody else thinks. Raises Refused."""
    at = Ground(risk.assessment_id, by)
    at.need("score")
    at.need_open()
    risk = _taken(at, risk)
    if reason := scores.too_late(at, risk, by, at.hats):
        raise Refused(reason)
    score = _score(at, risk, likelihood, impacts)
    made = FirstScore.objects.create(
        risk=risk,
        person=by,
        likelihood=score.likelihood,
        impacts=score.impacts,
        confidence=one_of(confidence, Confidence.values),
    )
    at.record("idea.first_score", number=risk.number)
    return made


def _taken(at, risk):
    risk = found(at, risk)
    if risk.standing != TAKEN:
        raise Refused(_("Only what is taken up is scored."))
    return risk


def _score(at, risk, likelihood, impacts):
    """A Score with whole numbers from 1 to 5 and columns of the criteria. Raises Refused."""
    columns = dict(at.method.columns)
    told = {column: impact for column, impact in impacts.items() if impact is not None}
    whole = [likelihood, *told.values()]
    if any(type(one) is not int or one not in method.SCORES for one in whole):
        raise Refused(_("Choose how likely and how bad, from 1 to 5."))
    if set(told) - set(columns):
        raise Refused(_("Choose one of the answers on the page."))
    needed = at.method.categories[risk.category].columns
    if not set(told) & set(needed):
        names = " / ".join(columns[column] for column in needed)
        raise Refused(_("Say how bad it would be here: %(names)s.") % {"names": names})
    return Score(likelihood, told)


@transaction.atomic
def agree(risk, *, by, likelihood, impacts, confidence, treatment, mark=""):
    """The assessor says what the risk is before anything is done, and how it is treated.

    Needs the assessor's own first score; and where they guess, or in the full lane from Medium
    up, the first score of somebody who is no author, or a smaller trial. Raises Refused, Stale.
    """
    at = Ground(risk.assessment_id, by)
    at.need("agree")
    at.need_open()
    risk = _taken(at, risk)
    refuse_stale(risk, SHOWN, mark)
    score = _score(at, risk, likelihood, impacts)
    risk.confidence = one_of(confidence, Confidence.values)
    risk.treatment = one_of(treatment, Risk.Treatment.values)
    given = {one.person_id for one in risk.first_scores.all()}
    if risk.number != 0 and by.pk not in given:
        raise Refused(_("First score it for yourself. What others think opens after that."))
    if scores.lacks_a_second(at, risk, score):
        raise Refused(
            _(
                "This needs a second pair of eyes: a first score by a colleague who is consulted. "
                "Or choose “Try it smaller”."
            )
        )
    before = _facts(risk, INHERENT)
    risk.inherent_likelihood, risk.inherent_impacts = score.likelihood, score.impacts
    target = scores.of(risk, TARGET)
    if target and not target.is_within(score):
        risk.target_likelihood, risk.target_impacts = None, {}
    risk.current_likelihood, risk.current_impacts = None, {}
    _store(at, risk, INHERENT, before, also=("confidence", "treatment", *_names(TARGET, CURRENT)))
    return risk


@transaction.atomic
def after(risk, *, by, likelihood, impacts, mark=""):
    """The assessor says what is left once everything that is planned is done. Raises Refused."""
    at = Ground(risk.assessment_id, by)
    at.need("agree")
    at.need_open()
    risk = _taken(at, risk)
    refuse_stale(risk, SHOWN, mark)
    inherent = scores.of(risk, INHERENT)
    if inherent is None:
        raise Refused(_("First say what it is before anything is done about it."))
    score = Score(likelihood, inherent.impacts | _given(impacts))
    score = _score(at, risk, score.likelihood, score.impacts)
    if not score.is_within(inherent):
        raise Refused(_("What we do about it can’t make it worse. Score it anew, or lower this."))
    if score != inherent and not scores.planned(risk):
        raise Refused(_("Nothing is planned that would make it smaller. First say what you’ll do."))
    before = _facts(risk, TARGET)
    risk.target_likelihood, risk.target_impacts = score.likelihood, score.impacts
    now = scores.of(risk, CURRENT)
    if not score.is_within(now):
        risk.current_likelihood, risk.current_impacts = None, {}
    _store(at, risk, TARGET, before, also=_names(CURRENT))
    return risk


@transaction.atomic
def current(risk, *, by, likelihood, impacts, mark=""):
    """The assessor or the sponsor says where the risk is with only what is verified: never below
    the target, never above what it was at first. Seals stay as they are. Raises Refused."""
    at = Ground(risk.assessment_id, by)
    at.need("settle")
    at.need_alive()
    risk = _taken(at, risk)
    refuse_stale(risk, SHOWN, mark)
    if not scores.verified(risk):
        raise Refused(_("Nothing is verified yet, so it is what it was before."))
    inherent, target = scores.of(risk, INHERENT), scores.of(risk, TARGET)
    if target is None:
        raise Refused(_("First say what is left once everything that is planned is done."))
    score = Score(likelihood, inherent.impacts | _given(impacts))
    score = _score(at, risk, score.likelihood, score.impacts)
    if not score.is_within(inherent) or not target.is_within(score):
        raise Refused(_("Where it is now lies between what it was and what is left at the end."))
    before = _facts(risk, CURRENT)
    risk.current_likelihood, risk.current_impacts = score.likelihood, score.impacts
    _store(at, risk, CURRENT, before)
    return risk


def _given(impacts):
    return {column: impact for column, impact in impacts.items() if impact is not None}


def back_to_inherent(risk):
    """What counted as verified doesn't any more. The caller records why."""
    risk.current_likelihood, risk.current_impacts = None, {}
    risk.save(update_fields=_names(CURRENT))


def _names(*which):
    return [f"{one}_{part}" for one in which for part in ("likelihood", "impacts")]


def _facts(risk, which):
    likelihood, impacts = (getattr(risk, name) for name in _names(which))
    return {"likelihood": likelihood, "impacts": impacts}


def _store(at, risk, which, before, also=()):
    risk.save(update_fields=[*_names(which), *also])
    at.record(f"idea.{which}_score", number=risk.number, before=before, after=_facts(risk, which))
    if which != CURRENT:
        at.changed(Round.Why.ASSESSMENT)

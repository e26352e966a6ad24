"""The assessment itself: open it, write down what could happen, and say whether it is worth it.

Whoever proposes something is told what became of it.
"""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.models import Assessment, Idea, Risk, Round
from ideas.risk import consulting, criteria, method
from ideas.risk.ground import (
    Ground,
    Stale,
    answered,
    one_of,
    refuse_stale,
    words,
)
from ideas.risk.hats import Hat
from ideas.seats import Refused
from portal import notices

RISKS_AT_MOST = 20
PROPOSED_AT_MOST = 5  # of one person, without an answer yet
WORDING = (
    "side",
    "category",
    "guide_word",
    "cause",
    "event",
    "sufferer",
    "harm",
    "vulnerable",
)
OF_NOTHING = ("cause", "event", "sufferer", "harm")
SCORES = (
    "inherent_likelihood",
    "inherent_impacts",
    "target_likelihood",
    "target_impacts",
    "current_likelihood",
    "current_impacts",
)
SHOWN = (*WORDING, *SCORES, "treatment", "confidence", "standing")  # what a form is drawn from
MISSING = {
    "cause": gettext_lazy("Say what it could come from."),
    "event": gettext_lazy("Say what could happen."),
    "sufferer": gettext_lazy("Say who would suffer from it."),
    "harm": gettext_lazy("Say what they would suffer."),
}
SIDES = (Risk.Side.CUSTOMER, Risk.Side.STAFF)
TAKEN, PROPOSED = Risk.Standing.TAKEN, Risk.Standing.PROPOSED


@transaction.atomic
def open(idea):
    """The assessment of an idea: made with the criteria in force, once; then kept.

    Asks the specialists of tripwires that were answered with yes since. Call it again when the
    answers change.
    """
    Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    return open_locked(idea)


def open_locked(idea):
    """As ``open``, for a caller who holds the idea's row."""
    assessment = Assessment.objects.select_related("criteria").filter(idea=idea).first()
    if fresh := assessment is None:
        assessment = Assessment.objects.create(idea=idea, criteria=criteria.current())
        Risk.objects.create(
            assessment=assessment,
            number=0,
            side=Risk.Side.NOTHING,
            category=method.NOTHING,
            guide_word=method.NOTHING,
            standing=TAKEN,
            proposed_by=idea.author,
        )
    consulting.ask(assessment, idea, fresh=fresh)
    return assessment


@transaction.atomic
def add_risk(assessment, *, by, side, category, event, **wording):
    """Write down what could happen. Taken up at once when the author or the assessor writes it,
    and else a proposal, of which the author is told. Returns the Risk. Raises Refused."""
    at = Ground(assessment.pk, by)
    told = _worded(at, {"side": side, "category": category, "event": event, **wording})
    at_once = at.may("add")
    if at_once:
        at.need_open()
    else:
        at.need_alive()
    _refuse_too_many(at, at_once)
    number = at.assessment.risks.aggregate(last=Max("number"))["last"] + 1
    risk = Risk.objects.create(
        assessment=at.assessment,
        number=number,
        standing=TAKEN if at_once else PROPOSED,
        proposed_by=by,
        **told,
    )
    at.record("idea.risk_added" if at_once else "idea.risk_proposed", number=number)
    if at_once:
        at.changed(Round.Why.ASSESSMENT)
    else:
        at.tell(at.answerers(), "idea.risk_proposed", key=f"idea.risk_proposed:{risk.pk}")
    return risk


def _worded(at, wording):
    """The wording of a risk, checked against the criteria of this assessment. Raises Refused."""
    told = {name: words(wording.get(name), MISSING[name]) for name in MISSING}
    told["sufferer"] = words(told["sufferer"], longest=200)
    told["side"] = one_of(wording["side"], SIDES)
    told["category"] = one_of(
        wording["category"], [key for key in at.method.categories if key != method.NOTHING]
    )
    guide_words = {word.key for word in at.method.guide_words}
    told["guide_word"] = one_of(wording.get("guide_word", ""), guide_words | {""})
    told["vulnerable"] = bool(wording.get("vulnerable"))
    return told


def _refuse_too_many(at, at_once):
    risks = at.assessment.risks.exclude(standing=Risk.Standing.SET_ASIDE).exclude(number=0)
    if risks.count() >= RISKS_AT_MOST:
        raise Refused(
            _("%(n)s risks are as many as anybody can weigh. Set one aside, or join two.")
            % {"n": RISKS_AT_MOST}
        )
    if not at_once and risks.filter(standing=PROPOSED, proposed_by=at.by).count() >= (
        PROPOSED_AT_MOST
    ):
        raise Refused(_("Five of yours are waiting for an answer. Let them be answered first."))


def found(at, risk):
    """The risk as it is under the lock."""
    return Risk.objects.select_related("proposed_by").get(pk=risk.pk, assessment=at.assessment)


@transaction.atomic
def reword(risk, *, by, mark="", **wording):
    """Put a risk in other words. Raises Refused, and Stale when ``mark`` (ground.mark_of of SHOWN)
    says that it changed since it was shown.

    Once somebody has scored it, only the assessor rewords it: a score is of what was read.
    """
    at = Ground(risk.assessment_id, by)
    risk = found(at, risk)
    own = risk.standing == PROPOSED and risk.proposed_by_id == by.pk
    if not own:
        at.need("reword")
    at.need_alive() if own else at.need_open()
    if risk.number == 0:
        raise Refused(_("What happens if we do nothing is written in a place of its own."))
    if Hat.ASSESSOR not in at.hats and risk.first_scores.exists():
        raise Refused(_("It has been scored as it stands. Whoever weighs it can still reword it."))
    refuse_stale(risk, SHOWN, mark)
    before = {name: getattr(risk, name) for name in WORDING}
    _reworded(at, risk, before, _worded(at, before | wording))
    return risk


@transaction.atomic
def describe_nothing(assessment, *, by, mark="", **wording):
    """Say what happens if we do nothing: ``event``, ``sufferer`` and ``harm``. Raises Refused."""
    at = Ground(assessment.pk, by)
    at.need("describe_nothing")
    at.need_open()
    risk = at.assessment.risks.get(number=0)
    refuse_stale(risk, SHOWN, mark)
    before = {name: getattr(risk, name) for name in OF_NOTHING}
    told = {name: words(text) for name, text in (before | wording).items() if name in OF_NOTHING}
    told["sufferer"] = words(told["sufferer"], longest=200)
    words(told["event"], _("Say what happens if we do nothing."))
    words(told["harm"], MISSING["harm"])
    _reworded(at, risk, before, told)
    return risk


def _reworded(at, risk, before, after):
    """Store what is new, keep what it said before in the trail."""
    new = {name: text for name, text in after.items() if before[name] != text}
    if not new:
        return
    for name, text in new.items():
        setattr(risk, name, text)
    risk.save(update_fields=list(new))
    at.record(
        "idea.risk_reworded",
        number=risk.number,
        before={name: before[name] for name in new},
        after=new,
    )
    if risk.standing == TAKEN:
        at.changed(Round.Why.ASSESSMENT)


@transaction.atomic
def answer(risk, *, by, take, why=""):
    """Take a risk up, or set it aside with the reason; whoever proposed it is told. What was
    answered before may be answered anew. Raises Refused."""
    at = Ground(risk.assessment_id, by)
    at.need("take" if take else "set_aside")
    risk = found(at, risk)
    if risk.number == 0:
        raise Refused(_("What happens if we do nothing always counts."))
    counted = risk.standing == TAKEN
    if take == counted and risk.standing != PROPOSED:
        return risk
    at.need_open() if take or counted else at.need_alive()
    if not take:
        why = words(why, _("Say in a sentence why you set it aside."))
    elif risk.standing == Risk.Standing.SET_ASIDE:
        at.need("set_aside")  # whoever set it aside, not the author, takes it up after all
        _refuse_too_many(at, at_once=True)
    risk.standing = TAKEN if take else Risk.Standing.SET_ASIDE
    answered(risk, by, words(why))
    risk.save(update_fields=["standing", "answer", "answered_by", "answered_at"])
    kind = "idea.risk_taken" if take else "idea.risk_set_aside"
    at.record(kind, number=risk.number, why=risk.answer)
    notices.settle(f"idea.risk_proposed:{risk.pk}")
    key = f"{kind}:{risk.pk}:{risk.answered_at.isoformat()}"
    at.tell([risk.proposed_by], kind, key=key, why=risk.answer)
    if take or counted:
        at.changed(Round.Why.ASSESSMENT)
    return risk


@transaction.atomic
def evaluate(assessment, *, by, effort, value, version=None):
    """Say what it costs and what it brings: five answers each, from 0 to 4 or None.

    Raises Refused, and Stale when ``version`` is not the one that was shown.
    """
    at = Ground(assessment.pk, by)
    at.need("evaluate")
    at.need_open()
    own = at.assessment
    if version is not None and version != own.version:
        raise Stale(_("Somebody answered this a moment ago. Here is how it stands now."))
    effort, value = (_five(answers) for answers in (effort, value))
    if (effort, value) == (own.effort, own.value):
        return own
    before = {"effort": own.effort, "value": own.value}
    own.effort, own.value = effort, value
    Assessment.objects.filter(pk=own.pk).update(
        effort=effort, value=value, version=F("version") + 1
    )
    at.record("idea.evaluated", before=before, after={"effort": effort, "value": value})
    at.changed(Round.Why.ASSESSMENT)
    own.version += 1
    return own


def _five(answers):
    answers = list(answers)
    if len(answers) != 5:
        raise Refused(_("There are five questions each. Answer what you can."))
    return [one_of(answer, (None, *method.ANSWERS)) for answer in answers]

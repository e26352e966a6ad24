"""What we do about a risk: proposed by anybody, taken up with an owner and a day, then planned, in
place and verified by somebody else than its owner."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import audience
from ideas.compact import Party
from ideas.models import Mitigation, Risk, Round
from ideas.risk import hats, scoring
from ideas.risk.assessing import PROPOSED_AT_MOST, found
from ideas.risk.ground import Ground, answered, refuse_stale, words
from ideas.seats import Refused
from portal import notices

AT_MOST = 10  # of one risk
HORIZON = timedelta(days=2 * 365)
SHOWN = ("text", "owner_id", "due_on", "status", "standing")  # what a form is drawn from
Status, Standing = Mitigation.Status, Mitigation.Standing
BEFORE = {  # where it may be before it comes to this
    Status.IN_PLACE: {Status.PLANNED, Status.FAILED},
    Status.VERIFIED: {Status.IN_PLACE},
    Status.FAILED: {Status.PLANNED, Status.IN_PLACE, Status.VERIFIED},
}
TEXT = gettext_lazy("Say what would make it less likely, or less bad.")


@transaction.atomic
def propose(risk, *, by, text, owner=None, due_on=None):
    """Say what would help. Taken up at once when the author or the assessor says so and names the
    owner and the day, and else a proposal, of which the author is told. Raises Refused."""
    at = Ground(risk.assessment_id, by)
    risk = found(at, risk)
    if risk.number == 0:
        raise Refused(_("What helps against doing nothing is the idea itself."))
    if risk.standing == Risk.Standing.SET_ASIDE:
        raise Refused(_("This risk was set aside, so nothing needs doing about it."))
    at_once = at.may("add") and bool(owner and due_on) and risk.standing == Risk.Standing.TAKEN
    at.need_open() if at_once else at.need_alive()
    _refuse_too_many(at, risk, at_once)
    made = Mitigation(risk=risk, text=words(text, TEXT), proposed_by=by)
    if at_once:
        _plan(at, made, owner, due_on)
        made.standing = Standing.TAKEN
    else:
        made.owner = _owner(at, owner) if owner else None
        made.due_on = _day(due_on) if due_on else None
    made.save()
    kind = "idea.mitigation_added" if at_once else "idea.mitigation_proposed"
    at.record(kind, number=risk.number, text=made.text)
    if at_once:
        _tell_owner(at, made)
        at.changed(Round.Why.MITIGATION)
    else:
        at.tell(at.answerers(), kind, key=_proposed(made))
    return made


def _refuse_too_many(at, risk, at_once):
    if risk.mitigations.exclude(standing=Standing.SET_ASIDE).count() >= AT_MOST:
        raise Refused(_("Ten are as many as one risk can carry. Join two, or set one aside."))
    waiting = Mitigation.objects.filter(
        risk__assessment=at.assessment, standing=Standing.PROPOSED, proposed_by=at.by
    )
    if not at_once and not at.may("add") and waiting.count() >= PROPOSED_AT_MOST:
        raise Refused(_("Five of yours are waiting for an answer. Let them be answered first."))


def _proposed(mitigation):
    return f"idea.mitigation_proposed:{mitigation.pk}"


def _owner(at, person):
    """Somebody who works here and may see the idea. Raises Refused."""
    if not person.is_active:
        raise Refused(_("%(person)s has left. Choose somebody else.") % {"person": person})
    if not audience.who_sees(at.idea, [person]):
        raise Refused(
            _("%(person)s can’t see this idea. Choose somebody who can.") % {"person": person}
        )
    return person


def _day(due_on):
    """A day from today on. Raises Refused."""
    today = timezone.localdate()
    if not isinstance(due_on, date) or not today <= due_on <= today + HORIZON:
        raise Refused(_("Pick the day by which it is done, from today on."))
    return due_on


def _plan(at, mitigation, owner, due_on):
    if owner is None:
        raise Refused(_("Say who does it."))
    if due_on is None:
        raise Refused(_("Pick the day by which it is done, from today on."))
    mitigation.owner, mitigation.due_on = _owner(at, owner), _day(due_on)


def _found(at, mitigation):
    rows = Mitigation.objects.select_for_update(of=("self",))
    rows = rows.select_related("risk", "owner", "proposed_by")
    return rows.get(pk=mitigation.pk, risk__assessment=at.assessment)


@transaction.atomic
def answer(mitigation, *, by, take, owner=None, due_on=None, why=""):
    """Take a proposal up with an owner and a day, or set it aside with the reason; whoever proposed
    it is told. What was answered before may be answered anew. Raises Refused."""
    at = Ground(mitigation.risk.assessment_id, by)
    at.need("take" if take else "set_aside")
    mitigation = _found(at, mitigation)
    counted = mitigation.standing == Standing.TAKEN
    if take == counted and mitigation.standing != Standing.PROPOSED:
        return mitigation
    at.need_open() if take or counted else at.need_alive()
    if take:
        _take(at, mitigation, owner, due_on)
    else:
        why = words(why, _("Say in a sentence why you set it aside."))
    mitigation.standing = Standing.TAKEN if take else Standing.SET_ASIDE
    answered(mitigation, by, words(why))
    mitigation.save()
    kind = "idea.mitigation_taken" if take else "idea.mitigation_set_aside"
    at.record(kind, number=mitigation.risk.number, text=mitigation.text, why=mitigation.answer)
    notices.settle(_proposed(mitigation))
    key = f"{kind}:{mitigation.pk}:{mitigation.answered_at.isoformat()}"
    at.tell([mitigation.proposed_by], kind, key=key, why=mitigation.answer)
    if take:
        _tell_owner(at, mitigation)
    else:
        _forget(mitigation)
    if take or counted:
        at.changed(Round.Why.MITIGATION)
    return mitigation


def _take(at, mitigation, owner, due_on):
    if mitigation.risk.standing != Risk.Standing.TAKEN:
        raise Refused(_("First take up the risk it is about."))
    if mitigation.standing == Standing.SET_ASIDE:
        at.need("set_aside")  # whoever set it aside, not the author, takes it up after all
        _refuse_too_many(at, mitigation.risk, at_once=True)
    _plan(at, mitigation, owner or mitigation.owner, due_on or mitigation.due_on)


def _forget(mitigation):
    """It doesn't count any more, and nor does what followed from it."""
    notices.settle(yours(mitigation), _check(mitigation))
    if mitigation.status == Status.VERIFIED:
        scoring.back_to_inherent(mitigation.risk)


@transaction.atomic
def plan(mitigation, *, by, text=None, owner=None, due_on=None, mark=""):
    """Change what is planned. Something else, or somebody else, begins at "planned" again; another
    day doesn't. Raises Refused, and Stale when ``mark`` (ground.mark_of of SHOWN) is of before."""
    at = Ground(mitigation.risk.assessment_id, by)
    at.need("plan")
    at.need_open()
    mitigation = _found(at, mitigation)
    if mitigation.standing != Standing.TAKEN:
        raise Refused(_("First take it up."))
    refuse_stale(mitigation, SHOWN, mark)
    before = facts(mitigation)
    text = mitigation.text if text is None else words(text, TEXT)
    anew = text != mitigation.text or bool(owner and owner.pk != mitigation.owner_id)
    if owner and owner.pk != mitigation.owner_id:
        notices.settle(yours(mitigation))
        mitigation.owner = _owner(at, owner)
    if due_on and due_on != mitigation.due_on:
        mitigation.due_on = _day(due_on)
    mitigation.text = text
    if facts(mitigation) == before:
        return mitigation
    if anew:
        _forget(mitigation)
        mitigation.status, mitigation.verified_by = Status.PLANNED, None
        mitigation.status_at = timezone.now()
    mitigation.save()
    number = mitigation.risk.number
    at.record("idea.mitigation_changed", number=number, before=before, after=facts(mitigation))
    if anew:
        _tell_owner(at, mitigation)
    at.changed(Round.Why.MITIGATION)
    return mitigation


def facts(mitigation):
    """What the compact says of it."""
    return {
        "text": mitigation.text,
        "owner": mitigation.owner.username,
        "due_on": mitigation.due_on.isoformat(),
    }


@transaction.atomic
def progress(mitigation, *, by, status, evidence=""):
    """Say how far it is: its owner that it is in place, with evidence; somebody else that it is
    verified; either that it didn't work. Seals stay as they are. Raises Refused."""
    at = Ground(mitigation.risk.assessment_id, by)
    at.need_alive()
    mitigation = _found(at, mitigation)
    if reason := no_progress(mitigation, by, at.hats, status):
        raise Refused(*reason)
    needed = {
        Status.IN_PLACE: _("Say how one can see that it is in place."),
        Status.FAILED: _("Say in a sentence what happened."),
    }
    evidence = words(evidence, needed.get(status, ""))
    if mitigation.status == Status.VERIFIED:
        scoring.back_to_inherent(mitigation.risk)
    notices.settle(yours(mitigation), _check(mitigation))
    mitigation.status, mitigation.status_at = Status(status), timezone.now()
    mitigation.verified_by = by if status == Status.VERIFIED else None
    mitigation.evidence = evidence or mitigation.evidence
    mitigation.save()
    kind = f"idea.mitigation_{mitigation.status}"
    at.record(kind, number=mitigation.risk.number, text=mitigation.text, evidence=evidence)
    _tell_progress(at, mitigation, kind)
    return mitigation


def no_progress(mitigation, person, worn, status):
    """(sentence, HTTP code) of why this person, with these hats, can't say that it is at
    ``status``; or None."""
    if mitigation.standing != Standing.TAKEN:
        return _("First take it up."), 422
    if mitigation.status not in BEFORE.get(status, ()):
        return _("It isn’t at that point. Here is how it stands now."), 409
    owns, verifies = mitigation.owner_id == person.pk, hats.may(worn, "verify")
    if status == Status.IN_PLACE and not owns:
        return _("%(person)s says when it is in place.") % {"person": mitigation.owner}, 403
    if status == Status.VERIFIED and owns:
        return _("Somebody else than its owner looks whether it works."), 403
    if status != Status.IN_PLACE and not (owns or verifies):
        return hats.OTHERWISE["verify"], 403
    return None


def _tell_progress(at, mitigation, kind):
    told = {"text": mitigation.text[:200]}
    if mitigation.status == Status.IN_PLACE:
        at.tell(at.seated(Party.ASSESSOR), kind, key=_check(mitigation), **told)
        return
    people = [mitigation.owner, *at.seated(Party.AUTHOR, Party.ASSESSOR, Party.SPONSOR)]
    key = f"{kind}:{mitigation.pk}:{mitigation.status_at.isoformat()}"
    at.tell(people, kind, key=key, **told)


def yours(mitigation):
    """What its owner is asked, once for each time that it is planned."""
    return f"idea.mitigation_yours:{mitigation.pk}:{mitigation.status_at.isoformat()}"


def _check(mitigation):
    """What the assessor is asked to look at, once for each time that it is in place."""
    return f"idea.mitigation_in_place:{mitigation.pk}:{mitigation.status_at.isoformat()}"


def _tell_owner(at, mitigation):
    at.tell(
        [mitigation.owner],
        "idea.mitigation_yours",
        key=yours(mitigation),
        text=mitigation.text[:200],
        due_on=mitigation.due_on,
    )

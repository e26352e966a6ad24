"""Colleagues who know about it are asked because a tripwire was answered with yes, and answer in
the same place."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ideas import audience, tripwires
from ideas.compact import Party
from ideas.models import Consultation, Round
from ideas.risk import screening, specialists
from ideas.risk.ground import Ground, one_of, page_of, words
from ideas.seats import Refused, authors_of, kept_from
from portal import notices, trail
from portal.models import User


def ask(assessment, idea, *, fresh=False):
    """Ask a colleague for each tripwire that was answered with yes and where nobody was asked.

    Where a yes was taken back, who has not answered yet is not asked any more. In the caller's
    transaction, which holds the idea's row. Of a ``fresh`` assessment nobody was asked yet.
    """
    wanted = {tripwire.key for tripwire in tripwires.tripped(idea.tripwires)}
    there = () if fresh else assessment.consultations.select_related("person")
    asked = {one.tripwire: one for one in there}
    for key in sorted(wanted - set(asked)):
        person = whom(idea, key)
        made = Consultation.objects.create(assessment=assessment, tripwire=key, person=person)
        trail.record("idea.consulted", subject=idea, tripwire=key, person=str(person))
        _tell_asked(made, idea)
    for key in sorted(set(asked) - wanted):
        if asked[key].answered_at is None:
            notices.settle(_key(asked[key]))
            asked[key].delete()
            trail.record("idea.unconsulted", subject=idea, tripwire=key)


def whom(idea, key, *left):
    """The specialist, who is none of its authors; without anybody, whoever weighs the idea.
    ``left`` can't be asked either."""
    besides = [*User.objects.filter(pk__in=authors_of(idea) | {kept_from(idea)}), *left]
    try:
        return specialists.for_tripwire(key, besides=besides).person
    except Refused:
        return idea.seated(Party.ASSESSOR)


def _key(consultation):
    """Each time that somebody is asked, or asked again, is a notice of its own."""
    return f"idea.consulted:{consultation.pk}:{consultation.asked_at.isoformat()}"


def _tell_asked(consultation, idea):
    notices.tell(
        consultation.person,
        "idea.consulted",
        key=_key(consultation),
        url=page_of(idea),
        **audience.letter(idea),
    )


def _found(at, consultation):
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=consultation.pk, assessment=at.assessment)


@transaction.atomic
def answer(consultation, *, by, verdict, advice="", screen=None):
    """Answer as the colleague who was asked. ``screen`` is {key: bool} of SCREEN, for T1, and may
    say DONE. May be answered anew until it is agreed. Raises Refused."""
    at = Ground(consultation.assessment_id, by)
    consultation = _found(at, consultation)
    if consultation.person_id != by.pk:
        raise Refused(_("That is for %(person)s to answer.") % {"person": consultation.person}, 403)
    if by.pk in at.authors:
        raise Refused(_("It is your own idea now, so somebody else is asked. Say who."), 403)
    at.need_open()
    if consultation.tripwire == screening.PERSONAL_DETAILS:
        consultation.screen = screening.answered(at.idea, screen or {}, advice)
    _keep(at, consultation, verdict, advice)
    at.record("idea.consultation_answered", tripwire=consultation.tripwire, verdict=verdict)
    return consultation


@transaction.atomic
def note_talk(consultation, *, by, verdict, advice, screen=None):
    """The assessor writes down what the colleague said when they talked; the colleague is told,
    and can answer differently. Raises Refused."""
    at = Ground(consultation.assessment_id, by)
    at.need("note_talk")
    consultation = _found(at, consultation)
    at.need_open()
    if consultation.answered_at is not None:
        raise Refused(_("%(person)s has answered already.") % {"person": consultation.person})
    advice = words(advice, _("Write down what they said, in a sentence."))
    if consultation.tripwire == screening.PERSONAL_DETAILS:
        consultation.screen = screening.answered(at.idea, screen or {}, advice)
    _keep(at, consultation, verdict, advice)
    person = consultation.person
    at.record("idea.talked_to", tripwire=consultation.tripwire, person=str(person))
    at.tell([person], "idea.talked_to", key=f"idea.talked_to:{consultation.pk}")
    return consultation


def _keep(at, consultation, verdict, advice):
    one_of(verdict, Consultation.Verdict.values)
    needed = "" if verdict == Consultation.Verdict.FINE else _("Say what to take care of, and why.")
    before = (consultation.verdict, consultation.advice)
    consultation.verdict, consultation.advice = verdict, words(advice, needed)
    consultation.answered_at = timezone.now()
    consultation.save(update_fields=["verdict", "advice", "screen", "answered_at"])
    notices.settle(_key(consultation))
    at.tell(
        at.seated(Party.ASSESSOR, Party.AUTHOR, Party.SPONSOR),
        "idea.consultation_answered",
        key=f"idea.consultation_answered:{consultation.pk}:{consultation.answered_at.isoformat()}",
    )
    if (verdict, consultation.advice) != before:
        at.changed(Round.Why.ASSESSMENT)


@transaction.atomic
def hand_on(consultation, *, by, to):
    """Somebody else is asked instead: the colleague who was asked, or the assessor, says who.

    Raises Refused for one of its authors, somebody who left, or the manager it is kept from.
    """
    at = Ground(consultation.assessment_id, by)
    consultation = _found(at, consultation)
    if consultation.person_id != by.pk:
        at.need("note_talk")
    at.need_open()
    if consultation.answered_at is not None:
        raise Refused(_("It is answered already, so nobody else needs to."))
    if to.pk == consultation.person_id:
        raise Refused(_("%(person)s is asked already. Choose somebody else.") % {"person": to})
    if not to.is_active or to.pk in authors_of(at.idea):
        raise Refused(_("Choose a colleague who works here and isn’t one of its authors."))
    if to.pk == kept_from(at.idea):
        raise Refused(_("This one is kept from their line manager. Choose somebody else."))
    at.record("idea.consultation_handed_on", tripwire=consultation.tripwire, person=str(to))
    ask_another(consultation, at.idea, to)
    return consultation


def ask_another(consultation, idea, to):
    """Somebody else is asked from now on, and told. In the caller's transaction."""
    notices.settle(_key(consultation))
    consultation.person, consultation.asked_at = to, timezone.now()
    consultation.save(update_fields=["person", "asked_at"])
    _tell_asked(consultation, idea)

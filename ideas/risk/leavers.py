"""What a leaver was asked, and what they were to do about a risk, goes on with somebody else."""

from django.utils import timezone

from ideas import audience, rounds
from ideas.compact import Party
from ideas.models import Consultation, Idea, Mitigation, Round
from ideas.risk import consulting, hats, mitigating
from ideas.risk.ground import page_of
from portal import notices, trail
from portal.people import leaving

OPEN = (Mitigation.Status.PLANNED, Mitigation.Status.IN_PLACE)


def hand_on(person, by):
    """In the transaction in which a person leaves. Whoever gets something is told."""
    for asked in Consultation.objects.filter(person=person, answered_at=None):
        idea = _locked(asked.assessment.idea_id)
        if hats.is_alive(idea):
            to = consulting.whom(idea, asked.tripwire, person)
            trail.record(
                "idea.consultation_handed_on",
                actor=by,
                subject=idea,
                tripwire=asked.tripwire,
                person=str(to),
            )
            consulting.ask_another(asked, idea, to)
    owned = Mitigation.objects.filter(
        owner=person, standing=Mitigation.Standing.TAKEN, status__in=OPEN
    )
    for mitigation in owned.select_related("risk__assessment"):
        idea = _locked(mitigation.risk.assessment.idea_id)
        if hats.is_alive(idea):
            _give(mitigation, idea, _successor(idea, person), person, by)


def _locked(pk):
    return Idea.objects.select_for_update(of=("self",)).select_related("author").get(pk=pk)


def _successor(idea, person):
    """Their manager, if they may see the idea; else whoever weighs it, and can name another."""
    manager = person.manager
    if manager and manager.is_active and audience.who_sees(idea, [manager]):
        return manager
    people = [idea.seated(Party.ASSESSOR), idea.seated(Party.SPONSOR), idea.author]
    return next((one for one in people if one and one.is_active and one != person), None)


def _give(mitigation, idea, successor, person, by):
    if successor is None:
        return
    before = mitigating.facts(mitigation)
    mitigation.owner, mitigation.verified_by = successor, None
    mitigation.status, mitigation.status_at = Mitigation.Status.PLANNED, timezone.now()
    mitigation.save()
    trail.record(
        "idea.mitigation_changed",
        actor=by,
        subject=idea,
        number=mitigation.risk.number,
        before=before,
        after=mitigating.facts(mitigation),
    )
    notices.tell(
        successor,
        "idea.mitigation_yours",
        key=mitigating.yours(mitigation),
        url=page_of(idea),
        who=str(by or audience.Names(idea, knows=False).of(person)),
        **audience.letter(idea, by),
        text=mitigation.text[:200],
        due_on=mitigation.due_on,
    )
    rounds.changed(idea, Round.Why.MITIGATION, by=by)


leaving.register_ending(hand_on)

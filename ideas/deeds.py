"""The deed of a round: composed once, canonical, and signed by the digest of what was read."""

import hashlib
import json

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import seats
from ideas.compact import SEATS, Party
from ideas.models import Assessment, Deed, Mitigation, Promise, Risk, Signature
from portal import trail

SIGNERS = (Party.AUTHOR, Party.SPONSOR, Party.CHAMPION)


class Changed(seats.Refused):
    """What was signed is not what was read. ``seen`` and ``now`` are deeds (``seen`` may be None);
    the text that counts is the one of ``now``."""

    status = 409

    def __init__(self, reason, seen, now):
        super().__init__(reason)
        self.seen, self.now = seen, now


def of_round(idea):
    """The Deed of the round that counts, or None while it is still being weighed."""
    return Deed.objects.filter(idea=idea, round=idea.round).first()


def compose(idea):
    """Write down the deed of this round. In the caller's transaction. Returns the Deed."""
    body = canonical(told(idea))
    deed = Deed.objects.create(idea=idea, round=idea.round, body=body, digest=digest_of(body))
    trail.record("idea.deed", subject=idea, digest=deed.digest, round=idea.round)
    return deed


def canonical(told):
    """The one text that facts have: sorted keys, no spaces, as it is in any language."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(body):
    return hashlib.sha256(body.encode()).hexdigest()


def told(idea):
    """What the deed says, as plain facts. Two calls say the same unless something changed."""
    return {
        "reference": idea.reference,
        "round": idea.round,
        "idea": {
            "title": idea.title,
            "moment": idea.moment,
            "help": idea.help,
            "already": idea.already,
            "technology": idea.needs_it,
            "tripwires": sorted(key for key, yes in idea.tripwires.items() if yes),
        },
        "parties": _parties(idea),
        "assessment": _assessment(idea),
        "conditions": [
            {"party": one.party, "text": one.text, "by": one.by.username}
            for one in idea.conditions.select_related("by")
        ],
        "promises": {
            party: {"edition": promise.number, "text": promise.text}
            for party, promise in promises(idea).items()
        },
    }


def promises(idea):
    """{party: its Promise as it stands now} of the parties that this idea needs."""
    needed = [party for party in SIGNERS if party != Party.CHAMPION or idea.needs_it]
    latest = {}
    for promise in Promise.objects.filter(party__in=needed).order_by("number"):
        latest[promise.party] = promise
    return latest


def _parties(idea):
    seated = {party: idea.seated(party) for party in (Party.AUTHOR, *SEATS)}
    return {
        party.value: {"username": person.username, "name": str(person)}
        for party, person in seated.items()
        if person and party != Party.VERIFIER
    }


def _assessment(idea):
    assessment = Assessment.objects.filter(idea=idea).select_related("criteria").first()
    if assessment is None:
        return None
    risks = assessment.risks.filter(standing=Risk.Standing.TAKEN)
    return {
        "criteria": {
            "edition": assessment.criteria.number,
            "digest": assessment.criteria.digest,
        },
        "effort": assessment.effort,
        "value": assessment.value,
        "risks": [_risk(risk) for risk in risks.prefetch_related("mitigations__owner")],
        "waivers": [
            {
                "category": waiver.category,
                "level": waiver.level,
                "until": waiver.until.isoformat(),
                "conditions": waiver.conditions,
            }
            for waiver in assessment.waivers.filter(granted=True)
        ],
    }


def _risk(risk):
    texts = ("number", "side", "category", "cause", "event", "sufferer", "harm", "vulnerable")
    scores = ("inherent_likelihood", "inherent_impacts", "target_likelihood", "target_impacts")
    return {
        **{name: getattr(risk, name) for name in (*texts, "treatment", "confidence", *scores)},
        "mitigations": [
            {
                "text": one.text,
                "owner": one.owner.username,
                "due_on": one.due_on.isoformat(),
            }
            for one in risk.mitigations.all()
            if one.standing == Mitigation.Standing.TAKEN
        ],
    }


def sign(idea, party, *, by, verb, answers):
    """Put a party's seal on the deed of this round. In the transaction of the move.

    Raises Changed when the text that was shown is not the text that stands, and Refused for a
    typed name that is not theirs.
    """
    deed = of_round(idea) or compose(idea)
    if deed.digest != answers["deed"]:
        seen = Deed.objects.filter(idea=idea, digest=answers["deed"]).first()
        raise Changed(
            _("The compact changed while you were reading it. Here is what is different."),
            seen,
            deed,
        )
    if plain(answers["name"]) != plain(str(by)):
        raise seats.Refused(
            _("Type your name as it stands here, to sign: %(name)s.") % {"name": by}
        )
    signature = Signature.objects.create(
        deed=deed,
        idea=idea,
        round=idea.round,
        party=party,
        verb=verb,
        signer=by,
        name=answers["name"],
        says=answers.get("says", ""),
        promise=json.loads(deed.body)["promises"][party]["edition"],
    )
    trail.record(
        "idea.signed", actor=by, subject=idea, party=party, digest=deed.digest, round=idea.round
    )
    return signature


def plain(name):
    """A name as one compares it: without capitals and extra spaces."""
    return " ".join(name.split()).casefold()


trail.register(
    "idea.deed",
    gettext_lazy("The compact was written down, with the proof %(digest)s."),
    "digest",
    "round",
)
trail.register(
    "idea.signed",
    gettext_lazy("%(actor)s signed the compact with the proof %(digest)s."),
    "party",
    "digest",
    "round",
)

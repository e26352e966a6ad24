"""What a deed says, as plain facts, and the one canonical text that these facts have.

Two calls say the same unless something changed that people promised each other. People are told
apart by who they are: the name beside it is how they were called when the deed was written down.
"""

import hashlib
import json
import unicodedata
from datetime import UTC

from ideas.compact import SEATS, Party
from ideas.models import Assessment, Mitigation, Promise, Risk, Round
from ideas.risk import method

FORM = "hero-compact/1"
SIGNERS = (Party.AUTHOR, Party.SPONSOR, Party.CHAMPION)
CALLED = ("username", "name")  # of a person: no reason to sign anew


def canonical(facts):
    """The one text that facts have: sorted keys, no blanks, letters composed, line feeds only."""
    return json.dumps(_tidy(facts), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(body):
    return hashlib.sha256(body.encode()).hexdigest()


def _tidy(value):
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, dict):
        return {str(key): _tidy(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(one) for one in value]
    return value


def told(idea, *, number=None, besides=()):
    """What the deed of this idea says now.

    ``number`` is its round; ``besides`` are conditions that are about to be made, as ``condition``
    gives them.
    """
    return {
        "form": FORM,
        "reference": idea.reference,
        "round": number or idea.round,
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
            *(
                condition(one.party, one.text, by=one.by)
                for one in idea.conditions.select_related("by")
            ),
            *besides,
        ],
        "promises": {
            str(party): {"edition": promise.number, "text": promise.text}
            for party, promise in promises(idea).items()
        },
    }


def condition(party, text, *, by):
    return {"party": str(party), "text": text, "by": _person(by)}


def signers(idea):
    """The parties whose seals this idea needs."""
    return [party for party in SIGNERS if party != Party.CHAMPION or idea.needs_it]


def promises(idea):
    """{party: its Promise as it stands now} of the parties that this idea needs."""
    latest = {}
    for promise in Promise.objects.filter(party__in=signers(idea)).order_by("number"):
        latest[promise.party] = promise
    return latest


def _person(person):
    """Who it is, and how they were called; None for nobody."""
    if person is None:
        return None
    return {"id": person.pk, "username": person.username, "name": str(person)}


def _parties(idea):
    needed = [Party.AUTHOR, *SEATS]
    needed.remove(Party.VERIFIER)
    if not idea.needs_it:
        needed.remove(Party.CHAMPION)
    seated = {party.value: _person(idea.seated(party)) for party in needed}
    return {party: person for party, person in seated.items() if person}


def _assessment(idea):
    assessment = (
        Assessment.objects.filter(idea=idea).select_related("criteria", "completed_by").first()
    )
    if assessment is None:
        return None
    how = method.Method.of(assessment.criteria.body)
    return {
        "criteria": {
            "edition": assessment.criteria.number,
            "digest": assessment.criteria.digest,
        },
        "by": _person(assessment.completed_by),
        "at": _moment(assessment.completed_at),
        "effort": assessment.effort,
        "value": assessment.value,
        "risks": _risks(assessment, how),
        "consultations": [
            {
                "tripwire": one.tripwire,
                "person": _person(one.person),
                "verdict": one.verdict,
                "advice": one.advice,
            }
            for one in assessment.consultations.select_related("person")
        ],
        "waivers": [
            {
                "category": waiver.category,
                "about": _about(waiver.category, how),
                "level": waiver.level,
                "until": waiver.until.isoformat(),
                "conditions": waiver.conditions,
                "by": _person(waiver.answered_by),
            }
            for waiver in assessment.waivers.filter(granted=True).select_related("answered_by")
        ],
    }


def _moment(at):
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def _about(category, how):
    """What a category is called in the criteria that were used."""
    return how.categories[category].label if category in how.categories else ""


def _risks(assessment, how):
    taken = assessment.risks.filter(standing=Risk.Standing.TAKEN)
    return [_risk(risk, how) for risk in taken.prefetch_related("mitigations__owner")]


def _risk(risk, how):
    texts = ("number", "side", "category", "cause", "event", "sufferer", "harm", "vulnerable")
    return {
        **{name: getattr(risk, name) for name in (*texts, "treatment", "confidence")},
        "about": _about(risk.category, how),
        "inherent": _scored(risk, "inherent", how),
        "target": _scored(risk, "target", how),
        "mitigations": [
            {"text": one.text, "owner": _person(one.owner), "due_on": one.due_on.isoformat()}
            for one in risk.mitigations.all()
            if one.standing == Mitigation.Standing.TAKEN
        ],
    }


def _scored(risk, when, how):
    """The score that was agreed, and the level that the matrix of that day gives it."""
    likelihood = getattr(risk, f"{when}_likelihood")
    impacts = getattr(risk, f"{when}_impacts")
    scored = (likelihood, impacts)
    if risk.category in how.categories:
        level = method.category_level(how, risk.category, *scored, vulnerable=risk.vulnerable)
    else:
        level = method.level(how, *scored, vulnerable=risk.vulnerable)
    return {"likelihood": likelihood, "impacts": impacts, "level": level}


def difference(was, now):
    """Why what is told ``now`` needs another round than what ``was``: a Round.Why, or None.

    The gravest comes first. A person who is called something else is the same person, and the
    number of the round is no difference.
    """
    was, now = (_nameless(json.loads(canonical(facts | {"round": 0}))) for facts in (was, now))
    if was == now:
        return None
    route = was["idea"].pop("technology") != now["idea"].pop("technology")
    reasons = {
        Round.Why.TEXT: was["idea"] != now["idea"],
        Round.Why.ROUTE: route,
        Round.Why.PARTY: was["parties"] != now["parties"],
        Round.Why.CONDITION: was["conditions"] != now["conditions"],
        Round.Why.PROMISE: was["promises"] != now["promises"],
        Round.Why.MITIGATION: was["assessment"] != now["assessment"]
        and _unmitigated(was) == _unmitigated(now),
    }
    return next((why for why, so in reasons.items() if so), Round.Why.ASSESSMENT)


def _nameless(value):
    if isinstance(value, dict):
        called = CALLED if "id" in value else ()
        return {key: _nameless(one) for key, one in value.items() if key not in called}
    if isinstance(value, list):
        return [_nameless(one) for one in value]
    return value


def _unmitigated(facts):
    """The assessment without what is done about its risks."""
    assessment = facts["assessment"] or {"risks": []}
    risks = [{**risk, "mitigations": []} for risk in assessment["risks"]]
    return {**assessment, "risks": risks}

"""Play how an idea was weighed: consulted, assessed, made safe, and where it took an exception."""

from ideas.compact import Party
from ideas.models import Mitigation, Risk
from ideas.models.risk import Confidence
from ideas.risk import assessing, consulting, criteria, mitigating, scoring, screening, waiving
from portal.models import User


def person(username):
    return User.objects.get(username=username)


def advise(idea, step, days):
    """Colleagues who were asked answer. ``advice`` is {tripwire: [verdict, words]}; ``yes`` are
    the screening questions that they answer with yes, and "done"."""
    keys = [screening.DONE, *(one.key for one in screening.SCREEN)]
    for tripwire, (verdict, advice) in step.words["advice"].items():
        asked = idea.assessment.consultations.get(tripwire=tripwire)
        consulting.answer(
            asked,
            by=asked.person,
            verdict=verdict,
            advice=advice,
            screen={key: key in step.words.get("yes", ()) for key in keys},
        )


def assess(idea, step, days):
    """Whoever weighs it writes down what the file tells of ``assessment``, as far as it goes."""
    told, assessor = step.told["assessment"], idea.seated(Party.ASSESSOR)
    assessment = idea.assessment
    nothing = told["nothing"]
    wording = {name: nothing[name] for name in ("event", "sufferer", "harm")}
    assessing.describe_nothing(assessment, by=assessor, **wording)
    for row in told["risks"]:
        write_down(assessment, row, assessor, days)
    if "score" in nothing:
        likelihood, column, impact = nothing["score"]
        scoring.agree(
            assessment.risks.get(number=0),
            by=assessor,
            likelihood=likelihood,
            impacts={column: impact},
            confidence=Confidence.MEDIUM,
            treatment=Risk.Treatment.ACCEPT,
        )
    assessing.evaluate(assessment, by=assessor, effort=told["effort"], value=told["value"])


def write_down(assessment, row, assessor, days):
    """A risk, what people think of it first, what they agree on, and what is done about it."""
    wording = {name: row[name] for name in assessing.WORDING if name in row}
    risk = assessing.add_risk(assessment, by=assessor, **wording)
    column = criteria.method_of(assessment.criteria).categories[row["category"]].columns[0]
    for username, (likelihood, impact) in row["first"].items():
        scoring.first(
            risk,
            by=assessor if username == "assessor" else person(username),
            likelihood=likelihood,
            impacts={column: impact},
            confidence=Confidence.MEDIUM,
        )
    if "before" not in row:
        return
    likelihood, impact = row["before"]
    scoring.agree(
        risk,
        by=assessor,
        likelihood=likelihood,
        impacts={column: impact},
        confidence=row.get("confidence", Confidence.MEDIUM),
        treatment=row.get("treatment", Risk.Treatment.REDUCE),
    )
    for one in row.get("mitigations", ()):
        mitigating.propose(
            risk,
            by=assessor,
            text=one["text"],
            owner=person(one["owner"]),
            due_on=days.ahead(one["due"]),
        )
    if "after" in row:
        likelihood, impact = row["after"]
        scoring.after(risk, by=assessor, likelihood=likelihood, impacts={column: impact})


def propose(idea, step, days):
    """A colleague proposes what would help with the risk of that number; it waits."""
    risk = idea.assessment.risks.get(number=step.words["risk"])
    mitigating.propose(risk, by=step.by, text=step.words["text"])


def prove(idea, step, days):
    """Owners say that what they promised is in place, somebody else looks; so it is safer now."""
    assessor = idea.seated(Party.ASSESSOR)
    for row, risk in zip(
        step.told["assessment"]["risks"], idea.assessment.risks.exclude(number=0), strict=True
    ):
        for one, made in zip(row.get("mitigations", ()), risk.mitigations.all(), strict=True):
            mitigating.progress(
                made, by=made.owner, status=Mitigation.Status.IN_PLACE, evidence=one["evidence"]
            )
            looks = assessor if made.owner != assessor else idea.seated(Party.SPONSOR)
            mitigating.progress(made, by=looks, status=Mitigation.Status.VERIFIED)
        if row.get("mitigations"):
            scoring.current(
                risk,
                by=assessor,
                likelihood=risk.target_likelihood,
                impacts=risk.target_impacts,
            )


def ask_leave(idea, step, days):
    """Somebody asks for an exception above what we accept."""
    waiving.ask(
        idea.assessment,
        by=step.by,
        category=step.words["category"],
        level=step.words["level"],
        why=step.words["why"],
        until=days.ahead(step.words["until"]),
    )


def grant_leave(idea, step, days):
    waiver = idea.assessment.waivers.get(granted=None)
    waiving.answer(waiver, by=step.by, granted=True, conditions=step.words["conditions"])

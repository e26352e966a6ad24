"""An idea with what stands around it, read in three queries for the pages that show it.

Whatever pages and rules ask of such an idea (its seats, steps, seals, assessment) lies there as
rows do that Django prefetched, so it costs nothing more. Nothing outlives the page: services lock
the row and read anew.
"""

from copy import copy
from functools import cache

from django.contrib.auth.models import Permission
from django.db.models import F, Q, Subquery
from django.db.models.fields.related_descriptors import ReverseManyToOneDescriptor

from ideas import rulebook
from ideas.models import (
    Assessment,
    Attachment,
    Boots,
    CoAuthor,
    Condition,
    Consultation,
    Criteria,
    Deed,
    Figure,
    FirstScore,
    IdeaSeat,
    Merge,
    Mitigation,
    Report,
    Result,
    Risk,
    Round,
    Signature,
    Step,
    Support,
    Trial,
    Waiver,
)
from policy.context import duties_of
from portal.models import User
from portal.prepared import OneOf, Rows
from portal.together import Together

FIRST = 3  # who was behind it first, by name
SEATS = {
    "seats": lambda idea: IdeaSeat.objects.filter(content_object=idea).annotate(
        codename=F("permission__codename")
    ),
    "co_authors": lambda idea: CoAuthor.objects.filter(idea=idea),
}
COMPACT = {
    "steps": lambda idea: Step.objects.filter(idea=idea),
    "signatures": lambda idea: Signature.objects.filter(idea=idea),
    "rounds": lambda idea: Round.objects.filter(idea=idea),
    "trial": lambda idea: Trial.objects.filter(idea=idea),
    "result": lambda idea: Result.objects.filter(idea=idea),
}
WEIGHED = {
    "assessment": lambda idea: Assessment.objects.filter(idea=idea),
    "criteria": lambda idea: (
        Criteria.objects.filter(pk__in=Assessment.objects.filter(idea=idea).values("criteria"))
        .defer("body")
        .annotate(newest=Subquery(Criteria.objects.order_by("-number").values("number")[:1]))
    ),
    "risks": lambda idea: Risk.objects.filter(assessment__idea=idea),
    "mitigations": lambda idea: Mitigation.objects.filter(risk__assessment__idea=idea),
    "first_scores": lambda idea: FirstScore.objects.filter(risk__assessment__idea=idea),
    "consultations": lambda idea: Consultation.objects.filter(assessment__idea=idea),
    "waivers": lambda idea: Waiver.objects.filter(assessment__idea=idea),
}
TALKED = {
    "attachments": lambda idea: Attachment.objects.filter(idea=idea),
    "first_behind": lambda idea: Support.objects.filter(idea=idea).order_by("at", "pk")[:FIRST],
    "merges": lambda idea: Merge.objects.filter(
        Q(duplicate=idea) | Q(kept=idea), refused_at=None, undone_at=None
    ),
}
TRIED = {
    "conditions": lambda idea: Condition.objects.filter(idea=idea),
    "reports": lambda idea: Report.objects.filter(trial__idea=idea),
    "figures": lambda idea: Figure.objects.filter(result__idea=idea),
}
WORN = {"boots": lambda idea: Boots.objects.filter(idea=idea).order_by("pk")}
DEEDS = {"deeds": lambda idea: Deed.objects.filter(idea=idea)}
RULES = {"newest_section": lambda idea: rulebook.newest()}
OF_SEATS = Together(**SEATS)
OF_IDEA = Together(**SEATS, **COMPACT, **WEIGHED, **TALKED, **RULES)
OF_RISK = Together(**SEATS, **WEIGHED)
OF_WORK = Together(**SEATS, **COMPACT, **WEIGHED, **TRIED, **RULES)
OF_STORY = Together(**SEATS, **COMPACT, **WORN, figures=TRIED["figures"])
OF_DEED = Together(**SEATS, **COMPACT, **WEIGHED, **TRIED, **RULES, **DEEDS)
PEOPLE = Rows(lambda: User.objects.filter(OneOf("pk", "people")).order_by())


def around(idea, asked=OF_IDEA, reader=None):
    """Read what stands around an idea, with its people. Two queries.

    ``reader`` is the request it is read for, which knows already what its person owes.
    """
    told = asked.about(idea.pk)
    _weave(idea, told)
    _name(idea, told)
    for name, rows in told.items():
        _keep(idea, name, rows)
    _keep(idea, "applies", {})
    _keep(idea, "reader", reader)
    return idea


def apart(idea):
    """The idea with its seats and its assessment as they stand now, as another object: the one in
    the hand of a service keeps nothing that could be outdated a line later. Two queries."""
    other = copy(idea)
    other._prefetched_objects_cache = {}
    return around(other, OF_RISK)


def part(idea, name):
    """The rows of a part, if the idea was read with it; None if somebody has to ask."""
    return getattr(idea, "_prefetched_objects_cache", {}).get(name)


def owed_by(idea, person):
    """A function that gives the duties of this person, if the idea was read for them; or None."""
    reader = part(idea, "reader")
    if reader is None or reader.user.pk != person.pk:
        return None
    return lambda: duties_of(reader)


def one(idea, name):
    """(whether it was read, the row or None) of what an idea has once: its assessment, say."""
    rows = part(idea, name)
    return (False, None) if rows is None else (True, rows[0] if rows else None)


def _weave(idea, told):
    """Join the rows as they belong together."""
    for name, rows in told.items():
        owner = "content_object" if name == "seats" else "idea"
        for row in rows if name not in ("merges", "criteria") else ():
            if hasattr(type(row), owner):
                setattr(row, owner, idea)
    for seat in told["seats"]:
        seat.permission = Permission(pk=seat.permission_id, codename=seat.codename)
    for assessment in told.get("assessment", ()):
        assessment.criteria = told["criteria"][0]
        for risk in told["risks"]:
            for name in ("mitigations", "first_scores"):
                _keep(risk, name, [row for row in told[name] if row.risk_id == risk.pk])
        for name in ("risks", "consultations", "waivers"):
            for row in told[name]:
                row.assessment = assessment
            _keep(assessment, name, told[name])
    for owner, name in (("trial", "reports"), ("result", "figures")):
        for row in told[owner] if name in told else ():
            _keep(row, name, told[name])


def _name(idea, told):
    """Give the rows their people, each person once."""
    rows = [idea, *(row for rows in told.values() for row in rows)]
    places = [(row, field) for row in rows for field in _people_of(type(row))]
    ids = {getattr(row, field.attname) for row, field in places} - {None}
    people = {one.pk: one for one in PEOPLE.ask(people=ids)}
    for row, field in places:
        field.set_cached_value(row, people.get(getattr(row, field.attname)))


@cache
def _people_of(model):
    """The fields of a model that name a person."""
    return [field for field in model._meta.concrete_fields if field.related_model is User]


def _keep(owner, name, rows):
    """Let an object have rows as if Django had prefetched them."""
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}
    manager = getattr(type(owner), name, None)
    if isinstance(manager, ReverseManyToOneDescriptor):
        query = getattr(owner, name).all()
        query._result_cache = rows
        rows = query
    owner._prefetched_objects_cache[name] = rows

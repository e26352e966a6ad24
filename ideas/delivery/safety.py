"""What the page of a trial shows of its safety: what is verified, and how far it may go."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ideas.delivery import conditions
from ideas.models import Condition, Mitigation
from ideas.risk import deciding, method, scores, shown, triggers, whole
from portal import look
from portal.models import User

Status = Mitigation.Status


@dataclass(frozen=True, slots=True)
class Line:
    """Something that makes it safer; ``face`` is its owner where the reader may know them."""

    text: str
    url: str
    face: User | None
    owner: str
    due_on: object
    status: str
    verified: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """A condition of the compact; ``may_meet``: the reader says when it is met."""

    condition: Condition
    asked_by: str
    met_by: str
    may_meet: bool


@dataclass(frozen=True, slots=True)
class Safety:
    """``now`` counts what is verified, ``goal`` all that is planned: ranks 1 to 4, or None."""

    now: int | None
    goal: int | None
    lines: tuple
    verified: int
    above: tuple
    wishes: tuple
    again: tuple
    url: str

    @property
    def open(self):
        return len(self.lines) - self.verified


def of(idea, person, names):
    """The Safety of an idea for one reader; None before it was weighed. ``names`` is of
    ideas.audience."""
    found = whole.of(idea)
    if found is None or found.assessment.completed_at is None:
        return None
    levels = deciding.levels(found)
    lines = tuple(_lines(found, names))
    return Safety(
        now=_rank(levels[scores.CURRENT]),
        goal=_rank(levels[scores.TARGET]),
        lines=lines,
        verified=sum(line.verified for line in lines),
        above=tuple(map(_above, deciding.above_appetite(found, scores.CURRENT))),
        wishes=tuple(_wishes(idea, person, names)),
        again=tuple(triggers.due(idea)),
        url=reverse("ideas:assessment", args=[idea.slug]),
    )


def _rank(level):
    return method.rank(level) if level else None


def _lines(found, names):
    today = timezone.localdate()
    for risk in found.counted:
        for one in risk.mitigations.all():
            if one.standing != Mitigation.Standing.TAKEN:
                continue
            done = one.status in (Status.VERIFIED, Status.IN_PLACE)
            yield Line(
                text=one.text,
                url=f"{shown.url_of(found.idea, risk)}#helps",
                face=names.face(one.owner),
                owner=names.of(one.owner),
                due_on=one.due_on,
                status=one.get_status_display(),
                verified=one.status == Status.VERIFIED,
                late=not done and one.due_on is not None and one.due_on < today,
            )


def _above(one):
    """A category in which it is above what is accepted, as a sentence."""
    told = {"category": one.category.label, "level": method.Level(one.level).label}
    if one.waiver is None:
        return (
            _(
                "%(category)s: with what is verified today it is %(level)s, more than we accept. "
                "It needs an exception, or more that is verified."
            )
            % told
        )
    return _("%(category)s: %(level)s, by an exception that %(person)s granted until %(day)s.") % (
        told | {"person": one.waiver.answered_by, "day": look.day(one.waiver.until, "year")}
    )


def _wishes(idea, person, names):
    for one in idea.conditions.all():
        one.idea = idea
        yield Wish(
            condition=one,
            asked_by=names.of(one.by),
            met_by=names.of(one.met_by),
            may_meet=one.met_at is None and conditions.may_meet(one, person) is None,
        )

"""What an assessment comes to: the levels, what is still open, and who may decide on it.

Reads only.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ideas.risk import method, scores, screening, whole
from ideas.risk.method import Level
from portal import roles
from portal.roles import Role

SEVERE = gettext_lazy("Nobody may back a severe risk. Change the idea or stop it.")
UNWEIGHED = gettext_lazy("This idea hasn’t been weighed. Ask for it to be weighed again.")
WHICH = (scores.INHERENT, scores.TARGET, scores.CURRENT)


def levels(idea):
    """{"inherent", "target", "current": the worst level of the idea, or None}, by the criteria
    that its assessment was made with."""
    found = whole.of(idea)
    return {
        which: method.worst(found.level(risk, which) for risk in found.counted) if found else None
        for which in WHICH
    }


def level(idea, which=scores.TARGET):
    """The worst level of the idea, or None."""
    return levels(idea)[which]


def impact_of_five(idea):
    """Whether something could happen that is as bad as it gets, whatever is done about it."""
    found = whole.of(idea)
    for risk in found.counted:
        score = scores.of(risk, scores.INHERENT)
        vulnerable = risk.vulnerable or found.method.categories[risk.category].vulnerable
        if score and method.impact(score.impacts, vulnerable=vulnerable) == 5:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Above:
    """A category in which the idea is above what is accepted, and the exception that covers it."""

    category: method.Category
    level: str
    waiver: object = None


def above_appetite(idea, which=scores.TARGET):
    """An Above for each category in which the idea's worst level is above what is accepted."""
    found = whole.of(idea)
    worst = {}
    for risk in found.counted if found else ():
        worst[risk.category] = method.worst([worst.get(risk.category), found.level(risk, which)])
    return [
        Above(found.method.categories[key], one, _waiver(found, key, one))
        for key, one in worst.items()
        if method.exceeds_appetite(found.method, key, one, found.heard)
    ]


def _waiver(found, category, one):
    """The exception in force that covers this level of a category, or None."""
    today = timezone.localdate()
    covers = [
        waiver
        for waiver in found.waivers
        if waiver.granted
        and waiver.until >= today
        and waiver.category == category
        and not method.above(one, waiver.level)
    ]
    return max(covers, key=lambda waiver: waiver.until, default=None)


class Decider(StrEnum):
    """Who may back an idea, from its level."""

    MANAGER = "manager"
    HEAD = "head"
    EXECUTIVE = "executive"
    NOBODY = "nobody"


DECIDERS = {
    Level.LOW: Decider.MANAGER,
    Level.MEDIUM: Decider.HEAD,
    Level.HIGH: Decider.EXECUTIVE,
    Level.SEVERE: Decider.NOBODY,
}
HANDED = {
    Decider.MANAGER: gettext_lazy("A manager decides on this. Hand it over to one of them."),
    Decider.HEAD: gettext_lazy(
        "At Medium, the head of a department or an executive sponsor decides. Hand it over to one "
        "of them."
    ),
    Decider.EXECUTIVE: gettext_lazy(
        "At High, or where the worst could happen, an executive sponsor decides. Hand it over to "
        "one of them."
    ),
    Decider.NOBODY: SEVERE,
}


def who_may_decide(one, impact5=False):
    """The Decider for a level; ``impact5`` is impact_of_five."""
    decider = DECIDERS[Level(one)]
    return Decider.EXECUTIVE if impact5 and decider != Decider.NOBODY else decider


def decides(person, decider):
    """Whether this person is one, or stands higher. A superuser is none for being one."""
    if decider == Decider.NOBODY:
        return False
    if roles.has(person, Role.SPONSOR):
        return True
    if decider == Decider.EXECUTIVE:
        return False
    if decider == Decider.HEAD:
        return person.heads.exists()
    return roles.has(person, Role.MANAGER)


def refusal(idea, person):
    """The sentence that says why this person may not back the idea as it stands, or None."""
    found = whole.of(idea)
    one = level(found) if found else None
    if one is None:
        return str(UNWEIGHED)
    if one == Level.SEVERE:
        return str(SEVERE)
    if points := open_points(found, of_what_is_signed=True):
        return points[0]
    decider = who_may_decide(one, impact_of_five(found))
    if not decides(person, decider):
        return str(HANDED[decider])
    both = found.idea.fast_lane and one == Level.LOW
    if person == found.assessor and not both:
        return _("Whoever weighed it doesn’t back it too. Hand it over.")
    for above in above_appetite(found):
        if above.waiver is None:
            return _(
                "%(category)s: %(level)s is more than we accept here. Ask for an exception first."
            ) % {"category": above.category.label, "level": Level(above.level).label}
    return None


class Point(str):
    """A sentence that says what is missing, and where one does it: at the ``risk`` with a number,
    or at a ``place`` of the page: "new", "asked" or "worth"."""

    __slots__ = ("place", "risk")

    def __new__(cls, sentence, *, risk=None, place=""):
        point = super().__new__(cls, sentence)
        point.risk, point.place = risk, place
        return point


def open_points(idea, *, of_what_is_signed=False):
    """What is still missing before the idea counts as weighed: Points in the order of work.

    ``of_what_is_signed``: only what makes the compact itself incomplete, without proposals that
    came since and without what a new assessor would have thought.
    """
    found = whole.of(idea)
    if found is None:
        return [_("Nothing is written down yet. Open the assessment.")]
    points = [*_described(found)]
    for risk in found.counted:
        scored = _scored(found, risk, every=not of_what_is_signed)
        points += [Point(one, risk=risk.number) for one in scored]
    if not of_what_is_signed:
        points += _unanswered(found)
    points += [*_unowned(found), *_unheard(found)]
    if not found.idea.fast_lane and not found_eve(found):
        told = _("Answer the questions on what it costs and what it brings.")
        points.append(Point(told, place="worth"))
    return points


def found_eve(idea):
    """Whether it is worth it: an Eve, or None while an answer is missing."""
    found = whole.of(idea)
    return method.eve(found.assessment.effort, found.assessment.value) if found else None


def _described(found):
    """Doing nothing, and in the full lane both sides."""
    nothing, full = found.nothing, not found.idea.fast_lane
    if not nothing.event or not nothing.harm:
        yield Point(_("Say what happens if we do nothing."), risk=0)
    elif full and found.level(nothing, scores.INHERENT) is None:
        yield Point(_("Score what happens if we do nothing."), risk=0)
    sides = {risk.side for risk in found.counted}
    if not full:
        if not sides:
            yield Point(_("Write down at least one thing that could go wrong."), place="new")
        return
    if "customer" not in sides:
        yield Point(
            _("Write down at least one thing that could go wrong for customers."), place="new"
        )
    if "staff" not in sides:
        yield Point(
            _("Write down at least one thing that could go wrong for colleagues."), place="new"
        )


def _scored(found, risk, *, every):
    """What is missing of the scores of a risk that was taken up; the first that is."""
    number = {"number": risk.number}
    given = {one.person_id for one in risk.first_scores.all()}
    if every and found.assessor and found.assessor.pk not in given:
        return [_("Score risk %(number)s for yourself.") % number]
    inherent, target = (scores.of(risk, which) for which in (scores.INHERENT, scores.TARGET))
    if found.level(risk, scores.INHERENT) is None:
        return [_("Say what risk %(number)s is before anything is done about it.") % number]
    if scores.lacks_a_second(found, risk, inherent):
        return [_("Risk %(number)s needs a second first score, or a smaller trial.") % number]
    if found.level(risk, scores.TARGET) is None:
        return [_("Say what is left of risk %(number)s once all that is planned is done.") % number]
    if target != inherent and not scores.planned(risk):
        return [_("Say what you’ll do so that risk %(number)s gets smaller.") % number]
    return []


def _unanswered(found):
    """Proposals of risks and mitigations that nobody has answered."""
    waiting = [risk for risk in found.risks if risk.standing == "proposed"]
    for risk in waiting:
        told = _("Risk %(number)s was proposed. Take it up, or say why not.")
        yield Point(told % {"number": risk.number}, risk=risk.number)
    for risk in found.counted:
        if any(one.standing == "proposed" for one in risk.mitigations.all()):
            told = _("Somebody proposed what to do about risk %(number)s. Answer them.")
            yield Point(told % {"number": risk.number}, risk=risk.number)


def _unowned(found):
    """Mitigations that lost their owner."""
    for risk in found.counted:
        for one in scores.planned(risk):
            if not one.owner.is_active:
                told = _("%(person)s has left. Say who does this now: %(text)s")
                told %= {"person": one.owner, "text": one.text}
                yield Point(told, risk=risk.number)


def _unheard(found):
    """Colleagues who were asked and have not answered, and what the screening questions ask for."""
    for one in found.consultations:
        if one.answered_at is None:
            told = _(
                "%(person)s was asked and hasn’t answered. Talk to them, and write down what they "
                "say."
            )
            yield Point(told % {"person": one.person}, place="asked")
        elif screening.owes_impact_assessment(found.idea, one):
            told = _(
                "It needs a data protection impact assessment. %(person)s says when it is done."
            )
            yield Point(told % {"person": one.person}, place="asked")


def summary(points):
    """The first of these points, and how many more there are; None for none."""
    if not points:
        return None
    more = len(points) - 1
    if not more:
        return points[0]
    told = ngettext("%(first)s And %(n)s more thing.", "%(first)s And %(n)s more things.", more)
    return told % {"first": points[0], "n": more}

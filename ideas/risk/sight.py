"""An assessment as one person may see it, with what they may do: all that its page needs.

Each ``may`` holds what this person may do now; the services refuse the rest in the same words.
"""

from dataclasses import dataclass

from django.utils import timezone

from ideas import tripwires
from ideas.models import Assessment, Consultation, FirstScore, Mitigation, Risk, Waiver
from ideas.risk import assessing, deciding, ground, hats, mitigating, scores, screening, waiving
from ideas.risk import method as methods
from ideas.risk import whole as wholes
from ideas.risk.hats import Hat

TRIPWIRES = {one.key: one for one in tripwires.TRIPWIRES}


@dataclass(frozen=True, slots=True)
class Weighed:
    """An agreed score and the level it comes to."""

    likelihood: int
    impacts: dict
    level: str


@dataclass(frozen=True, slots=True)
class MitigationLine:
    """``may``: take, set_aside, plan, and the statuses in_place, verified, failed. ``mark`` goes
    back with a form that changes what is planned."""

    mitigation: Mitigation
    may: frozenset
    mark: str


@dataclass(frozen=True, slots=True)
class RiskLine:
    """``may``: reword, take, set_aside, first, agree, after, current, mitigate. ``mark`` goes back
    with the forms of reword, agree, after and current; describe_nothing for risk 0.

    ``inherent``, ``target`` and ``current`` are None until they are agreed, and for an assessor
    who took over until they scored it themselves; ``hidden`` says so then. ``firsts`` are the first
    scores that this person may see, ``scored`` how many there are.
    """

    risk: Risk
    inherent: Weighed | None
    target: Weighed | None
    current: Weighed | None
    hidden: bool
    mine: FirstScore | None
    firsts: tuple
    scored: int
    lacks_a_second: bool
    mitigations: tuple
    may: frozenset
    mark: str


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """``may``: answer, note_talk, hand_on. ``screen`` are the questions to ask, each with the
    answer given or None; empty unless it is about personal details."""

    consultation: Consultation
    tripwire: tripwires.Tripwire
    screen: tuple
    needs_impact_assessment: bool
    owes_impact_assessment: bool
    may: frozenset


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """``may``: answer."""

    waiver: Waiver
    category: methods.Category
    in_force: bool
    may: frozenset


@dataclass(frozen=True, slots=True)
class Sight:
    """``may``: propose, add, describe_nothing, evaluate, ask_leave; ``add`` means that what they
    write is taken up at once. ``outdated``: newer criteria came out since."""

    assessment: Assessment
    method: methods.Method
    hats: frozenset
    nothing: RiskLine
    risks: tuple  # taken up
    proposed: tuple
    set_aside: tuple
    consultations: tuple
    waivers: tuple
    above: tuple  # deciding.Above
    levels: dict
    eve: methods.Eve | None
    open_points: tuple
    may: frozenset
    outdated: bool
    levels_hidden: bool  # from an assessor who took over: no levels, nothing above


def of(idea, person):
    """The Sight of an idea for a person who may see the idea, or None before it is sent."""
    found = wholes.of(idea)
    if found is None:
        return None
    idea = found.idea
    consulted = {one.person_id for one in found.consultations}
    reader = Reader(found, person, hats.of(idea, person, consulted))
    lines = {risk.pk: reader.risk(risk) for risk in found.risks}
    by_standing = {
        standing: tuple(
            lines[risk.pk] for risk in found.risks if risk.number and risk.standing == standing
        )
        for standing in Risk.Standing
    }
    hidden = any(line.hidden for line in by_standing[Risk.Standing.TAKEN])
    return Sight(
        assessment=found.assessment,
        method=found.method,
        hats=reader.hats,
        nothing=lines[found.nothing.pk],
        risks=by_standing[Risk.Standing.TAKEN],
        proposed=by_standing[Risk.Standing.PROPOSED],
        set_aside=by_standing[Risk.Standing.SET_ASIDE],
        consultations=tuple(reader.consultation(one) for one in found.consultations),
        waivers=tuple(reader.waiver(one) for one in found.waivers),
        above=() if hidden else tuple(deciding.above_appetite(found)),
        levels=dict.fromkeys(deciding.WHICH) if hidden else deciding.levels(found),
        eve=deciding.found_eve(found),
        open_points=tuple(deciding.open_points(found)),
        may=reader.whole(),
        outdated=found.outdated,
        levels_hidden=hidden,
    )


class Reader:
    """One person before one assessment."""

    def __init__(self, found, person, worn):
        self.found, self.person, self.hats = found, person, worn
        self.open = hats.is_worked_on(found.idea)
        self.alive = hats.is_alive(found.idea)

    def _if(self, **verbs):
        return frozenset(name for name, yes in verbs.items() if yes)

    def _may(self, verb):
        """Whether a hat is enough, for what changes what is signed."""
        return self.open and hats.may(self.hats, verb)

    def whole(self):
        alive = self.alive and bool(self.hats)
        return self._if(
            add=self._may("add"),
            propose=alive and not (hats.may(self.hats, "add") and not self.open),
            describe_nothing=self._may("describe_nothing"),
            evaluate=self._may("evaluate"),
            ask_leave=self.alive and hats.may(self.hats, "ask_leave"),
        )

    def risk(self, risk):
        shows = scores.sees_agreed(risk, self.person, self.hats)
        agreed = {which: self._weighed(risk, which) for which in deciding.WHICH if shows}
        firsts = scores.seen(self.found, risk, self.person, self.hats)
        given = list(risk.first_scores.all())
        score = scores.of(risk, scores.INHERENT)
        return RiskLine(
            risk=risk,
            inherent=agreed.get(scores.INHERENT),
            target=agreed.get(scores.TARGET),
            current=agreed.get(scores.CURRENT),
            hidden=not shows and score is not None,
            mine=next((one for one in given if one.person_id == self.person.pk), None),
            firsts=tuple(firsts),
            scored=len(given),
            lacks_a_second=bool(score) and scores.lacks_a_second(self.found, risk, score),
            mitigations=tuple(self.mitigation(one, risk) for one in risk.mitigations.all()),
            may=self._of_risk(risk),
            mark=ground.mark_of(risk, assessing.SHOWN),
        )

    def _weighed(self, risk, which):
        score, level = scores.of(risk, which), self.found.level(risk, which)
        return Weighed(score.likelihood, score.impacts, level) if level else None

    def _of_risk(self, risk):
        taken = risk.standing == Risk.Standing.TAKEN
        proposed = risk.standing == Risk.Standing.PROPOSED
        shows = scores.sees_agreed(risk, self.person, self.hats)
        inherent = risk.inherent_likelihood is not None
        own = proposed and risk.proposed_by_id == self.person.pk and self.alive
        unscored = Hat.ASSESSOR in self.hats or not risk.first_scores.all()
        may_take = self._may("take" if proposed else "set_aside") and not taken
        agree = taken and self._may("agree") and shows
        given = any(one.person_id == self.person.pk for one in risk.first_scores.all())
        return self._if(
            reword=risk.number and unscored and (own or self._may("reword")),
            take=may_take,
            set_aside=self._may_set_aside(risk),
            first=taken
            and self._may("score")
            and not scores.too_late(self.found, risk, self.person, self.hats),
            agree=agree and (given or not risk.number),
            after=agree and inherent and risk.number,
            current=taken
            and self.alive
            and hats.may(self.hats, "settle")
            and risk.target_likelihood is not None
            and bool(scores.verified(risk)),
            mitigate=risk.number and "propose" in self.whole() and self._not_aside(risk),
        )

    def _not_aside(self, risk):
        return risk.standing != Risk.Standing.SET_ASIDE

    def _may_set_aside(self, row):
        """Of a risk or a mitigation: what counts is only set aside while it may change."""
        if getattr(row, "number", None) == 0 or not self._not_aside(row):
            return False
        counted = row.standing == Risk.Standing.TAKEN
        return hats.may(self.hats, "set_aside") and (self.open if counted else self.alive)

    def mitigation(self, one, risk):
        proposed = one.standing == Mitigation.Standing.PROPOSED
        taken = one.standing == Mitigation.Standing.TAKEN
        statuses = {
            str(status): self.alive
            and bool(self.hats)
            and mitigating.no_progress(one, self.person, self.hats, status) is None
            for status in mitigating.BEFORE
        }
        may = self._if(
            take=not taken
            and risk.standing == Risk.Standing.TAKEN
            and self._may("take" if proposed else "set_aside"),
            set_aside=self._may_set_aside(one),
            plan=taken and self._may("plan"),
            **statuses,
        )
        return MitigationLine(one, may, ground.mark_of(one, mitigating.SHOWN))

    def consultation(self, one):
        idea, mine = self.found.idea, one.person_id == self.person.pk
        about_details = one.tripwire == screening.PERSONAL_DETAILS
        questions = screening.SCREEN if about_details else ()
        unanswered = one.answered_at is None
        may = self._if(
            answer=mine and self.open and self.person.pk not in self.found.authors,
            note_talk=unanswered and not mine and self._may("note_talk"),
            hand_on=unanswered and self.open and (mine or self._may("note_talk")),
        )
        return ConsultationLine(
            consultation=one,
            tripwire=TRIPWIRES[one.tripwire],
            screen=tuple((question, one.screen.get(question.key)) for question in questions),
            needs_impact_assessment=screening.needs_impact_assessment(idea, one.screen),
            owes_impact_assessment=screening.owes_impact_assessment(idea, one),
            may=may,
        )

    def waiver(self, one):
        asked = one.granted is None and self.alive
        may = self._if(answer=asked and waiving.may_answer(one, self.person, self.found.idea))
        in_force = waiving.in_force(one, timezone.localdate())
        return WaiverLine(one, self.found.method.categories[one.category], in_force, may)

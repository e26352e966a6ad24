"""An assessment in words: what a risk says, what it waits for, and what it comes to.

What a person may see and do is decided in ideas.risk.sight; nothing here looks further.
"""

from dataclasses import dataclass

from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ideas.compact import Party
from ideas.models import Risk
from ideas.risk import deciding, matrix, wording
from ideas.risk import method as methods
from ideas.risk.deciding import Decider
from ideas.risk.hats import Hat
from ideas.risk.method import Level

DOES = {
    Party.ASSESSOR: gettext_lazy("Weighs it"),
    Party.AUTHOR: gettext_lazy("Had the idea, and may score, too"),
}
NEEDS = {
    Decider.MANAGER: gettext_lazy("Any manager can back that."),
    Decider.HEAD: gettext_lazy("The head of a department, or an executive sponsor, can back that."),
    Decider.EXECUTIVE: gettext_lazy("Only an executive sponsor can back that."),
    Decider.NOBODY: gettext_lazy("Nobody can back that. Change the idea, or stop it."),
}


def url_of(idea, risk):
    return reverse("ideas:risk", args=[idea.slug, risk.number])


def shows_levels(sight):
    """Whether this reader sees levels: colleagues who are not involved do once all is weighed."""
    return sight.hats != {Hat.COLLEAGUE} or sight.assessment.completed_at is not None


def sentence(risk):
    """The scenario in words; "" for none yet."""
    texts = {name: getattr(risk, name) for name in ("cause", "event", "sufferer", "harm")}
    return wording.sentence(**texts, nothing=risk.number == 0)


def title(risk):
    return capfirst(risk.event) if risk.number else _("The risk of doing nothing")


@dataclass(frozen=True, slots=True)
class Chip:
    """A level, and when it is: "before", "now", "after" or, for the only one, ""."""

    band: int
    when: str


def chips(sight, line):
    """The agreed levels. Where it is now is told once it differs from how it was before."""
    if not shows_levels(sight):
        return []
    if not line.risk.number:
        return [Chip(methods.rank(line.inherent.level), "")] if line.inherent else []
    now = line.current if line.current != line.inherent else None
    told = (("before", line.inherent), ("now", now), ("after", line.target))
    return [Chip(methods.rank(one.level), when) for when, one in told if one]


@dataclass(frozen=True, slots=True)
class Panel:
    """One risk in the list. ``says`` is what it waits for; ``mine``: it waits for the reader."""

    line: object  # sight.RiskLine
    url: str
    title: str
    sentence: str
    chips: list[Chip]
    says: str
    mine: bool
    planned: list  # pairs of a Mitigation that counts or may, and the name of its owner


def panel(sight, line, idea, names):
    says, mine = waits(sight, line, names)
    standing = line.risk.Standing
    return Panel(
        line=line,
        url=url_of(idea, line.risk),
        title=title(line.risk),
        sentence=sentence(line.risk),
        chips=chips(sight, line),
        says=says,
        mine=mine,
        planned=[
            (one.mitigation, names.of(one.mitigation.owner))
            for one in line.mitigations
            if one.mitigation.standing != standing.SET_ASIDE
        ],
    )


def waits(sight, line, names):
    """(what a risk waits for, in a sentence or "", whether it waits for the reader)."""
    risk = line.risk
    if risk.standing == Risk.Standing.SET_ASIDE:
        return risk.answer, False
    if risk.standing == Risk.Standing.PROPOSED:
        who = {"person": names.of(risk.proposed_by)}
        if "take" in line.may:
            return _("%(person)s thought of this. Take it up, or say why not.") % who, True
        return _("%(person)s thought of this, and waits for an answer.") % who, False
    if not risk.number and not (risk.event and risk.harm):
        mine = "describe_nothing" in sight.may
        return _("Nobody has said yet what happens if we do nothing."), mine
    if risk.number and "first" in line.may:
        return _("Say what you think, before you see what others think."), True
    if any("take" in one.may and one.mitigation.standing == "proposed" for one in line.mitigations):
        return _("Somebody proposed what to do about it. Answer them."), True
    return _scoring(line)


def _scoring(line):
    risk, agreed = line.risk, line.risk.inherent_likelihood is not None
    if not agreed and not risk.number:
        return _("Nobody has said yet how grave that is."), "agree" in line.may
    if not agreed:
        told = ngettext("%(n)s person has scored it.", "%(n)s people have scored it.", line.scored)
        told = told % {"n": line.scored} if line.scored else _("Nobody has scored it yet.")
        if "agree" in line.may:
            return _("%(scored)s Now say what it comes to.") % {"scored": told}, True
        return told, False
    if line.lacks_a_second:
        return _("It needs a second pair of eyes, or a smaller trial."), False
    if "after" in line.may and risk.target_likelihood is None:
        return _("Say what is left of it once everything is done."), True
    return "", False


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person thought first."""

    who: str
    face: object
    likely: str
    bad: str
    sure: str
    band: int


def opinions(sight, line, names):
    """The first scores that the reader may see, side by side."""
    own, risk = sight.method, line.risk
    return [
        Opinion(
            who=names.of(one.person),
            face=names.face(one.person),
            likely=own.likelihoods[one.likelihood - 1].label,
            bad=worst_in_words(own, one.impacts),
            sure=one.get_confidence_display(),
            band=methods.rank(
                methods.category_level(
                    own, risk.category, one.likelihood, one.impacts, vulnerable=risk.vulnerable
                )
            ),
        )
        for one in line.firsts
    ]


def worst_in_words(own, impacts):
    """The anchor of the worst impact: “First aid, or a real loss for one person”."""
    column, score = max(impacts.items(), key=lambda one: one[1])
    return own.anchors[column][score - 1]


def drawing(sight, line, *, marks=True):
    """The matrix with this risk's marks, as far as the reader may see them. Without ``marks`` only
    the form on the page makes them."""
    vulnerable = line.risk.vulnerable or sight.method.categories[line.risk.category].vulnerable
    agreed = {"before": line.inherent, "after": line.target}
    told = agreed if marks and shows_levels(sight) else {}
    at = {name: (one.likelihood, one.impacts) for name, one in told.items() if one}
    return matrix.drawn(sight.method, vulnerable=vulnerable, **at)


def in_words(sight, line, score):
    """An agreed score: “Likely. A breach we have to report.”; "" for what the reader can’t see."""
    if score is None or not shows_levels(sight):
        return ""
    own = sight.method
    return f"{own.likelihoods[score.likelihood - 1].label}. {worst_in_words(own, score.impacts)}."


def verdict(sight, line):
    """“High comes down to Medium. Any manager can back that.”; "" before it is agreed."""
    if not shows_levels(sight) or line.inherent is None:
        return ""
    before = Level(line.inherent.level)
    if line.target is None:
        return _("That’s %(before)s.") % {"before": before.label}
    words = {"before": before.label, "after": Level(line.target.level).label}
    if before == line.target.level:
        return _("It stays at %(after)s.") % words
    return _("%(before)s comes down to %(after)s.") % words


def points(sight, idea):
    """What is missing: (sentence, where one does it)."""
    here = reverse("ideas:assessment", args=[idea.slug])
    places = {"new": reverse("ideas:risk_new", args=[idea.slug])}
    return [
        (
            point,
            reverse("ideas:risk", args=[idea.slug, point.risk])
            if point.risk is not None
            else places.get(point.place, f"{here}#{point.place}"),
        )
        for point in sight.open_points
    ]


def need(sight, line):
    """Who may back what is left of a risk, in a sentence, or ""."""
    if not line.risk.number or line.target is None or not shows_levels(sight):
        return ""
    return NEEDS[deciding.who_may_decide(line.target.level)]


def consulted(line):
    """What a colleague was asked about, and whether they answered."""
    row, about = line.consultation, {"topic": capfirst(str(line.tripwire.brings))}
    if row.answered_at is None:
        return _("%(topic)s: asked") % about
    return _("%(topic)s: answered") % about


def needs():
    """Who may back a level, in a sentence, for each band from 1 to 4."""
    return {methods.rank(level): NEEDS[deciding.who_may_decide(level)] for level in Level}


def decider(sight):
    """Who may back the idea as it stands after all that is planned, in a sentence, or ""."""
    level = sight.levels["target"]
    if level is None or sight.levels_hidden or not shows_levels(sight):
        return ""
    return str(NEEDS[deciding.who_may_decide(level, _as_bad_as_it_gets(sight))])


def _as_bad_as_it_gets(sight):
    """Whether something could happen that is, whatever is done about it."""
    return any(
        line.inherent
        and methods.impact(
            line.inherent.impacts,
            vulnerable=line.risk.vulnerable
            or sight.method.categories[line.risk.category].vulnerable,
        )
        == methods.SCORES[-1]
        for line in sight.risks
    )


def level(sight):
    """(the worst level before, the worst after) as bands, 0 for none; what the reader may see."""
    if sight.levels_hidden or not shows_levels(sight):
        return 0, 0
    return methods.rank(sight.levels["inherent"]), methods.rank(sight.levels["target"])

"""A deed as people read it: from the frozen text alone, never from rows that live on."""

import json
from dataclasses import dataclass, field
from datetime import date

from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ideas.compact import Party
from ideas.models import Consultation, Risk
from ideas.risk import method, wording
from ideas.tripwires import TRIPWIRES
from policy import markup
from portal import look

KEYS = {Party.AUTHOR: "h", Party.SPONSOR: "m", Party.CHAMPION: "i"}


@dataclass(frozen=True, slots=True)
class Deeds:
    """What is done about a risk: who, and by when."""

    text: str
    owner: str
    due_on: date

    @property
    def says(self):
        return _("%(person)s, by %(day)s.") % {
            "person": self.owner,
            "day": look.day(self.due_on, "year"),
        }


@dataclass(frozen=True, slots=True)
class Danger:
    """One risk as a sentence; ``before`` and ``after`` are bands (portal.look), 0 for none."""

    sentence: str
    about: str
    before: int
    after: int
    treatment: str
    done: list


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Vow:
    """One party's promise, a sentence a line."""

    key: str
    title: str
    promises: list


@dataclass(slots=True)
class Text:
    """All that a deed says."""

    reference: str
    round: int
    title: str
    story: list
    dangers: list
    nothing: Danger | None
    heard: list
    waivers: list
    conditions: list
    people: dict
    vows: list
    weighed: str
    technology: bool
    tripwires: list = field(default_factory=list)

    @property
    def parties(self):
        """Who makes a promise in it, in one line."""
        seats = ((Party(party).label, name) for party, name in self.people.items() if party in KEYS)
        return "; ".join(f"{label}: {name}" for label, name in seats)


def read(deed):
    """The Text of a Deed."""
    said = json.loads(deed.body)
    assessment = said["assessment"] or {"risks": [], "consultations": [], "waivers": []}
    risks = [(risk["side"], _danger(risk)) for risk in assessment["risks"]]
    return Text(
        reference=said["reference"],
        round=said["round"],
        title=said["idea"]["title"],
        story=_story(said["idea"]),
        dangers=[one for side, one in risks if side != Risk.Side.NOTHING],
        nothing=next((one for side, one in risks if side == Risk.Side.NOTHING), None),
        heard=[_heard(one) for one in assessment["consultations"]],
        waivers=[_waiver(one) for one in assessment["waivers"]],
        conditions=[_condition(one) for one in said["conditions"]],
        people={
            one: _name(said["parties"].get(one)) for one in Party.values if one in said["parties"]
        },
        vows=_vows(said),
        weighed=_weighed(assessment),
        technology=said["idea"]["technology"],
        tripwires=[one.asks for one in TRIPWIRES if one.key in said["idea"]["tripwires"]],
    )


def _name(person):
    return person["name"] if person else ""


def _story(idea):
    """What it is about, as terms with their words; what nobody wrote is left out."""
    already = idea["already"]
    told = (
        (_("Who it is hard for"), idea["moment"]),
        (_("What we already do"), already.get("what")),
        (_("Since when, and how many of us"), already.get("since")),
        (_("What could go wrong with it"), already.get("risk")),
        (_("What we’ll try"), idea["help"]),
    )
    return [Term(term, text) for term, text in told if text]


def _danger(risk):
    return Danger(
        sentence=sentence(risk),
        about=risk["about"],
        before=method.rank(risk["inherent"]["level"]),
        after=method.rank(risk["target"]["level"]),
        treatment=str(Risk.Treatment(risk["treatment"]).label) if risk["treatment"] else "",
        done=[
            Deeds(one["text"], _name(one["owner"]), date.fromisoformat(one["due_on"]))
            for one in risk["mitigations"]
        ],
    )


def sentence(risk):
    """A risk in one sentence, as it is said where it was weighed."""
    texts = {name: risk[name] for name in ("cause", "event", "sufferer", "harm")}
    return wording.sentence(**texts, nothing=risk["side"] == Risk.Side.NOTHING)


def _heard(one):
    asked = next((wire for wire in TRIPWIRES if wire.key == one["tripwire"]), None)
    verdict = Consultation.Verdict(one["verdict"]).label if one["verdict"] else _("No answer yet")
    term = f"{_name(one['person'])}, {asked.brings}" if asked else _name(one["person"])
    return Term(term, " ".join(filter(None, (f"{verdict}.", one["advice"]))))


def _waiver(one):
    said = _("%(level)s is accepted until %(until)s, granted by %(person)s. %(conditions)s") % {
        "level": method.Level(one["level"]).label,
        "until": look.day(date.fromisoformat(one["until"]), "year"),
        "person": _name(one["by"]),
        "conditions": one["conditions"],
    }
    return Term(one.get("about") or one["category"], said.strip())


def _condition(one):
    return Term(
        _("%(party)s, %(person)s")
        % {"party": Party(one["party"]).label, "person": _name(one["by"])},
        one["text"],
    )


def _vows(said):
    titles = {
        Party.AUTHOR: _("The HERO promises"),
        Party.SPONSOR: _("The manager promises"),
        Party.CHAMPION: _("IT promises"),
    }
    return [
        Vow(KEYS[party], title, said["promises"][party]["text"].splitlines())
        for party, title in titles.items()
        if party in said["promises"]
    ]


def _weighed(assessment):
    if not assessment.get("by"):
        return ""
    return _("Weighed by %(person)s on %(day)s, with edition %(edition)s of our risk criteria.") % {
        "person": _name(assessment["by"]),
        "day": look.day(parse_datetime(assessment["at"]), "year"),
        "edition": assessment["criteria"]["edition"],
    }


def difference(seen, now):
    """Safe markup of what differs in two deeds, <del> around what went and <ins> around what came.

    What says the same in both is left out; "" when all of it does.
    """
    soup = BeautifulSoup(markup.difference(_plainly(seen), _plainly(now)), "html.parser")
    for part in (*soup.find_all("h3", recursive=False), *soup.select(".terms > div, .vow")):
        if part.find(("del", "ins")) is None:
            part.decompose()
    return mark_safe(str(soup)) if soup.find(("del", "ins")) else ""


def _plainly(deed):
    """All that a deed says, as markup."""
    text = read(deed)
    title = format_html("<h3>{}</h3>", text.title)
    return title + render_to_string("ideas/deed/_text.html", {"text": text})

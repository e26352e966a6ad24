"""The rules that an idea meets, and what its author would still need before they can sign.

Nothing here stops anybody from writing or sending: it is shown while they type, and on the idea.
Which policies apply is read from their sections and the words of the idea; a tripwire answered
with yes adds words of its own, so a policy needs no list of ideas and an idea no list of policies.
"""

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

from django.db.models import BigIntegerField

from ideas import reading, rulebook, terms
from ideas.compact import SEALING, State
from policy import clearance, duties, editions
from policy.learning.steps import url_of as course_url
from policy.models import CoursePage, PolicyPage
from portal.prepared import PERSON, Given, OneOf, Question, Rows

READ = 3_000  # characters of an idea that count
SHOWN = 3  # policies
NEAREST = 60  # policies that are looked at first for who may open them
BEFORE_THE_SEAL = (State.DRAFT, State.CLARIFYING, State.ASSESSING, *SEALING, State.PARKED)
# What a section that a tripwire leads to talks about.
SUBJECTS = {
    "T1": "personal details data privacy address phone number customer keep share",
    "T2": "money refund discount price budget spend limit",
    "T3": "safety safe hurt injury accident stop risk advice",
    "T4": "online public post answer speak channel clearance name",
    "T5": "software account password tool app AI chatbot robot",
    "T6": "vulnerable child children consent photo customer crisis",
    "T7": "pay rota hours shift monitoring rest",
    "T8": "contract supplier legal claim lawyer reporter",
}
DEPARTMENT = Given("department", BigIntegerField())
THEIRS = Question(
    lambda: [
        PolicyPage.objects.live()
        .meant_for(PERSON, DEPARTMENT)
        .filter(OneOf("pk", "policies"))
        .order_by()
        .values_list("pk")
    ]
)

COURSES = Rows(
    lambda: (
        CoursePage.objects.live().filter(OneOf("policies", "policies")).distinct().order_by("path")
    )
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy that applies, at the section that says most about it."""

    policy: int
    title: str
    section: str
    url: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Need:
    """Something that the author does before they sign, and how long it takes."""

    title: str
    url: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Applies:
    """What there is to know. Everything may be empty."""

    rules: tuple = ()
    courses: tuple = ()
    needs: tuple = ()

    def __bool__(self):
        return bool(self.rules or self.courses or self.needs)


def for_idea(idea, person):
    """What applies to an idea, as this person sees it; ``needs`` only for its author, while the
    seal is still to come. Of an idea that was read for a page it is asked once."""
    kept = reading.part(idea, "applies")
    if kept is not None and person.pk in kept:
        return kept[person.pk]
    seals = person.pk == idea.author_id and State(idea.state) in BEFORE_THE_SEAL
    owed = reading.owed_by(idea, person) if seals else None
    found = _applies(rules_of(idea, person), _yes(idea.tripwires), person, seals, owed)
    if kept is not None:
        kept[person.pk] = found
    return found


def rules_of(idea, person):
    """The policies for this person that an idea meets."""
    text = " ".join([idea.title, idea.moment, idea.help, *map(str, idea.already.values())])
    book = rulebook.now(reading.part(idea, "newest_section"))
    return _rules(text[:READ], _yes(idea.tripwires), person, book)


def for_text(text, tripwires, person):
    """What applies to words that are being typed. ``tripwires`` is as in Idea.tripwires."""
    yes = _yes(tripwires)
    rules = _rules(text[:READ], yes, person, rulebook.now())
    return _applies(rules, yes, person, True, None)


def _yes(tripwires):
    return {key for key, answer in tripwires.items() if answer is True}


def _applies(rules, yes, person, author, owed):
    """``owed`` gives the duties of this person, if somebody knows them already."""
    courses, needs = _courses(rules) if "T4" in yes else (), ()
    if author:
        needs = _needs(rules, yes, person, owed() if owed else duties.duties_of(person))
    return Applies(rules, courses, needs)


def _rules(text, yes, person, book):
    """The policies for this person whose sections say most about it, best first. One query; two
    where the nearest are for others."""
    best = {}
    for asked in (terms.terms(text), *(_about(key) for key in sorted(yes))):
        for policy, (score, place) in book.about(asked).items():
            best[policy] = max(best.get(policy, (0, 0)), (score, -place))
    ranked = sorted(best, key=lambda policy: (-best[policy][0], policy))
    near = _theirs(person, ranked[:NEAREST])
    if len(near) < SHOWN and len(ranked) > NEAREST:
        near = _theirs(person, ranked)
    shown = [policy for policy in ranked if policy in near][:SHOWN]
    return tuple(_rule(book, book.sections[-best[policy][1]]) for policy in shown)


@cache
def _about(tripwire):
    """The terms of what a section talks about that this tripwire leads to."""
    return frozenset(terms.terms(SUBJECTS[tripwire]))


def _theirs(person, policies):
    """Those of these policies that are meant for a person. One query, or none for none."""
    if not policies:
        return set()
    who = {"person": person.pk, "department": person.department_id}
    return {pk for (pk,) in THEIRS.ask(policies=policies, **who)}


def _rule(book, section):
    _row, policy, title, slug, anchor, heading, _characters = section.row
    minutes = editions.minutes_for(book.lengths[policy])
    address = duties.address(SimpleNamespace(slug=slug))  # all it asks of a policy
    return Rule(policy, title, heading, f"{address}#{anchor}", minutes)


def _courses(rules):
    """Courses that belong to these policies."""
    courses = COURSES.ask(policies=[rule.policy for rule in rules]) if rules else ()
    return tuple(Need(course.title, course_url(course), course.minutes) for course in courses)


def _needs(rules, yes, person, owed):
    """Agreements that are owed for these policies, and for T4 the steps to the licence."""
    applying = {rule.policy for rule in rules}
    owed = [duty for duty in owed if duty.policy.pk in applying]
    readings = duties.readings(owed) if owed else {}
    needs = [Need(duty.title, duty.url, readings[duty.policy.pk].minutes) for duty in owed]
    if "T4" in yes:
        steps = clearance.missing(person)
        addresses = {need.url for need in needs}
        needs += [
            Need(step.title, step.url, step.minutes) for step in steps if step.url not in addresses
        ]
    return tuple(needs)

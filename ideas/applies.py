"""The rules that an idea meets, and what its author would still need before they can sign.

Nothing here stops anybody from writing or sending: it is shown while they type, and on the idea.
Which policies apply is read from their sections and the words of the idea; a tripwire answered
with yes adds words of its own, so a policy needs no list of ideas and an idea no list of policies.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from ideas import terms
from ideas.compact import SEALING, State
from policy import clearance, duties, editions
from policy.learning.steps import url_of as course_url
from policy.models import CoursePage, PolicyPage, SectionText

READ = 3_000  # characters of an idea that count
SHOWN = 3  # policies
USUAL = 60  # terms of a section
ENOUGH = 0.35  # of what the idea says, in one section
BEFORE_THE_SEAL = (State.DRAFT, State.CLARIFYING, State.ASSESSING, *SEALING, State.PARKED)
LEAST_WORDS = 2  # that an idea and a section share, beside what tripwires add
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
    seal is still to come."""
    text = " ".join([idea.title, idea.moment, idea.help, *map(str, idea.already.values())])
    seals = person.pk == idea.author_id and State(idea.state) in BEFORE_THE_SEAL
    return for_text(text, idea.tripwires, person, author=seals)


def for_text(text, tripwires, person, *, author=True):
    """What applies to words that are being typed. ``tripwires`` is as in Idea.tripwires."""
    yes = {key for key, answer in tripwires.items() if answer is True}
    rules = _rules(text[:READ], yes, person)
    courses = _courses(rules) if "T4" in yes else ()
    return Applies(rules, courses, _needs(rules, yes, person) if author else ())


def _rules(text, yes, person):
    """The policies whose sections say most about it, best first. One query."""
    visible = PolicyPage.objects.live().for_person(person)
    sections = list(
        SectionText.objects.filter(policy__in=visible)
        .order_by("policy", "number")
        .values_list("policy", "policy__title", "policy__slug", "anchor", "title", "text")
    )
    said = [_terms_of(f"{title} {text}") for *_policy, title, text in sections]
    rare = _rarity(said)
    lengths, best = Counter(), {}
    asked = [terms.terms(text), *(terms.terms(SUBJECTS[key]) for key in sorted(yes))]
    for section, words in zip(sections, said, strict=True):
        policy = section[0]
        lengths[policy] += len(section[-1])
        score = max(_score(one, words, rare) for one in asked)
        if score >= ENOUGH and score > best.get(policy, (0, None))[0]:
            best[policy] = (score, section)
    ranked = sorted(best.values(), key=lambda found: (-found[0], found[1][0]))[:SHOWN]
    return tuple(_rule(section, lengths[section[0]]) for _score_of, section in ranked)


@lru_cache(maxsize=1024)
def _terms_of(text):
    """The terms of a section: the same text is read again with each pause of somebody's typing."""
    return frozenset(terms.terms(text))


def _rarity(said):
    """{term: how much it tells sections apart}."""
    used = Counter(term for words in said for term in words)
    return {term: math.log(1 + len(said) / number) for term, number in used.items()}


def _score(asked, words, rare):
    """How much of what was asked a section talks about, 0 to 1; 0 for a word or two by chance."""
    shared = [term for term in asked if term in words]
    if len([term for term in shared if term[0] != "~"]) < LEAST_WORDS:
        return 0
    rarest = max(rare.values(), default=1)
    whole = sum(rare.get(term, rarest) for term in asked)
    long = max(1, len(words) / USUAL) ** 0.5  # a long section meets every word by chance
    return sum(rare[term] for term in shared) / whole / long


def _rule(section, length):
    policy, title, slug, anchor, heading, _text = section
    address = duties.address(PolicyPage(slug=slug))
    return Rule(policy, title, heading, f"{address}#{anchor}", editions.minutes_for(length))


def _courses(rules):
    """Courses that belong to these policies."""
    courses = CoursePage.objects.live().filter(policies__in=[rule.policy for rule in rules])
    return tuple(
        Need(course.title, course_url(course), course.minutes)
        for course in courses.distinct().order_by("path")
    )


def _needs(rules, yes, person):
    """Agreements that are owed for these policies, and for T4 the steps to the licence."""
    applying = {rule.policy for rule in rules}
    owed = [duty for duty in duties.duties_of(person) if duty.policy.pk in applying]
    readings = duties.readings(owed) if owed else {}
    needs = [Need(duty.title, duty.url, readings[duty.policy.pk].minutes) for duty in owed]
    if "T4" in yes:
        steps = clearance.missing(person)
        addresses = {need.url for need in needs}
        needs += [
            Need(step.title, step.url, step.minutes) for step in steps if step.url not in addresses
        ]
    return tuple(needs)

"""May I answer this? Yes, no, or ask this person: by topic, in the words that people use."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from policy import ambassadors, clearance
from policy.evidence import Evidence
from policy.models import Channel, Topic
from portal import zero
from portal.models import User

YES, NO, ASK = "yes", "no", "ask"
ALIKE = 84  # of 100: one slip of the finger in a word of six letters passes
SUGGESTED = 3  # ambassadors that an answer names


@dataclass(frozen=True, slots=True)
class Answer:
    """``kind`` is YES, NO (red: pass it on) or ASK.

    ``channels`` are those on which this person may answer, ``ask`` the ambassadors who can,
    ``person`` the named person when no ambassador is free (or for a red topic, the one it goes to).
    """

    kind: str
    topic: Topic
    channel: Channel | None
    clearance: clearance.Clearance
    channels: tuple[Channel, ...] = ()
    ask: tuple[ambassadors.Ambassador, ...] = ()
    person: User | None = None
    steps: tuple[clearance.Step, ...] = ()


def answer(person, *, topic, channel=None):
    """The Answer to "may I answer this?" for this person."""
    judge = clearance.Judge([person])
    told = judge.clearance(person, topic=topic, channel=channel)
    if told.state == clearance.RED:
        return Answer(NO, topic, channel, told, person=topic.pass_to)
    if told:
        return Answer(YES, topic, channel, told, channels=_open_to(judge.evidence, person, topic))
    others = ambassadors.roster(topic=topic, channel=channel, but=person)
    free = tuple(one for one in others if one.free)[:SUGGESTED]
    return Answer(
        ASK,
        topic,
        channel,
        told,
        ask=free,
        person=None if free else fallback(topic, but=person),
        steps=tuple(judge.missing(person, topic=topic, channel=channel)),
    )


def _open_to(evidence: Evidence, person, topic):
    return tuple(
        channel for channel in Channel.objects.all() if evidence.backs(person, topic, channel)
    )


def fallback(topic, *, but=None):
    """Whom to ask when no ambassador is free: the champion of the topic, else the HERO desk."""
    champion = topic.champion
    if champion is not None and champion.is_active and champion != but:
        return champion
    return zero.on_duty().person


def matching(typed, topics):
    """Those of ``topics`` that the typed words are about, the best first; a slip is forgiven."""
    asked = [word for word in re.findall(r"\w+", typed.casefold()) if len(word) > 2]
    scored = [(_score(asked, topic), topic) for topic in topics]
    scored = [pair for pair in scored if pair[0]]
    return [topic for _score, topic in sorted(scored, key=lambda pair: (-pair[0], pair[1].name))]


def _score(asked, topic):
    """How well a topic fits: words of its name count double, those of its description single."""
    places = ((4, topic.name), (3, topic.words), (1, topic.covers))
    total = 0
    for weight, text in places:
        words = set(re.findall(r"\w+", text.casefold()))
        total += weight * sum(any(_same(one, word) for word in words) for one in asked)
    return total


def _same(one, other):
    """Whether two words are alike: one begins with the other, or a letter is off."""
    shorter = min(len(one), len(other))
    if shorter < 4:
        return one == other
    begins = one.startswith(other) or other.startswith(one)
    return begins or fuzz.ratio(one, other) >= ALIKE

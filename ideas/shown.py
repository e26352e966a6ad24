"""Where an idea is, in words: who has it, since when, what comes next, the trail and the seals.

Everything is read from ideas.compact. The sentences are whole, one for each state.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ideas import reading, turns
from ideas.compact import SEALING, STAGES, Party, State, Word
from portal import look

# What comes next, and what comes after that. %(holder)s has it, %(due)s is the promised day.
NEXT = {
    State.DRAFT: (
        gettext_lazy("You send it when you’re ready"),
        gettext_lazy("Nobody but the people you name sees it until then."),
    ),
    State.CLARIFYING: (
        gettext_lazy("%(holder)s answers the question by %(due)s"),
        gettext_lazy("Then it goes back to whoever asked."),
    ),
    State.ASSESSING: (
        gettext_lazy("%(holder)s finishes weighing it by %(due)s"),
        gettext_lazy("Then it looks for somebody to back it, or comes back with a reason."),
    ),
    State.SPONSORSHIP: (
        gettext_lazy("%(holder)s says by %(due)s whether to back it"),
        gettext_lazy("Then everybody who makes the promise seals it."),
    ),
    State.SIGN_OFF: (
        gettext_lazy("%(holder)s looks by %(due)s at how IT can support it"),
        gettext_lazy("Then all three seals go on."),
    ),
    State.COUNTERSIGN: (
        gettext_lazy("%(holder)s puts on the last seal by %(due)s"),
        gettext_lazy("Then the trial can begin."),
    ),
    State.TRIAL: (
        gettext_lazy("%(holder)s tells us by %(due)s how it goes"),
        gettext_lazy("Then somebody else counts what changed."),
    ),
    State.MEASURING: (
        gettext_lazy("%(holder)s counts by %(due)s what changed"),
        gettext_lazy("Then there are boots, or a lesson worth sharing."),
    ),
    State.CELEBRATED: (
        gettext_lazy("Nothing more. It works."),
        gettext_lazy("Borrow it for your own place."),
    ),
    State.LEARNED: (
        gettext_lazy("Nothing for now"),
        gettext_lazy("It was stopped, and what we learned is kept here."),
    ),
    State.PARKED: (
        gettext_lazy("%(holder)s looks at it again by %(due)s"),
        gettext_lazy("It keeps its place until then."),
    ),
    State.DECLINED: (
        gettext_lazy("Nothing for now"),
        gettext_lazy("Below is the reason, and what would make it a yes."),
    ),
    State.WITHDRAWN: (
        gettext_lazy("Nothing more"),
        gettext_lazy("Its author took it back. A new idea is always welcome."),
    ),
}


@dataclass(frozen=True, slots=True)
class Eyelet:
    """One word of the trail. ``state`` is "done", "now" or ""."""

    label: str
    note: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """One of the three seals, as components/seals.html shows it."""

    key: str
    title: str
    note: str = ""
    state: str = ""
    says: str = ""  # the words beside it


@dataclass(frozen=True, slots=True)
class Where:
    """Who has it, since when, what comes next: always all three."""

    holders: list
    holder_text: str
    since: str
    since_note: str
    next: str
    next_note: str
    stages: list


def where(idea, names, steps=()):
    """The Where of an idea for the reader whom ``names`` is for."""
    stage, holder = idea.stage, idea.holder
    if idea.state == State.DRAFT:
        holder = idea.author
    then, note = NEXT[State(idea.state)]
    late = idea.due_at and idea.due_at < timezone.now()
    if late:
        then = gettext_lazy("%(holder)s promised this by %(due)s, and it is late")
        note = gettext_lazy("Ask in the conversation, or press 0 and a person finds out.")
    if idea.state == State.WITHDRAWN and steps and "into" in steps[-1].words:
        note = _("It goes on as %(reference)s.") % {"reference": steps[-1].words["into"]}
    face = names.face(holder)
    return Where(
        holders=[face] if face else [],
        holder_text=names.of(holder) or _("Nobody has to do anything"),
        since=look.day(idea.state_since),
        since_note=_promised(idea) if stage.promised and not late else "",
        next=str(then) % {"holder": names.of(holder), "due": look.day(idea.due_at)},
        next_note=str(note),
        stages=eyelets(idea, names, steps),
    )


def _promised(idea):
    if idea.state == State.PARKED:
        return ""
    days = turns.days_promised(idea, State(idea.state))
    return ngettext(
        "One working day was promised at most.",
        "%(days)s working days were promised at most.",
        days,
    ) % {"days": days}


def words_of(idea):
    """The words of this idea's trail: IT fits only what needs IT."""
    fitted = idea.needs_it or word_now(idea) == Word.FITTED
    return [word for word in Word if word != Word.FITTED or fitted]


def word_now(idea):
    """The word that is being worked on, or None when nothing is."""
    state = State(idea.state)
    if state == State.CLARIFYING and idea.returns_to:
        state = State(idea.returns_to)
    word = STAGES[state].word
    if word == Word.WEIGHED and idea.first_reply_at is None:
        return Word.HEARD
    return word


def _reached(idea, steps):
    """How many words are done."""
    words = words_of(idea)
    now = word_now(idea)
    if now == Word.CELEBRATED:
        return len(words)
    if now is not None:
        return words.index(now)
    made = [STAGES[State(step.before)].word for step in steps]
    places = [words.index(word) for word in made if word in words]
    return max(places, default=1)


def progress(idea):
    """(words reached, words in all) for the small lace of a list; 0 where nothing goes on."""
    words, now = words_of(idea), word_now(idea)
    return (words.index(now) + 1 if now else 0), len(words)


def eyelets(idea, names, steps=()):
    """The trail, word by word."""
    words, now, reached = words_of(idea), word_now(idea), _reached(idea, steps)
    trail = []
    for place, word in enumerate(words):
        state = "done" if place < reached else "now" if word == now else ""
        trail.append(Eyelet(str(word.label), _note(idea, names, word, state), state))
    return trail


def _note(idea, names, word, state):
    if state == "now":
        return look.since(idea.state_since)
    if state == "done":
        if word == Word.SHARED and idea.submitted_at:
            return look.day(idea.submitted_at)
        if word == Word.HEARD and idea.first_reply_at:
            return look.day(idea.first_reply_at)
        return ""
    days = next((s.days for s in STAGES.values() if s.word == word and s.days), None)
    if days is None or idea.holder_id is None:
        return ""
    return ngettext("one working day", "up to %(n)s working days", days) % {"n": days}


def seals(idea, names, reader=None):
    """The three seals for ``reader``: signed, lapsed with the reason, theirs to put on, or what
    they wait for. At most two queries."""
    signed, lapsed = _signatures(idea)
    return [
        _seal(idea, names, party, reader, signed.get(party), lapsed.get(party)) for party in SIGNERS
    ]


def _signatures(idea):
    """({party: Signature} that count, {party: (Signature, Round that ended it)} that lapsed)."""
    if idea.round < 2 and State(idea.state) in (State.DRAFT, State.ASSESSING):
        return {}, {}  # nothing was ever written down
    rows = reading.part(idea, "signatures")
    if rows is None:
        rows = idea.signatures.select_related("signer")
    given = {one.party: one for one in rows}
    signed = {party: one for party, one in given.items() if one.round == idea.round}
    if len(signed) == len(given):
        return signed, {}
    rounds = {one.number: one for one in idea.rounds.all()}
    return signed, {
        party: (one, rounds[one.round + 1]) for party, one in given.items() if party not in signed
    }


SIGNERS = (Party.AUTHOR, Party.SPONSOR, Party.CHAMPION)
KEYS = {Party.AUTHOR: "h", Party.SPONSOR: "m", Party.CHAMPION: "i"}
TITLES = {
    Party.AUTHOR: gettext_lazy("HERO: %(name)s"),
    Party.SPONSOR: gettext_lazy("Manager: %(name)s"),
    Party.CHAMPION: gettext_lazy("IT: %(name)s"),
}
NAMELESS = {
    Party.AUTHOR: gettext_lazy("HERO"),
    Party.SPONSOR: gettext_lazy("Manager"),
    Party.CHAMPION: gettext_lazy("IT"),
}
UNTIL_THEN = {
    Party.AUTHOR: gettext_lazy("Seals it when all is weighed and written down."),
    Party.SPONSOR: gettext_lazy("Seals it once the risk is weighed."),
    Party.CHAMPION: gettext_lazy("Seals it knowing how to support it."),
}


def _seal(idea, names, party, reader, signature, lapsed):
    key, seated = KEYS[party], idea.seated(party)
    if signature:
        note = _("Sealed on %(day)s.") % {"day": look.day(signature.at)}
        title = TITLES[party] % {"name": names.of(signature.signer)}
        return Seal(key, title, note, "signed", signature.says)
    if party == Party.CHAMPION and not idea.needs_it:
        return Seal(key, _("IT"), _("Not needed: there is no technology in it."), "spared")
    if party == Party.SPONSOR:
        seated = seated or idea.seated(Party.ASSESSOR)
    title = TITLES[party] % {"name": names.of(seated)} if seated else str(NAMELESS[party])
    sealing = State(idea.state) in SEALING
    turn = sealing and party == idea.stage.holder
    note = str(UNTIL_THEN[party])
    if lapsed:
        before, ended = lapsed
        note = _("Sealed on %(day)s, and lapsed: %(why)s") % {
            "day": look.day(before.at),
            "why": ended.get_why_display(),
        }
    elif turn:
        note = _("Decides by %(day)s.") % {"day": look.day(idea.due_at)}
    elif sealing and party == Party.AUTHOR:
        note = _("May seal it from now on.")
    return Seal(key, title, note, "turn" if turn and seated == reader else "")

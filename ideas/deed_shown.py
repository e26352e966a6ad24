"""What stands around a deed on its page: the seals, whose turn it is, and rounds that lapsed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas import deed_text, deeds
from ideas.compact import Party, State
from ideas.models import Deed
from portal import look
from portal.templatetags.look import spelt

IN_FORCE = (State.TRIAL, State.MEASURING, State.CELEBRATED)
SPARED = "spared"


@dataclass(frozen=True, slots=True)
class Seal:
    """One of the three seals, as components/seals.html shows it."""

    key: str
    title: str
    note: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A round that no longer counts: why, since when, who had signed, and where its text is."""

    number: int
    why: str
    at: datetime
    signed: list
    url: str


@dataclass(frozen=True, slots=True)
class Name:
    """A signature, as components/sigs.html shows it."""

    name: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A deed for a reader, and what stands around it."""

    deed: Deed
    text: deed_text.Text
    seals: list
    signatures: list
    counts: bool  # the text of the round that counts
    sealed: bool
    title: str
    lede: str
    proof: str
    today: date

    @property
    def sigs(self):
        """The signatures in the order of the parties."""
        placed = {one.party: one for one in self.signatures}
        return [
            Name(placed[party].name, Party(party).label, placed[party].at)
            for party in deed_text.KEYS
            if party in placed
        ]


def show(idea, deed, person, *, may_sign=False):
    """A deed for one of its parties, as a Shown. One that is not stored is a preview."""
    signatures = [one for one in idea.signatures.all() if deed.pk and one.deed_id == deed.pk]
    text = deed_text.read(deed)
    counts = deed.round >= idea.round
    signed = {one.party: one for one in signatures}
    missing = [vow for vow in deed_text.KEYS if vow in text.people and vow not in signed]
    title, lede = _headline(idea, deed, signed, missing, may_sign=may_sign)
    return Shown(
        deed=deed,
        text=text,
        seals=[_seal(idea, party, text, signed, person, counts) for party in deed_text.KEYS],
        signatures=signatures,
        counts=counts,
        sealed=not missing,
        title=title,
        lede=lede,
        proof=deeds.proof(deed.digest),
        today=look.today(),
    )


def _seal(idea, party, text, signed, person, counts):
    key = deed_text.KEYS[party]
    title = _title(party, text.people.get(party, ""))
    if party == Party.CHAMPION and not text.technology:
        return Seal(key, _("IT"), _("Not needed: there is no technology in it."), SPARED)
    if party in signed:
        return Seal(key, title, _signed(signed[party]), "signed")
    turn = counts and idea.stage.seals and idea.stage.holder == party
    if turn and idea.holder_id == person.pk:
        return Seal(key, title, _("Read it, then add your seal below."), "turn")
    if turn:
        until = look.day(idea.due_at)
        return Seal(key, title, _("Has it now, and says by %(day)s.") % {"day": until})
    return Seal(key, title, _("Hasn’t sealed it.") if not counts else _("Seals it later."))


def _title(party, name):
    whole = {
        Party.AUTHOR: _("HERO: %(name)s"),
        Party.SPONSOR: _("Manager: %(name)s"),
        Party.CHAMPION: _("IT: %(name)s"),
    }
    return whole[party] % {"name": name}


def _signed(signature):
    meant = {
        "advise": _("Gave IT’s advice, which is enough here, on %(day)s at %(clock)s."),
        "adopt": _("Adopted it for IT on %(day)s at %(clock)s."),
        "adopt-with": _("Adopted it for IT, with a condition, on %(day)s at %(clock)s."),
        "sponsor-with": _("Backed it, with a condition, on %(day)s at %(clock)s."),
        "sponsor": _("Backed it on %(day)s at %(clock)s."),
    }
    sentence = meant.get(signature.verb, _("Sealed it on %(day)s at %(clock)s."))
    said = sentence % {"day": look.day(signature.at), "clock": look.clock(signature.at)}
    return f"{said} “{signature.says}”" if signature.says else said


def _headline(idea, deed, signed, missing, *, may_sign):
    """The sentence on top of the page, and the one below it."""
    if deed.pk is None:
        return _("This is how it reads with your condition."), _(
            "Read it as everybody will, then sign it. Seals that are on it lapse, and whoever "
            "signed is asked again."
        )
    if deed.round != idea.round:
        after = next(one for one in idea.rounds.all() if one.number == deed.round + 1)
        return (
            _("Round %(n)s no longer counts") % {"n": deed.round},
            _("%(why)s So round %(n)s began on %(day)s, and the seals of this one have lapsed.")
            % {"why": after.get_why_display(), "n": after.number, "day": look.day(after.at)},
        )
    if not missing:
        return _sealed(idea, signed)
    if may_sign:
        return _your_turn(signed, missing)
    lede = _("This idea is at “%(stage)s” now.") % {"stage": State(idea.state).label}
    if idea.holder and idea.stage.seals:
        lede = _("%(person)s has it now, and says by %(day)s.") % {
            "person": idea.holder,
            "day": look.day(idea.due_at),
        }
    if not signed:
        return _("It’s written down. No seal is on it yet."), lede
    return _count(len(signed)), lede


def _count(number):
    return ngettext("%(n)s seal is on.", "%(n)s seals are on.", number) % {
        "n": capfirst(spelt(number))
    }


def _sealed(idea, signed):
    title = _("Signed, all three.") if len(signed) == 3 else _("Signed, both.")
    if idea.state in IN_FORCE:
        since = max(one.at for one in signed.values())
        return title, _("That’s a compact, in force since %(day)s.") % {"day": look.day(since)}
    return title, _("It was in force. This idea is at “%(stage)s” now.") % {
        "stage": State(idea.state).label
    }


def _your_turn(signed, missing):
    lede = _(
        "Read what you are agreeing to. It takes about three minutes, and asking a question first "
        "is a perfectly good answer."
    )
    if not signed:
        return _("Read it, and add your seal."), lede
    if len(missing) == 1:
        return _("%(count)s Yours is the last.") % {"count": _count(len(signed))}, lede
    return _("%(count)s Read it, and add yours.") % {"count": _count(len(signed))}, lede


def lapsed(idea):
    """The rounds before this one, the newest first, each with why it ended."""
    rounds = [one for one in idea.rounds.all() if one.number > 1]
    if not rounds:
        return []
    written, signed = {deed.round for deed in idea.deeds.all()}, {}
    for one in idea.signatures.all():
        signed.setdefault(one.round, []).append(one.name)
    address = reverse("ideas:compact", args=[idea.slug])
    return [
        Lapsed(
            number=after.number - 1,
            why=after.get_why_display(),
            at=after.at,
            signed=signed.get(after.number - 1, []),
            url=f"{address}?round={after.number - 1}" if after.number - 1 in written else "",
        )
        for after in reversed(rounds)
    ]


def fitted(idea, deed):
    """What IT wrote beside its seal on this deed: what it takes to support it and to scale it."""
    made = idea.made("adopt", "adopt-with", "advise")
    step = next((step for step in reversed(made) if step.round == deed.round), None)
    if step is None:
        return []
    asked = (
        (_("What it takes to support it"), "support"),
        (_("What it takes to give it to everybody"), "scale"),
        (_("What IT advises"), "advice"),
    )
    return [deed_text.Term(term, step.words[name]) for term, name in asked if step.words.get(name)]

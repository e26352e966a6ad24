"""The deed of a round: composed once, canonical, and signed by the digest of what was read."""

import hashlib
import json
import unicodedata
from datetime import UTC

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import deed_facts, reading, receipts, seats
from ideas.compact import Party
from ideas.deed_facts import SIGNERS, canonical, digest_of, promises, signers, told
from ideas.models import Deed, Round, Signature
from portal import trail

__all__ = ["SIGNERS", "canonical", "digest_of", "promises", "signers", "told"]
APOSTROPHES = str.maketrans("’‘ʼ´", "''''")


class Changed(seats.Refused):
    """What was signed is not what was read. ``seen`` and ``now`` are deeds (``seen`` may be None);
    the text that counts is the one of ``now``.

    ``overtaken`` is the Round.Why of what changed without a round: then rounds.put_right begins
    one, and nobody signs before.
    """

    status = 409

    def __init__(self, reason, seen, now, overtaken=None):
        super().__init__(reason)
        self.seen, self.now, self.overtaken = seen, now, overtaken


def of_round(idea):
    """The Deed of the round that counts, or None while it is still being weighed."""
    written = reading.part(idea, "deeds")
    if written is None:
        written = Deed.objects.filter(idea=idea, round=idea.round)
    return next((deed for deed in written if deed.round == idea.round), None)


def compose(idea):
    """Write down the deed of this round. In the caller's transaction. Returns the Deed."""
    deed = _worded(idea, told(idea))
    deed.save()
    trail.record(
        "idea.deed",
        subject=idea,
        digest=deed.digest,
        round=deed.round,
        at=lasting(deed.composed_at),
    )
    return deed


def preview(idea, *, by, condition):
    """The Deed that a move with a condition would write down. It is stored nowhere.

    The move begins a round, adds the condition and composes: the same text, so the same digest.
    """
    more = deed_facts.condition(idea.stage.holder, condition.strip(), by=by)
    return _worded(idea, told(idea, number=idea.round + 1, besides=[more]))


def as_it_would_be(idea):
    """The Deed of this round, if it were written down now. It is stored nowhere."""
    return _worded(idea, told(idea))


def _worded(idea, facts):
    body = canonical(facts)
    return Deed(idea=idea, round=facts["round"], body=body, digest=digest_of(body))


def overtaken(deed, idea, *, conditions=True):
    """Why this deed no longer says what is so: a Round.Why, or None. Without ``conditions``, one
    that was added since is no reason."""
    was, now = json.loads(deed.body), told(idea)
    if not conditions:
        now["conditions"] = was["conditions"]
    return deed_facts.difference(was, now)


def _before(idea):
    """The Deed of the round before this one, or None."""
    return Deed.objects.filter(idea=idea, round=idea.round - 1).first()


def sign(idea, party, *, by, verb, answers):
    """Put a party's seal on the deed of this round. In the transaction of the move.

    Raises Changed when the text that was shown is not the text that stands, and Refused for a
    typed name that is not theirs, or a promise without words.
    """
    deed = _read(idea, answers["deed"])
    _refuse_what_is_no_signature(idea, party, by, answers)
    signature = Signature.objects.create(
        deed=deed,
        idea=idea,
        round=idea.round,
        party=party,
        verb=verb,
        signer=by,
        name=answers["name"],
        says=answers.get("says", ""),
        promise=_promised(deed, party),
    )
    event = trail.record(
        "idea.signed",
        actor=by,
        subject=idea,
        party=party,
        digest=deed.digest,
        round=idea.round,
        seal=seal_of(signature),
    )
    receipts.give(idea, signature, event)
    if is_sealed(idea, deed):
        receipts.tell_that_it_is_sealed(idea, signature)
    return signature


def _read(idea, digest):
    """The Deed of this round, which is the one that was read, and says what is so."""
    deed = of_round(idea)
    before, deed = (deed, deed) if deed else (_before(idea), compose(idea))
    if deed.digest != digest:
        seen = Deed.objects.filter(idea=idea, digest=digest).first()
        raise Changed(
            _("The compact changed while you were reading it. Here is what is different."),
            seen,
            deed,
        )
    if before and (why := overtaken(before, idea, conditions=before is deed)):
        raise Changed(
            _("Something in it changed since it was written down. %(why)s Here is the difference.")
            % {"why": Round.Why(why).label},
            before,
            as_it_would_be(idea),
            why,
        )
    return deed


def _refuse_what_is_no_signature(idea, party, by, answers):
    """One seal for a party, one for a person; under their own name."""
    here = Signature.objects.filter(idea=idea, round=idea.round)
    if here.filter(Q(party=party) | Q(signer=by)).exists():
        raise seats.Refused(
            _("There is a seal in this place already. Open the compact again."), 409
        )
    if plain(answers["name"]) != plain(str(by)):
        raise seats.Refused(
            _("Type your name as it stands here, to sign: %(name)s.") % {"name": by}
        )


def _promised(deed, party):
    """The edition of the promise that this party makes with its seal."""
    promise = json.loads(deed.body)["promises"].get(party)
    if promise is None:
        raise seats.Refused(
            _(
                "Nobody has written yet what “%(party)s” promises, so there is nothing to sign. "
                "Press 0, and a person puts it right."
            )
            % {"party": Party(party).label}
        )
    return promise["edition"]


def is_sealed(idea, deed):
    """Whether every seal that this deed needs is on it."""
    signed = set(Signature.objects.filter(deed=deed).values_list("party", flat=True))
    return signed >= {str(party) for party in signers(idea)}


def seal_of(signature):
    """The digest of all that a signature says, for the trail: a changed row shows.

    The trail keeps the digest and not the words, because nothing is ever taken out of it.
    """
    said = {
        "idea": signature.idea_id,
        "round": signature.round,
        "deed": signature.deed.digest,
        "party": signature.party,
        "verb": signature.verb,
        "signer": signature.signer_id,
        "name": signature.name,
        "says": signature.says,
        "promise": signature.promise,
        "at": lasting(signature.at),
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def lasting(at):
    """A moment to the microsecond, as the trail keeps it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def plain(name):
    """A name as one compares it: without capitals and extra spaces, whatever the keyboard."""
    name = unicodedata.normalize("NFKC", name).translate(APOSTROPHES)
    return " ".join(name.split()).casefold()


def proof(digest):
    """The short proof that is printed: 4F2A 91C0 77DE."""
    short = digest[:12].upper()
    return f"{short[:4]} {short[4:8]} {short[8:]}"


trail.register(
    "idea.deed",
    gettext_lazy("The compact was written down, with the proof %(digest)s."),
    "digest",
    "round",
    "at",
)
trail.register(
    "idea.signed",
    gettext_lazy("%(actor)s signed the compact with the proof %(digest)s."),
    "party",
    "digest",
    "round",
    "seal",
)

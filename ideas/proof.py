"""What verify_history re-computes here: every round, every deed, every signature.

Each has its event in the trail of its idea, and each such event its row. The trail is a chain under
a key that is not in the database, so a row that was changed, added or removed finds no event that
tells of it, or an event no row.
"""

import json
from collections import defaultdict

from django.utils.translation import gettext as _

from ideas import deeds
from ideas.models import Deed, Idea, Round, Signature
from portal import history, trail
from portal.models import Event

CHUNK = 200
FIRST = 1  # the round that begins when an idea is shared: its event is the sharing


def verify():
    """Yield a Problem for each row or event that is off: rounds, then deeds, then signatures."""
    yield from _against_the_trail("ideas.round", _rounds(), _told_of("idea.round."))
    yield from _against_the_trail("ideas.deed", _deeds(), _told_of("idea.deed"))
    yield from _against_the_trail("ideas.signature", _signatures(), _told_of("idea.signed"))
    yield from _texts()


def _told_of(kind):
    """{what an event of this kind says, as a tuple of facts: the places where it says so}."""
    events = Event.objects.filter(
        kind__startswith=kind, subject_type=trail.type_of(Idea)
    ).values_list("sequence", "kind", "subject_id", "actor_id", "data")
    told = defaultdict(list)
    for sequence, *event in events.order_by("-pk").iterator(chunk_size=CHUNK):
        told[_facts(*event)].append(sequence)
    return told


def _facts(kind, idea, actor, data):
    if kind == "idea.deed":
        return idea, _of(data, "round", "digest", "at")
    if kind == "idea.signed":
        return idea, actor, _of(data, "round", "party", "digest", "seal")
    return idea, actor, kind, _of(data, "number", "at")


def _of(data, *names):
    """These facts as one text; whatever stands in a row that somebody tampered with."""
    data = data if isinstance(data, dict) else {}
    return json.dumps([data.get(name) for name in names])


def _rounds():
    """(its key, the idea, its facts) of each round after the first; so below."""
    rows = Round.objects.exclude(number=FIRST).select_related("idea").order_by("pk")
    for one in rows.iterator(chunk_size=CHUNK):
        facts = {"number": one.number, "at": deeds.lasting(one.at)}
        actor = str(one.by_id or "")
        kind = f"idea.round.{one.why}"
        yield one.pk, one.idea, _facts(kind, str(one.idea_id), actor, facts)


def _deeds():
    for deed in Deed.objects.select_related("idea").order_by("pk").iterator(chunk_size=CHUNK):
        facts = {"round": deed.round, "digest": deed.digest, "at": deeds.lasting(deed.composed_at)}
        yield deed.pk, deed.idea, _facts("idea.deed", str(deed.idea_id), "", facts)


def _signatures():
    rows = Signature.objects.select_related("idea", "deed").order_by("pk")
    for one in rows.iterator(chunk_size=CHUNK):
        facts = {
            "round": one.round,
            "party": one.party,
            "digest": one.deed.digest,
            "seal": deeds.seal_of(one),
        }
        yield one.pk, one.idea, _facts("idea.signed", str(one.idea_id), str(one.signer_id), facts)


def _against_the_trail(subject, rows, told):
    """Problems of rows that no event tells of, then of events whose row is not there."""
    for pk, idea, facts in rows:
        if told.get(facts):
            told[facts].pop()
            continue
        yield history.Problem(
            subject,
            pk,
            _("this row of %(idea)s is not what the history says.") % {"idea": idea.slug},
        )
    left = sorted((facts[0], place) for facts, places in told.items() for place in places)
    for idea, place in left:
        yield history.Problem(
            f"{trail.type_of(Idea)}:{idea}",
            place,
            _("the row of %(table)s that this event tells of is not there as it was written.")
            % {"table": subject},
        )


def _texts():
    """Problems of texts that are not what their digest says, or say another idea or round; and of
    signatures that hang on a deed of another idea or round."""
    for deed in Deed.objects.select_related("idea").order_by("pk").iterator(chunk_size=CHUNK):
        if deeds.digest_of(deed.body) != deed.digest or not _is_of(deed):
            yield history.Problem(
                "ideas.deed",
                deed.pk,
                _("the text of the compact of %(idea)s, round %(round)s, is not what was signed.")
                % {"idea": deed.idea.slug, "round": deed.round},
            )
    rows = Signature.objects.select_related("deed", "idea").order_by("pk")
    for one in rows.iterator(chunk_size=CHUNK):
        if (one.idea_id, one.round) != (one.deed.idea_id, one.deed.round):
            yield history.Problem(
                "ideas.signature",
                one.pk,
                _("this signature of %(idea)s hangs on a text of something else.")
                % {"idea": one.idea.slug},
            )


def _is_of(deed):
    """Whether the text says itself which idea and round it is of."""
    try:
        said = json.loads(deed.body)
        return (said["reference"], said["round"]) == (deed.idea.reference, deed.round)
    except (ValueError, KeyError, TypeError):
        return False


history.register_verifier("ideas.compact", verify)

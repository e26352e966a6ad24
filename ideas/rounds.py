"""Rounds of signing. Whatever changes what was signed begins another: earlier seals have lapsed.

What is in force stays in force: once the trial runs, only weighing it again begins a round.
"""

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ideas import deeds, reading, turns
from ideas.compact import SEALING, State, onward
from ideas.models import Assessment, Idea, Round, Signature
from portal import notices, trail

TO_BE_WEIGHED = (Round.Why.TEXT, Round.Why.ROUTE)
WAITING = (State.CLARIFYING, State.PARKED)  # between two steps, with the deed lying there


def begin(idea, why, *, by):
    """Begin another round and tell whoever signed the last one why. In the caller's transaction,
    which holds the idea's row. Returns the Round."""
    signed = list(Signature.objects.filter(idea=idea, round=idea.round).select_related("signer"))
    idea.round += 1
    idea.save(update_fields=["round"])
    made = Round.objects.create(idea=idea, number=idea.round, why=why, by=by)
    trail.record(
        f"idea.round.{why}",
        actor=by,
        subject=idea,
        held=True,
        number=made.number,
        at=deeds.lasting(made.at),
    )
    notices.tell(
        {signature.signer for signature in signed} - {by},
        f"idea.lapsed.{why}",
        key=f"idea.lapsed:{idea.pk}:{made.number}",
        url=idea.get_absolute_url(),
        actor=by,
        title=idea.told_as,
    )
    return made


def changed(idea, why, *, by):
    """Something that the deed says has changed. Begins a round, or does nothing while there is no
    deed to sign. In the caller's transaction, which holds the idea's row. Returns the Round.

    Other words or another route mean that it is weighed again; anything else is written down
    anew at once, and whoever had signed is asked again. Where a question waits for its answer, or
    the idea rests, it goes on from there.
    """
    state = State(idea.state)
    if state not in (*SEALING, *WAITING) or deeds.of_round(idea) is None:
        return None
    made = begin(idea, why, by=by)
    if why in TO_BE_WEIGHED:
        reopen(idea)
        after = State.ASSESSING
    else:
        deeds.compose(idea)
        after = onward(set(), technology=idea.needs_it)
    if state == State.CLARIFYING:
        idea.returns_to = after
        idea.save(update_fields=["returns_to"])
    elif after != state and (state in SEALING or after == State.ASSESSING):
        turns.enter(idea, after)
        turns.tell(idea, by=by)
    return made


def put_right(idea, *, by=None):
    """Begin a round if the deed of this one no longer says what is so: something changed without
    ``changed``. So nobody signs an old text, and nobody is stuck with it. Returns the Round."""
    with transaction.atomic():
        idea = Idea.objects.select_for_update(of=("self",)).select_related("author").get(pk=idea.pk)
        deed = deeds.of_round(idea)
        why = deed and deeds.overtaken(deed, idea)
        return changed(idea, why, by=by) if why else None


def reopen(idea):
    """The assessment is worked on again."""
    Assessment.objects.filter(idea=idea).update(completed_at=None, completed_by=None)


def seals_of(idea):
    """{party: Signature} of the round that counts."""
    given = reading.part(idea, "signatures")
    if given is None:
        given = Signature.objects.filter(idea=idea, round=idea.round).select_related("signer")
    return {one.party: one for one in given if one.round == idea.round}


for _why in Round.Why:
    trail.register(
        f"idea.round.{_why}",
        format_lazy(_("{why} Round %(number)s of the compact began."), why=_why.label),
        "number",
        "at",
    )
    notices.register(
        f"idea.lapsed.{_why}",
        format_lazy(_("{why} Your seal has lapsed."), why=_why.label),
        "title",
        detail=_("%(title)s"),
        label=_("See what changed"),
        can_mute=False,
    )

"""Ideas at any stage, laid where a test needs them without the way there."""

from datetime import timedelta
from itertools import count

from django.utils import timezone
from guardian.shortcuts import assign_perm

from ideas.compact import SEATS, STAGES, Party, State
from ideas.models import Deed, Idea, Signature

NUMBERS = count(1)


def laid(author, state=State.ASSESSING, due=5, **more):
    """An idea in a state. A seat is named by its party: ``sponsor=marcus``. ``due`` counts days;
    whoever sits where the turn is holds it."""
    seated = {party: more.pop(party.value) for party in SEATS if party.value in more}
    number, stage, now = next(NUMBERS), STAGES[state], timezone.now()
    holder = author if stage.holder == Party.AUTHOR else seated.get(stage.holder)
    more.setdefault("title", f"Idea {number}")
    last = timezone.localtime(now + timedelta(days=due))
    due_at = last.replace(hour=23, minute=59, second=59, microsecond=0)
    idea = Idea.objects.create(
        author=author,
        token=f"draft-laid{number:06}",
        reference=f"HERO-2026-{number:04}",
        state=state,
        round=1,
        submitted_at=now,
        holder=holder,
        due_at=due_at if holder else None,
        **more,
    )
    for party, person in seated.items():
        assign_perm(SEATS[party].permission, person, idea)
    return idea


def sign(idea, party, person, number):
    """A seal of round ``number``, on a deed that says nothing."""
    deed = Deed.objects.create(idea=idea, round=number, body="{}", digest=f"{idea.pk}-{number}")
    Signature.objects.create(
        deed=deed,
        idea=idea,
        round=number,
        party=party,
        verb="adopt",
        signer=person,
        name=str(person),
        promise=1,
    )

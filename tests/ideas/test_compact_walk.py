"""Play at random whatever the table allows, and look after every move at what must always hold."""

import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from ideas import deeds, drafts, guards, rounds, seats, services
from ideas.compact import BY_VERB, MOVES, PROMISED, SEALING, Party, State
from ideas.models import Idea, Round
from portal.models import Notice
from portal.roles import Role
from tests.ideas import playing, truth

TURNS = 40
OVER = ("withdraw", "discard", "celebrate")  # would end a walk
LIKELY = {"weigh": 5, "decline": 0.1, "hand-over": 0.5, "stop": 0.3, "reweigh": 0.3}  # others: 1
SEALED = 4  # how likely is a move that signs


@pytest.fixture
def cast(person, amina, marcus, priya, farida, tomasz, sam, ada):
    return [
        *(amina, marcus, priya, farida, tomasz, sam, ada),
        person("Ruth Abara", Role.CHAMPION),
        person("Grace Okafor", *Role),
        person("Hanna Roth", Role.MANAGER),
        None,
    ]


@pytest.mark.parametrize("seed", range(6))
def test_what_always_holds(draft, cast, monkeypatch, seed):
    """The assessment has tests of its own: here it is always done, and anybody seated decides."""
    for name in ("is_weighed", "may_decide"):
        monkeypatch.setattr(guards, name, lambda idea, person, answers: None)
    dice = random.Random(seed)
    Idea.objects.filter(pk=draft.pk).update(technology=bool(seed % 2))
    idea = truth.make(draft, "submit", draft.author)
    for _turn in range(TURNS):
        before = playing.fresh(idea)
        if dice.random() < 0.2:
            something_else(dice, idea, cast)
        elif choices := possible(idea, cast):
            likely = [SEALED if BY_VERB[v].signs else LIKELY.get(v, 1) for v, _who in choices]
            idea = truth.make(idea, *dice.choices(choices, likely)[0])
        idea = playing.fresh(idea)
        always(before, idea)
    assert idea.signatures.exists()


def possible(idea, cast):
    """(verb, person) of all that the table allows now, but not what ends the walk."""
    idea = playing.fresh(idea)
    prefetch_related_objects([idea], "seats__user", "seats__permission")  # nothing changes here
    return [
        (move.verb, person)
        for person in cast
        for move in MOVES
        if move.verb not in OVER and services.may(person, move, idea)
    ]


def something_else(dice, idea, cast):
    """What happens beside the moves: other words, another promise, lateness, somebody leaving."""
    idea = playing.fresh(idea)
    what = dice.choice(["words", "route", "late", "seat", "mitigation"])
    if what == "late":
        Idea.objects.filter(pk=idea.pk, due_at__isnull=False).update(
            due_at=timezone.now() - timedelta(minutes=1)
        )
        return
    try:
        with transaction.atomic():
            if what in ("words", "route"):
                change = {"title": f"Title {dice.random()}"}
                change = change if what == "words" else {"technology": not idea.technology}
                drafts.save(idea, by=idea.author, version=idea.version, **change)
            elif what == "seat":
                party = dice.choice([Party.ASSESSOR, Party.SPONSOR, Party.CHAMPION])
                if idea.seated(party):
                    services.reseat(idea, party, seats.propose(idea, party).person, by=None)
            else:
                locked = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
                rounds.changed(locked, Round.Why.MITIGATION, by=None)
    except (seats.Refused, drafts.Refused):
        pass


def always(before, idea):
    state, seals = State(idea.state), rounds.seals_of(idea)
    if state in PROMISED:
        assert idea.holder == idea.seated(idea.stage.holder)
        assert idea.holder is not None
        assert idea.due_at is not None
    else:
        assert (idea.holder, idea.due_at) == (None, None)
    assert idea.round >= before.round
    assert idea.rounds.count() == idea.round
    signers = [seal.signer_id for seal in seals.values()]
    assert len(signers) == len(set(signers))
    assert {seal.round for seal in seals.values()} <= {idea.round}
    for party, seal in seals.items():
        assert seal.signer == idea.seated(party) or state not in SEALING
    if state == State.TRIAL and before.state != State.TRIAL:
        needed = {Party.AUTHOR, Party.SPONSOR} | ({Party.CHAMPION} if idea.needs_it else set())
        assert needed <= set(seals)
    if state in SEALING:
        deed = deeds.of_round(idea)
        assert deed is not None
        assert deeds.overtaken(deed, idea) is None
    for party in (Party.ASSESSOR, Party.SPONSOR, Party.CHAMPION):
        assert idea.seated(party) != idea.author
    asked = Notice.objects.filter(kind__contains="turn", settled_at=None, covers_for="")
    assert set(asked.values_list("person", flat=True)) <= {idea.holder_id}

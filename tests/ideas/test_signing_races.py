"""Eight at once, round after round: signing twice, signing for others, and changing the text.

Whatever the order, a party has one seal, each seal is on the text that its signer was shown, and
no change is lost. On SQLite, which lets one writer in at a time, a few rounds are enough; on
PostgreSQL RACE_ROUNDS=500 runs for some minutes.
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from ideas import deeds, rounds, services, turns
from ideas.compact import State
from ideas.models import Idea, Mitigation, Round, Signature
from portal import history
from tests.ideas import playing, sealing

MANY = int(os.environ.get("RACE_ROUNDS", 30 if connection.vendor == "postgresql" else 5))
AT_ONCE = 8


@pytest.fixture
def together():
    """Run jobs at the same moment, each thread with a connection that it keeps."""
    gate = Barrier(AT_ONCE)

    def run(job):
        gate.wait()
        try:
            return job()
        except services.Refused as refused:
            return refused

    def leave(_number):
        gate.wait()
        connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield lambda jobs: list(pool.map(run, jobs))
        list(pool.map(leave, range(AT_ONCE)))


def begin_again(idea):
    """Another round, with its deed, waiting for the sponsor: what was in force is sealed anew."""
    with transaction.atomic():
        idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
        rounds.begin(idea, Round.Why.MITIGATION, by=None)
        deeds.compose(idea)
        turns.enter(idea, State.SPONSORSHIP)
    return playing.fresh(idea)


def signing(idea, verb, by, shown):
    """What the page does for somebody who was shown this digest."""
    answers = sealing.MORE.get(verb, {}) | {"deed": shown, "name": str(by)}

    def sign():
        with transaction.atomic():
            now = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
            return services.perform(now, verb, by=by, answers=answers)

    return sign


def rewording(idea, by, text):
    """What changes the text by the rules: under the lock of the idea, with a new round."""

    def change():
        with transaction.atomic():
            mine = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
            Mitigation.objects.update(text=text)
            return rounds.changed(mine, Round.Why.MITIGATION, by=by)

    return change


@pytest.mark.django_db(transaction=True)
def test_one_seal_a_party_on_the_text_that_was_shown(
    technical, together, amina, marcus, priya, tomasz
):
    idea = technical
    outcomes = Counter()
    for number in range(MANY):
        shown = deeds.of_round(idea).digest
        told = sealing.MORE["sponsor-with"]["condition"]
        with_condition = deeds.preview(idea, by=priya, condition=told).digest
        tries = [
            ("sign", amina, shown),
            ("sign", amina, shown),
            ("sponsor", priya, shown),
            ("sponsor", priya, shown),
            ("sponsor-with", priya, with_condition),
            ("sponsor", marcus, shown),
            ("adopt", tomasz, shown),
        ]
        before = Signature.objects.count()
        jobs = [signing(idea, *one) for one in tries]
        *made, changed = together([*jobs, rewording(idea, marcus, f"Edition {number}.")])
        signed = [one for one, step in zip(tries, made, strict=True) if not refused(step)]

        new = list(Signature.objects.order_by("pk").select_related("deed", "signer")[before:])
        assert Counter((one.verb, one.signer, one.deed.digest) for one in new) == Counter(signed)
        places = [(one.round, one.party) for one in new]
        assert len(places) == len(set(places))
        assert Mitigation.objects.get(risk__number=1).text == f"Edition {number}."
        idea = playing.fresh(idea)
        if changed is None:  # every seal was on by then, and what is in force stays
            assert (idea.state, len(signed)) == (State.TRIAL, 3)
            outcomes["in force"] += 1
            idea = begin_again(idea)
        assert idea.state == State.SPONSORSHIP
        assert deeds.overtaken(deeds.of_round(idea), idea) is None
        assert rounds.seals_of(idea) == {}
        outcomes.update(signed=len(signed), refused=len(tries) - len(signed), battles=1)
    assert all(outcomes[kind] for kind in ("signed", "refused")), outcomes
    assert list(history.verify()) == []


def refused(outcome):
    return isinstance(outcome, services.Refused)

"""What is done about a risk: proposed, taken up, planned, in place, verified by somebody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ideas.models import Idea, Mitigation, Risk
from ideas.risk import assessing, mitigating
from ideas.seats import Refused
from portal.models import Notice
from tests.ideas import playing


@pytest.fixture
def planned(risk, marcus, sam):
    """Sam puts it behind the counter within a week."""
    return playing.mitigate(risk, marcus, owner=sam)


def open_turns(person):
    kinds = {
        "idea.mitigation_yours",
        "idea.mitigation_in_place",
        "idea.mitigation_proposed",
    }
    notices = Notice.objects.filter(person=person, kind__in=kinds, settled_at=None)
    return sorted(notice.kind for notice in notices)


def progress(mitigation, by, status, evidence="Look behind the counter."):
    return mitigating.progress(mitigation, by=by, status=status, evidence=evidence)


def test_the_owner_is_told_and_later_the_assessor(planned, sam, marcus, amina):
    assert open_turns(sam) == ["idea.mitigation_yours"]
    progress(planned, sam, "in_place")
    assert (open_turns(sam), open_turns(marcus)) == ([], ["idea.mitigation_in_place"])
    progress(planned, marcus, "failed", "It fell over.")
    assert open_turns(marcus) == []
    assert Notice.objects.filter(person=sam, kind="idea.mitigation_failed").exists()
    progress(planned, sam, "in_place")
    assert open_turns(marcus) == ["idea.mitigation_in_place"]
    done = progress(planned, marcus, "verified", "")
    assert (done.verified_by, done.evidence) == (marcus, "Look behind the counter.")
    assert Notice.objects.filter(person=amina, kind="idea.mitigation_verified").exists()


STATUSES = ["planned", "in_place", "verified", "failed"]
MOVES = {  # from, to, by
    ("planned", "in_place", "owner"),
    ("failed", "in_place", "owner"),
    ("in_place", "verified", "verifier"),
    *((before, "failed", who) for before in STATUSES[:3] for who in ("owner", "verifier")),
}


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", [*STATUSES, "forgotten"])
def test_how_far_it_is_and_who_says_so(planned, cast, sam, before, after):
    Mitigation.objects.update(status=before)
    for who, person in (
        ("owner", sam),
        ("verifier", cast["specialist"]),
        ("author", cast["author"]),
        ("administrator", cast["administrator"]),
    ):
        with transaction.atomic():
            try:
                done = progress(planned, person, after).status == after
            except Refused:
                done = False
            transaction.set_rollback(True)
        assert done == ((before, after, who) in MOVES), who


def test_who_does_it_never_verifies_it(risk, marcus):
    """Not even whoever weighs the idea."""
    mine = playing.mitigate(risk, marcus, owner=marcus)
    progress(mine, marcus, "in_place")
    with pytest.raises(Refused, match="Somebody else than its owner") as refused:
        progress(mine, marcus, "verified")
    assert refused.value.status == 403


def test_the_database_says_so_too(planned, sam):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mitigation.objects.update(verified_by=sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mitigation.objects.update(owner=None)


@pytest.mark.parametrize("status", ["in_place", "failed"])
def test_evidence_is_words(planned, sam, status):
    with pytest.raises(Refused):
        progress(planned, sam, status, "  ")


def test_a_proposal_is_taken_up_with_an_owner_and_a_day(risk, amina, marcus, sam, joy):
    offered = mitigating.propose(risk, by=sam, text="A tray.", owner=sam)
    assert (offered.standing, offered.owner) == ("proposed", sam)
    assert open_turns(amina) == open_turns(marcus) == ["idea.mitigation_proposed"]
    with pytest.raises(Refused, match="Pick the day"), transaction.atomic():
        mitigating.answer(offered, by=amina, take=True)
    taken = mitigating.answer(offered, by=amina, take=True, due_on=playing.tomorrow())
    assert (taken.standing, taken.owner) == ("taken", sam)
    assert open_turns(sam) == ["idea.mitigation_yours"]
    assert open_turns(marcus) == []
    again = mitigating.propose(risk, by=sam, text="A mat.")
    with pytest.raises(Refused, match="who does it"), transaction.atomic():
        mitigating.answer(again, by=amina, take=True, due_on=playing.tomorrow())


def test_nothing_is_done_about_what_was_set_aside(risk, marcus, sam, assessment):
    offered = assessing.add_risk(assessment, by=sam, **playing.CUSTOMER)
    early = mitigating.propose(offered, by=sam, text="A tray.", owner=sam)
    with pytest.raises(Refused, match="First take up the risk"), transaction.atomic():
        mitigating.answer(early, by=marcus, take=True, due_on=playing.tomorrow())
    assessing.answer(risk, by=marcus, take=False, why="No.")
    with pytest.raises(Refused, match="was set aside"), transaction.atomic():
        mitigating.propose(risk, by=sam, text="A tray.")
    with pytest.raises(Refused, match="the idea itself"), transaction.atomic():
        mitigating.propose(Risk.objects.get(number=0), by=marcus, text="A tray.")


def test_setting_aside_costs_a_sentence_and_frees_the_owner(planned, marcus, sam):
    with pytest.raises(Refused, match="why you set it aside"), transaction.atomic():
        mitigating.answer(planned, by=marcus, take=False)
    mitigating.answer(planned, by=marcus, take=False, why="It is in the way.")
    assert open_turns(sam) == []


@pytest.mark.parametrize(
    ("days", "fine"), [(-1, False), (0, True), (1, True), (730, True), (731, False)]
)
def test_the_day_is_from_today_on(risk, marcus, sam, days, fine):
    due_on = timezone.localdate() + timedelta(days=days)
    if fine:
        assert playing.mitigate(risk, marcus, owner=sam, due_on=due_on).due_on == due_on
        return
    with pytest.raises(Refused, match="Pick the day"):
        playing.mitigate(risk, marcus, owner=sam, due_on=due_on)


def test_only_who_sees_the_idea_and_works_here_can_own_it(full, risk, marcus, sam, joy, leo):
    Idea.objects.update(confidential=True)
    with pytest.raises(Refused, match="can’t see this idea"), transaction.atomic():
        playing.mitigate(risk, marcus, owner=sam)
    assert playing.mitigate(risk, marcus, owner=leo).owner == leo
    leo.is_active = False
    with pytest.raises(Refused, match="has left"), transaction.atomic():
        playing.mitigate(risk, marcus, owner=leo)


def test_other_words_or_another_owner_begin_anew_and_another_day_does_not(
    planned, marcus, sam, joy
):
    progress(planned, sam, "in_place")
    changed = mitigating.plan(planned, by=marcus, due_on=playing.tomorrow(20))
    assert changed.status == "in_place"
    assert mitigating.plan(planned, by=marcus, text="A tray.").status == "planned"
    assert open_turns(marcus) == []
    changed = mitigating.plan(planned, by=marcus, owner=joy)
    assert (changed.status, changed.owner) == ("planned", joy)
    assert (open_turns(sam), open_turns(joy)) == ([], ["idea.mitigation_yours"])


def test_nobody_overwrites_a_plan_they_did_not_see(planned, marcus, amina):
    from ideas.risk import ground

    seen = ground.mark_of(planned, mitigating.SHOWN)
    mitigating.plan(planned, by=marcus, text="A tray.")
    with pytest.raises(Refused) as refused:
        mitigating.plan(planned, by=amina, text="A mat.", mark=seen)
    assert refused.value.status == 409


def test_there_are_ends_to_how_much_is_done(risk, marcus, sam):
    for _one in range(mitigating.AT_MOST):
        playing.mitigate(risk, marcus, owner=sam)
    with pytest.raises(Refused, match="Ten are as many"):
        mitigating.propose(risk, by=sam, text="A tray.")


def test_one_colleague_does_not_flood_it(full, risk, sam):
    for _one in range(assessing.PROPOSED_AT_MOST):
        mitigating.propose(risk, by=sam, text="A tray.")
    with pytest.raises(Refused, match="Five of yours"):
        mitigating.propose(playing.add(full), by=sam, text="A tray.")


def test_a_date_of_the_past_can_still_be_told_done(planned, sam):
    Mitigation.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    assert progress(planned, sam, "in_place").status == "in_place"

"""The table, and that nothing but the table lets anybody act."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from ideas import effects, guards, seats, services
from ideas.compact import MOVES, PUBLIC, SEATS, STAGES, Party, State, moves_from
from ideas.models import Idea
from portal.models import Absence, Notice
from portal.roles import Role
from tests.ideas import places, truth

ANSWERS = {
    "question": "Which till?",
    "answer": "The one by the door.",
    "reason": "The till supplier changes in October.",
    "would_be_yes": "A quote from the new supplier.",
    "look_again": "2027-01-15",
}


def test_every_state_has_a_stage_and_a_label():
    assert set(STAGES) == set(State)


def test_moves_name_guards_and_effects_that_exist():
    for move in MOVES:
        assert all(callable(getattr(guards, name)) for name in move.needs), move.verb
        assert not move.does or callable(getattr(effects, move.does)), move.verb


def test_a_verb_is_said_once():
    verbs = [move.verb for move in MOVES]
    assert len(verbs) == len(set(verbs))


def test_a_promised_state_can_be_left_by_its_holder():
    """Nobody holds what they cannot let go of."""
    for state, stage in STAGES.items():
        if stage.promised:
            assert any(stage.holder in (move.by or (stage.holder,)) for move in moves_from(state))


def test_a_no_costs_words():
    for move in MOVES:
        if move.target == State.DECLINED:
            assert {"reason", "would_be_yes", "look_again"} <= set(move.asks)
        if move.verb in ("ask", "hand-over", "withdraw", "park", "stop", "swap", "reweigh"):
            assert move.asks


def test_every_seal_costs_the_text_that_was_read_and_a_name():
    for move in MOVES:
        assert move.signs == ({"deed", "name"} <= set(move.asks)), move.verb


def test_no_clock_says_no():
    """Nothing is declined, parked or archived by a timer."""
    for move in MOVES:
        assert not move.timer or move.target in (None, State.SPONSORSHIP), move.verb


def test_the_page_of_the_documentation_is_what_the_table_says():
    call_command("compact_doc", "--check")


@pytest.fixture
def cast(person, amina, marcus, priya, farida, tomasz, sam, ada):
    person("Ruth Abara", Role.CHAMPION)  # so that IT can hand over
    person("Edith Moore", Role.SPONSOR)  # and an executive sponsor
    return truth.company(
        person,
        author=amina,
        manager=marcus,
        assessor=priya,
        sponsor=farida,
        champion=tomasz,
        stranger=sam,
        administrator=ada,
    )


@pytest.mark.parametrize(("place", "route"), truth.CASES)
def test_only_the_table_lets_anybody_act(draft, cast, place, route):
    """Each move, by each person, at each place, on each route."""
    technology = truth.ROUTES[route]
    idea = places.at(place, draft, cast, technology=technology)
    rows = truth.told(place, technology=technology)
    before = truth.written(idea)
    for move in MOVES:
        who, after = rows.get(move.verb, ((), ""))
        for part, person in cast.items():
            if part in who:
                assert moved(idea, move, person) == after, (move.verb, part)
            else:
                refused(idea, move, person, part)
    assert truth.written(idea) == before


def moved(idea, move, person):
    """Where the idea is after the move, which is taken back."""
    point = transaction.savepoint()
    try:
        truth.make(idea, move.verb, person)
        return Idea.objects.get(pk=idea.pk).state
    finally:
        transaction.savepoint_rollback(point)


def refused(idea, move, person, part):
    with pytest.raises(services.Refused) as told:
        services.perform(
            Idea.objects.get(pk=idea.pk),
            move.verb,
            by=person,
            answers=truth.answers(idea, move.verb, person),
        )
    reason = str(told.value.reason)
    assert reason[0].isupper(), (move.verb, part, reason)
    assert reason.endswith((".", "?")), (move.verb, part, reason)


def test_sharing_gives_a_reference_a_holder_and_a_date(shared, marcus):
    assert shared.reference.startswith("HERO-")
    assert (shared.holder, shared.state) == (marcus, State.ASSESSING)
    assert shared.due_at > shared.submitted_at
    assert Notice.objects.filter(person=marcus, kind="idea.submit.turn").count() == 1


def test_the_second_of_two_who_saw_the_same_idea_is_refused(shared, amina, marcus):
    as_amina_saw_it = Idea.objects.get(pk=shared.pk)
    services.perform(shared, "ask", by=marcus, answers={"question": "Which till?"})
    with pytest.raises(services.Stale):
        services.perform(as_amina_saw_it, "withdraw", by=amina, answers={"reason": "No."})


def test_a_third_question_back_is_refused(shared, amina, marcus):
    for _round in range(guards.MAX_QUESTIONS):
        services.perform(Idea.objects.get(), "ask", by=marcus, answers={"question": "Which?"})
        services.perform(Idea.objects.get(), "answer", by=amina, answers={"answer": "That one."})
    with pytest.raises(services.Refused, match="Two rounds"):
        services.perform(Idea.objects.get(), "ask", by=marcus, answers={"question": "Which?"})


def test_an_appeal_goes_to_another_manager_and_only_once(shared, amina, marcus, priya):
    services.perform(shared, "decline", by=marcus, answers=ANSWERS)
    services.perform(Idea.objects.get(), "appeal", by=amina, answers=ANSWERS)
    assert Idea.objects.get().holder == priya
    services.perform(Idea.objects.get(), "decline", by=priya, answers=ANSWERS)
    with pytest.raises(services.Refused, match="once already"):
        services.perform(Idea.objects.get(), "appeal", by=amina, answers=ANSWERS)


def test_only_words_of_somebody_else_count_as_a_first_reply(shared, amina, marcus):
    assert shared.first_reply_at is None
    services.perform(shared, "ask", by=marcus, answers={"question": "Which till?"})
    first = Idea.objects.get().first_reply_at
    services.perform(Idea.objects.get(), "answer", by=amina, answers={"answer": "That one."})
    assert first is not None
    assert Idea.objects.get().first_reply_at == first


@pytest.mark.parametrize("party", SEATS)
def test_nobody_sits_in_a_second_seat_of_their_own_idea(shared, party, amina, ada):
    amina.groups.set(ada.groups.model.objects.filter(name__in=[role.value for role in Role]))
    with pytest.raises(seats.Refused, match="own idea"), transaction.atomic():
        seats.fill(shared, party, amina, by=ada)


@pytest.mark.parametrize("party", [party for party in SEATS if SEATS[party].roles])
def test_a_superuser_sits_nowhere_for_being_one(shared, party, ada):
    assert shared.parties_of(ada) == set()
    with pytest.raises(seats.Refused, match="can’t take this seat"), transaction.atomic():
        seats.fill(shared, party, ada, by=ada)


def test_the_database_keeps_a_holder_and_a_date_for_what_is_under_way(shared):
    for missing in ({"holder": None}, {"due_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Idea.objects.filter(pk=shared.pk).update(**missing)


def test_the_database_knows_the_states(shared):
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.filter(pk=shared.pk).update(state="adopted")


def test_nobody_is_thrown_away_by_a_rollback(draft, amina, marcus):
    """Sharing that fails gives its number to the next one."""
    marcus.groups.clear()
    with pytest.raises(services.Refused, match="No manager"):
        services.perform(draft, "submit", by=amina)
    draft.refresh_from_db()
    assert (draft.state, draft.reference) == (State.DRAFT, None)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("confidential", [False, True])
@pytest.mark.parametrize("hidden", [False, True])
def test_who_sees_an_idea(shared, amina, marcus, priya, sam, ada, state, confidential, hidden):
    """Parties always; strangers what is public; the line manager not what is kept from them."""
    seat = Party.ASSESSOR  # Priya takes Marcus's seat, so he is only the line manager
    with transaction.atomic():
        seats.fill(shared, seat, priya, by=ada)
    Idea.objects.filter(pk=shared.pk).update(
        state=state, confidential=confidential, hidden_from_manager=hidden, holder=priya
    )
    open_to_all = state in PUBLIC and not confidential
    expected = {
        amina: True,
        priya: True,
        sam: open_to_all,
        ada: open_to_all,
        marcus: open_to_all and not hidden,
    }
    seen = {person: Idea.objects.visible_to(person).exists() for person in expected}
    assert seen == expected


def test_a_letter_never_names_what_is_confidential(shared, amina, marcus, sam):
    """Whoever covers for the holder gets the letter too, and may not see the idea."""
    Idea.objects.filter(pk=shared.pk).update(confidential=True)
    services.perform(Idea.objects.get(), "ask", by=marcus, answers={"question": "Which till?"})
    today = timezone.localdate()
    Absence.objects.create(person=marcus, delegate=sam, starts=today, ends=today)
    services.perform(Idea.objects.get(), "answer", by=amina, answers={"answer": "That one."})
    told = Notice.objects.get(kind="idea.answer.turn", person=sam)
    assert shared.title not in str(told.data)
    assert shared.reference in str(told.data)

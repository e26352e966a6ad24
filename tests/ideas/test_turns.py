"""Turns that end, words that change while seals go on, and seals as people read them."""

from datetime import timedelta

import pytest
from django.db.models import Prefetch
from django.utils import timezone

from ideas import drafts, rounds, services, shown
from ideas.audience import Names
from ideas.compact import Party, State
from ideas.models import Idea, IdeaSeat
from portal.models import Notice
from tests.ideas import playing, truth

S = Party.SPONSOR


def turns_of(person):
    return Notice.objects.filter(person=person, settled_at=None, kind__endswith=".turn").count()


def test_a_turn_that_ended_asks_for_nothing_any_more(shared, amina, marcus, priya):
    assert turns_of(marcus) == 1
    idea = truth.make(shared, "ask", marcus)
    assert (turns_of(marcus), turns_of(amina)) == (0, 1)
    idea = truth.make(idea, "answer", amina)
    assert (turns_of(marcus), turns_of(amina)) == (1, 0)
    idea = truth.make(idea, "hand-over", marcus)
    assert (turns_of(marcus), turns_of(priya)) == (0, 1)
    idea = truth.make(idea, "hand-over", priya)
    assert (turns_of(marcus), turns_of(priya)) == (1, 0)
    truth.make(idea, "withdraw", amina)
    assert (turns_of(marcus), turns_of(priya), turns_of(amina)) == (0, 0, 0)


def test_an_early_seal_leaves_the_sponsors_turn_and_date_as_they_are(shared, amina, farida):
    idea = playing.weighed(shared, backer=farida)
    due, turn = idea.due_at, idea.turn
    Idea.objects.filter(pk=idea.pk).update(due_at=due - timedelta(hours=5))
    idea = truth.make(idea, "sign", amina)
    assert (idea.state, idea.turn) == (State.SPONSORSHIP, turn)
    assert idea.due_at == due - timedelta(hours=5)
    assert turns_of(farida) == 1


def test_rest_ends_by_the_clock_only_on_its_day(shared, farida, amina):
    idea = truth.make(playing.weighed(shared, backer=farida), "park", farida)
    assert idea.holder == farida
    with pytest.raises(services.Refused, match="rests until"):
        truth.make(idea, "wake", None)
    Idea.objects.filter(pk=idea.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert truth.make(idea, "wake", None).state == State.SPONSORSHIP


@pytest.mark.parametrize(
    ("field", "value", "why_round"),
    [
        ("title", "Two kettles for the queue", "text"),
        ("help", "Two kettles.", "text"),
        ("tripwires", {"T4": True}, "text"),
        ("technology", True, "route"),
        ("tripwires", {"T5": True}, "route"),
        ("category", "waiting", None),
        ("pen_name", "The Owl", None),
    ],
)
def test_other_words_begin_another_round_once_it_is_written_down(
    shared, amina, marcus, farida, tomasz, field, value, why_round
):
    idea = playing.sealed_by(playing.weighed(shared, backer=farida), "sign", Party.AUTHOR)
    drafts.save(idea, by=amina, version=idea.version, **{field: value})
    idea = playing.fresh(idea)
    if why_round is None:
        assert (idea.round, idea.state) == (1, State.SPONSORSHIP)
        assert set(rounds.seals_of(idea)) == {Party.AUTHOR}
        return
    assert idea.rounds.get(number=2).why == why_round
    assert (idea.state, idea.holder) == (State.ASSESSING, marcus)
    assert rounds.seals_of(idea) == {}
    assert idea.assessment.completed_at is None
    assert Notice.objects.filter(person=marcus, kind="idea.turn.assessing").count() == 1
    assert turns_of(farida) == 0


def test_what_is_in_force_keeps_its_words(shared, amina, farida):
    idea = playing.trial(shared, backer=farida)
    with pytest.raises(drafts.Refused, match="weighed again"):
        drafts.save(idea, by=amina, version=idea.version, title="Another")
    idea = truth.make(idea, "reweigh", farida)
    assert drafts.save(idea, by=amina, version=idea.version, title="Another").title == "Another"
    assert playing.fresh(idea).round == 2


def test_the_page_of_writing_says_what_saving_does(client, shared, amina, farida):
    client.force_login(amina)
    url = f"/ideas/{shared.reference}/edit/"
    assert "still being weighed" in client.get(url).content.decode()
    idea = playing.sealed_by(playing.weighed(shared, backer=farida), "sponsor", S)
    page = client.get(url).content.decode()
    assert "these seals lapse: Farida Haddad" in page
    assert "Marcus Bell weighs the idea again" in page
    assert url in client.get(idea.get_absolute_url()).content.decode()


def seals(idea, reader):
    names = Names(playing.fresh(idea), True)
    return {one.key: one for one in shown.seals(playing.fresh(idea), names, reader)}


def test_the_seals_say_how_it_stands(shared, amina, marcus, farida):
    """Waiting, theirs to put on, sealed with its words, not needed, and lapsed with the reason."""
    assert {one.state for one in seals(shared, marcus).values()} == {"", "spared"}
    idea = playing.weighed(shared, backer=farida)
    assert seals(idea, farida)["m"].state == "turn"
    assert seals(idea, amina)["m"].state == ""
    assert seals(idea, amina)["h"].note == "May seal it from now on."
    idea = playing.sealed_by(idea, "sponsor", S, says="Every shop should have it.")
    now = seals(idea, amina)
    assert (now["m"].state, now["m"].says) == ("signed", "Every shop should have it.")
    assert (now["h"].state, now["i"].state) == ("turn", "spared")
    drafts.save(idea, by=amina, version=idea.version, help="Two kettles.")
    now = seals(idea, amina)
    assert (now["m"].state, now["m"].says) == ("", "")
    assert now["m"].note.endswith("and lapsed: The words of the idea changed.")


def test_seals_cost_two_queries(shared, amina, farida, django_assert_num_queries):
    idea = playing.sealed_by(playing.weighed(shared, backer=farida), "sponsor", S)
    drafts.save(idea, by=amina, version=idea.version, help="Two kettles.")
    rows = Prefetch("seats", IdeaSeat.objects.select_related("user", "permission"))
    idea = Idea.objects.select_related("author").prefetch_related(rows).get()
    names = Names(idea, True)
    with django_assert_num_queries(2):
        shown.seals(idea, names, amina)

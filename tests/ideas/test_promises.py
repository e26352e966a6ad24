"""Promises come in editions, and another edition asks again whoever is signing."""

import pytest

from ideas import deeds, promises, rounds
from ideas.compact import Party, State
from ideas.models import Idea, Promise, Round, Signature
from portal import trail
from portal.models import Notice
from tests.ideas.sealing import fresh, sign, weighed

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(shared, marcus, priya):
    """Amina's idea, weighed by Marcus: Priya's turn to sign."""
    return weighed(shared, sponsor=priya)


def publish(ada, party=Party.SPONSOR, text="I encourage this, and I mean it."):
    return promises.publish(by=ada, party=party, text=text)


def test_each_of_the_three_has_words_from_the_start():
    current = promises.current()
    assert set(current) == {Party.AUTHOR, Party.SPONSOR, Party.CHAMPION}
    assert {promise.number for promise in current.values()} == {1}
    promises.keep()
    assert Promise.objects.count() == 3


def test_the_latest_edition_counts(ada):
    first = promises.current()[Party.SPONSOR]
    made = publish(ada)
    assert promises.current()[Party.SPONSOR] == made
    assert (made.number, made.made_by) == (2, ada)
    assert promises.current()[Party.AUTHOR].number == 1
    assert Promise.objects.get(pk=first.pk).text == first.text
    assert trail.sentence(trail.about(made).get()) == (
        "Ada Lund published edition 2 of a promise: Sponsor."
    )


def test_what_stands_already_and_what_says_nothing_is_refused(ada):
    words = promises.current()[Party.SPONSOR].text
    for text, says in (
        ("", "needs words"),
        ("  \r\n ", "needs words"),
        ("\0", "needs words"),
        (words, "stand already"),
        (words.replace("\n", " \r\n") + "\r\n", "stand already"),
        ("x" * 2001, "under 2000"),
    ):
        with pytest.raises(promises.Refused, match=says):
            publish(ada, text=text)
    assert Promise.objects.count() == 3


def test_nobody_without_the_role_publishes(idea, person, nadia, farida, priya):
    root = person("Root Rootson", is_superuser=True)
    for somebody in (nadia, farida, priya, root):
        with pytest.raises(promises.Refused) as refused:
            publish(somebody)
        assert refused.value.status == 403
    assert fresh(idea).round == idea.round


def test_a_stale_page_publishes_nothing(ada):
    publish(ada)
    with pytest.raises(promises.Refused, match="Ada Lund changed this promise") as refused:
        promises.publish(by=ada, party=Party.SPONSOR, text="Mine.", seen=1)
    assert refused.value.status == 409


def test_a_seal_lapses_with_the_reason(idea, ada, amina, priya):
    idea = sign(idea, "sponsor", priya)
    assert idea.state == State.COUNTERSIGN
    made = publish(ada)
    after = fresh(idea)
    assert (after.round, after.state, after.holder) == (
        idea.round + 1,
        State.SPONSORSHIP,
        priya,
    )
    assert Round.objects.get(idea=idea, number=after.round).why == Round.Why.PROMISE
    assert not rounds.seals_of(after)
    assert Signature.objects.get(idea=idea).round == idea.round  # on record, no longer counting
    assert made.text in deeds.of_round(after).body
    told = Notice.objects.get(person=priya, kind="idea.lapsed.promise")
    assert after.get_absolute_url() in told.url


def test_an_idea_that_needs_no_it_keeps_its_seals_when_its_promise_changes(idea, ada, priya):
    idea = sign(idea, "sponsor", priya)
    publish(ada, party=Party.CHAMPION)
    assert fresh(idea).round == idea.round
    assert set(rounds.seals_of(fresh(idea))) == {Party.SPONSOR}


def test_with_technology_the_promise_of_it_counts(draft, amina, marcus, priya, tomasz, ada):
    from ideas import services

    Idea.objects.filter(pk=draft.pk).update(technology=True)
    services.perform(fresh(draft), "submit", by=amina)
    idea = weighed(fresh(draft), sponsor=priya, champion=tomasz)
    publish(ada, party=Party.CHAMPION)
    assert fresh(idea).round == idea.round + 1


def test_what_is_in_force_keeps_the_words_that_were_signed(idea, ada, amina, priya):
    idea = sign(sign(idea, "sponsor", priya), "sign", amina)
    assert idea.state == State.TRIAL
    publish(ada)
    assert fresh(idea).round == idea.round
    assert "I mean it" not in deeds.of_round(fresh(idea)).body
    assert len(rounds.seals_of(fresh(idea))) == 2


def test_before_the_deed_there_is_nothing_to_ask_again(shared, ada):
    publish(ada)
    assert (fresh(shared).round, fresh(shared).state) == (shared.round, State.ASSESSING)


def test_a_parked_idea_goes_on_with_the_new_words(idea, ada):
    Idea.objects.filter(pk=idea.pk).update(state=State.PARKED)
    publish(ada)
    assert fresh(idea).round == idea.round + 1
    assert fresh(idea).state == State.PARKED


def test_more_ideas_than_a_batch_all_begin_another_round(
    idea, ada, amina, marcus, priya, monkeypatch
):
    from ideas import services

    ideas = [idea]
    for number in range(2):
        another = Idea.objects.create(
            author=amina,
            token=f"another-{number}",
            title=f"Another {number}",
            moment="A customer stood in the rain for ten minutes because the door was locked.",
            help="Open the door.",
            technology=False,
        )
        services.perform(another, "submit", by=amina)
        ideas.append(weighed(fresh(another), sponsor=priya))
    monkeypatch.setattr(promises, "BATCH", 2)
    assert promises.being_sealed().count() == 3
    publish(ada)
    assert [fresh(one).round for one in ideas] == [one.round + 1 for one in ideas]

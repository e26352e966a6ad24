"""Two ideas that are one: both say yes, nobody loses anything, and it can be undone."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from ideas import merging, same, services, support
from ideas.compact import State
from ideas.models import CoAuthor, Follow, Idea, Merge, Support
from ideas.seats import Refused, fill
from portal import trail
from portal.models import Notice
from portal.roles import Role


@pytest.fixture
def sunita(person, priya):
    """She had the same idea; Priya weighs it."""
    return person("Sunita Rao", Role.FRONTLINE, manager=priya)


@pytest.fixture
def other(sunita):
    draft = Idea.objects.create(
        author=sunita,
        token="draft-sunita01",
        title="Chairs for the queue",
        moment="People stand for an hour.",
        help="Chairs.",
    )
    services.perform(draft, "submit", by=sunita)
    return Idea.objects.get(pk=draft.pk)


def names(rows):
    return {row.person.first_name for row in rows}


@pytest.fixture
def merged(shared, other, amina, sunita, sam, joy):
    """Sunita's idea went into Amina's; Sam was behind both, Joy only behind Sunita's."""
    support.give(idea=shared, person=sam)
    support.give(idea=other, person=sam)
    support.give(idea=other, person=joy)
    support.follow(idea=other, person=joy)
    merge = merging.suggest(duplicate=other, kept=shared, by=sam, why="Both want chairs.")
    merging.agree(merge, by=sunita)
    assert Idea.objects.get(pk=other.pk).state == State.ASSESSING
    return merging.agree(merge, by=amina)


def test_both_yes_and_nothing_is_lost(merged, shared, other, sam):
    kept, gone = Idea.objects.get(pk=shared.pk), Idea.objects.get(pk=other.pk)
    assert (gone.state, gone.holder, gone.due_at) == (State.WITHDRAWN, None, None)
    assert kept.state == State.ASSESSING
    assert names(kept.co_authors.exclude(confirmed_at=None)) == {"Sunita"}
    assert names(kept.support.all()) == {"Sam", "Joy"}
    assert kept.supporters == 2
    assert names(kept.followers.all()) == {"Joy"}
    for idea in (kept, gone):
        assert trail.about(idea).filter(kind="idea.merged").exists()
    assert gone.steps.last().words["into"] == kept.reference
    told = Notice.objects.filter(kind="idea.merged").values_list("person__first_name", flat=True)
    assert set(told) == {"Sunita", "Marcus", "Priya"}


def test_undo_restores_everything(merged, shared, other, sunita, priya):
    merging.undo(merged, by=sunita)
    kept, back = Idea.objects.get(pk=shared.pk), Idea.objects.get(pk=other.pk)
    assert (back.state, back.holder) == (State.ASSESSING, priya)
    assert back.due_at > timezone.now()
    assert not kept.co_authors.exists()
    assert (names(kept.support.all()), kept.supporters) == ({"Sam"}, 1)
    assert (names(back.support.all()), back.supporters) == ({"Sam", "Joy"}, 2)
    assert not kept.followers.exists()
    assert names(back.followers.all()) == {"Joy"}
    with pytest.raises(Refused):
        merging.undo(merged, by=sunita)
    assert merging.suggest(duplicate=other, kept=shared, by=sunita)


def test_undo_keeps_what_people_had_before(shared, other, amina, sunita, sam):
    CoAuthor.objects.create(idea=shared, person=sunita, confirmed_at=timezone.now())
    Follow.objects.create(idea=shared, person=sam)
    Follow.objects.create(idea=other, person=sam)
    merge = merging.suggest(duplicate=other, kept=shared, by=sunita)
    merge = merging.agree(merge, by=amina)
    merging.undo(merge, by=amina)
    assert CoAuthor.objects.filter(idea=shared, person=sunita).exists()
    assert Follow.objects.filter(idea=shared, person=sam).exists()


def test_after_thirty_days_it_stays(merged, amina):
    with (
        time_machine.travel(timezone.now() + timedelta(days=31), tick=False),
        pytest.raises(Refused, match="Thirty days"),
    ):
        merging.undo(merged, by=amina)


def test_whoever_weighed_it_may_have_gone(merged, other, sunita, priya, marcus):
    priya.groups.clear()
    merging.undo(merged, by=sunita)
    assert Idea.objects.get(pk=other.pk).holder == marcus


@pytest.mark.parametrize("who", ["sam", "marcus", "ada", "joy"])
def test_only_the_authors_say(request, shared, other, who):
    by = request.getfixturevalue(who)
    merge = merging.suggest(duplicate=other, kept=shared, by=by)
    for do in (merging.agree, merging.refuse, merging.undo):
        with pytest.raises(Refused) as refused:
            do(merge, by=by)
        assert refused.value.status == 403
    assert Idea.objects.get(pk=other.pk).state == State.ASSESSING


def test_a_no_ends_it_and_it_can_be_suggested_again(shared, other, amina, sunita, sam):
    merge = merging.suggest(duplicate=other, kept=shared, by=sam)
    with pytest.raises(Refused, match="suggested that already"):
        merging.suggest(duplicate=other, kept=shared, by=amina)
    merging.refuse(merge, by=amina)
    with pytest.raises(Refused):
        merging.agree(merge, by=sunita)
    assert merging.suggest(duplicate=other, kept=shared, by=amina).pk != merge.pk


def test_what_is_only_for_some_is_never_named(shared, other, amina, sunita, sam, marcus):
    Idea.objects.filter(pk=shared.pk).update(confidential=True)
    for by in (amina, sunita, sam, marcus):
        with pytest.raises(Refused, match="stay apart"):
            merging.suggest(duplicate=other, kept=shared, by=by)
    assert not Notice.objects.filter(kind="idea.merge_suggested").exists()


def test_what_became_confidential_meanwhile_is_not_merged(shared, other, amina, sunita, sam):
    merge = merging.suggest(duplicate=other, kept=shared, by=sam)
    merging.agree(merge, by=sunita)
    Idea.objects.filter(pk=shared.pk).update(confidential=True)
    with pytest.raises(Refused):
        merging.agree(merge, by=amina)
    assert Merge.objects.get().done_at is None


@pytest.mark.parametrize("state", [State.DRAFT, State.DECLINED, State.WITHDRAWN, State.CELEBRATED])
def test_both_must_be_under_way(shared, other, sam, state):
    Idea.objects.filter(pk=other.pk).update(state=state, holder=None, due_at=None)
    for pair in ((shared, other), (other, shared), (shared, shared)):
        with pytest.raises(Refused):
            merging.suggest(duplicate=pair[0], kept=pair[1], by=sam)


def test_nobody_comes_to_weigh_their_own_idea(shared, other, sunita, sam, ada):
    sunita.groups.add(ada.groups.model.objects.get(name=Role.MANAGER.value))
    from ideas.compact import Party

    fill(shared, Party.ASSESSOR, sunita, by=ada)
    with pytest.raises(Refused, match="Hand it over first"):
        merging.suggest(duplicate=other, kept=shared, by=sam)


def test_a_chain_is_undone_from_its_end(merged, shared, amina, marcus, sunita, person, priya):
    cleo = person("Cleo Marsh", manager=marcus)
    third = Idea.objects.create(
        author=cleo, token="draft-cleo0001", title="Benches", moment="A", help="B"
    )
    services.perform(third, "submit", by=cleo)
    second = merging.suggest(duplicate=shared, kept=Idea.objects.get(pk=third.pk), by=cleo)
    second = merging.agree(second, by=amina)
    with pytest.raises(Refused, match="third"):
        merging.undo(merged, by=sunita)
    merging.undo(second, by=cleo)
    merging.undo(merged, by=sunita)
    assert Support.objects.filter(idea_id=third.pk).count() == 0


def test_the_old_address_leads_to_the_idea_that_goes_on(client, merged, shared, other, sam, joy):
    client.force_login(sam)
    assert client.get(other.get_absolute_url()).url == shared.get_absolute_url()
    assert "became one with this" in client.get(shared.get_absolute_url()).content.decode()
    Idea.objects.filter(pk=shared.pk).update(confidential=True)
    assert client.get(other.get_absolute_url()).status_code == 404
    Idea.objects.filter(pk=shared.pk).update(confidential=False)
    Idea.objects.filter(pk=other.pk).update(confidential=True)
    assert client.get(other.get_absolute_url()).status_code == 404
    assert same.into("HERO-2026-9999", sam) is None


def test_on_the_page_from_suggestion_to_undo(client, shared, other, amina, sunita, sam):
    client.force_login(sam)
    ask = reverse("ideas:merge", args=[other.reference])
    wrong = client.post(ask, {"kept": "HERO-2026-9999", "why": "Both want chairs."})
    assert wrong.status_code == 422
    assert "Both want chairs." in wrong.content.decode()
    assert client.post(ask, {"kept": "nonsense"}).status_code == 422
    assert client.post(ask, {"kept": other.reference}).status_code == 422
    assert client.post(ask, {"kept": shared.reference}).url == shared.get_absolute_url()
    pk = Merge.objects.get().pk
    for author, idea in ((amina, shared), (sunita, other)):
        client.force_login(author)
        page = client.get(idea.get_absolute_url()).content.decode()
        assert "Yes, make them one" in page
        answer = reverse("ideas:merge_answer", args=[idea.reference, pk])
        assert client.post(answer, {"answer": "yes"}).status_code == 302
    page = client.get(other.get_absolute_url()).content.decode()
    assert f"This became one with {shared.reference}" in page
    answer = reverse("ideas:merge_answer", args=[other.reference, pk])
    assert client.post(answer, {"answer": "undo"}).status_code == 302
    assert Idea.objects.get(pk=other.pk).state == State.ASSESSING


def test_a_draft_is_nobodys_duplicate_yet(client, draft, amina, sam):
    url = reverse("ideas:merge", args=[draft.slug])
    client.force_login(amina)
    assert client.get(url).status_code == 403
    client.force_login(sam)
    assert client.get(url).status_code == 404

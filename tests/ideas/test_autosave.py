"""Saved while it is typed: what the page's script sends, and what it hears."""

import threading

import pytest
from django.db import close_old_connections, connection
from django.urls import reverse

from ideas import drafts, on_behalf, seats, services
from ideas.compact import State
from ideas.forms import IdeaForm, values
from ideas.models import Idea

TOKEN = "draft-abcdef1234"
WORDS = {"title": "A kettle", "moment": "Forty minutes.", "technology": "unsure", "version": 0}


@pytest.fixture
def save(client, amina):
    """Send words as the script does; the answer is JSON."""
    client.force_login(amina)

    def send(words=WORDS, slug=TOKEN, **more):
        address = reverse("ideas:autosave", args=[slug])
        return client.post(address, words | more, headers={"Accept": "application/json"})

    return send


def test_the_first_save_makes_the_draft_and_says_where_it_is(save, amina):
    answer = save()
    idea = Idea.objects.get()
    assert answer.status_code == 200
    assert (idea.author, idea.token, idea.title) == (amina, TOKEN, "A kettle")
    assert answer.json()["version"] == 1
    assert answer.json()["edit"] == f"/ideas/{TOKEN}/edit/"
    assert answer.json()["saved"].startswith("Saved at ")


def test_saving_again_changes_the_same_draft(save):
    save()
    assert save(title="Two kettles", version=1).json()["version"] == 2
    assert Idea.objects.get().title == "Two kettles"


def test_a_save_whose_answer_got_lost_may_be_sent_again(save):
    assert save().json() | {"saved": ""} == save().json() | {"saved": ""}
    assert Idea.objects.count() == 1


def test_another_tab_is_told_and_nothing_is_overwritten(save):
    save()
    save(title="First tab", T2="yes", confidential="on", version=1)
    answer = save(title="Second tab", version=1)
    assert answer.status_code == 409
    told = answer.json()
    assert told["version"] == 2
    assert (told["theirs"]["title"], told["theirs"]["T2"]) == ("First tab", "yes")
    assert (told["theirs"]["confidential"], told["theirs"]["T1"]) == ("on", "")
    assert Idea.objects.get().title == "First tab"
    assert save(title="Second tab", version=2).status_code == 200


def test_what_the_other_tab_wrote_can_be_sent_back_as_it_is(save, amina):
    """“theirs” has the shape of what a form sends, so taking it changes nothing."""
    save(T1="no", T2="yes", confidential="on", category="waiting", help="A\nB")
    theirs = save(title="Late").json()["theirs"]
    assert save(theirs, version=1).json()["version"] == 1


def test_it_counts_only_known_fields(save):
    save(state="celebrated", supporters=9, author=1, T9="yes", already="x")
    idea = Idea.objects.get()
    assert (idea.state, idea.supporters, idea.tripwires) == (State.DRAFT, 0, {})


def test_too_long_is_said_and_kept_nowhere(save):
    answer = save(moment="x" * 6001)
    assert answer.status_code == 422
    assert "6000 fit" in answer.json()["errors"]["moment"][0]
    assert not Idea.objects.exists()


def test_a_tab_left_open_changes_nothing_that_was_sent(save, amina):
    save(help="Chairs.")
    services.perform(Idea.objects.get(), "submit", by=amina)
    answer = save(title="Typed in the old tab", version=1)
    assert answer.status_code == 409
    assert "theirs" not in answer.json()
    assert "sent" in answer.json()["reason"]
    assert Idea.objects.get().title == "A kettle"


@pytest.mark.parametrize("slug", [TOKEN, "HERO-2026-0001"])
def test_a_stranger_is_answered_as_if_it_were_not_there(client, save, sam, slug):
    save()
    client.force_login(sam)
    assert save(title="Mine now", slug=slug).status_code == 404
    assert Idea.objects.get().title == "A kettle"


def test_who_is_signed_out_is_sent_to_the_door(client, save):
    client.logout()
    answer = save()
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert not Idea.objects.exists()


def test_without_json_it_is_an_ordinary_form(client, save, amina):
    answer = client.post(reverse("ideas:autosave", args=[TOKEN]), WORDS)
    assert answer.url == f"/ideas/{TOKEN}/edit/"


def test_the_form_shows_what_it_would_store(draft):
    """Showing and saving are each other's inverse: opening and saving changes nothing."""
    Idea.objects.filter(pk=draft.pk).update(
        tripwires={"T1": True, "T2": False}, already={"what": "We do."}, confidential=True
    )
    draft.refresh_from_db()
    sent = {name: "on" if value is True else value for name, value in values(draft).items()}
    form = IdeaForm({name: value for name, value in sent.items() if value}, idea=draft)
    assert form.is_valid(), form.errors
    for name, value in drafts.cleaned(form.written()).items():
        assert getattr(draft, name) == value, name


# at the same time


def together(*jobs):
    """Run each at once in its own connection; returns what they gave or raised, in order."""
    outcomes, gate = [None] * len(jobs), threading.Barrier(len(jobs))

    def run(number, job):
        try:
            gate.wait()
            outcomes[number] = job()
        except seats.Refused as refused:
            outcomes[number] = refused
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def postgres():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time anyway.")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_kept_and_one_is_told(postgres, draft, amina):
    jobs = [
        lambda title=title: drafts.save(draft, by=amina, version=1, title=title) for title in "AB"
    ]
    outcomes = together(*jobs)
    draft.refresh_from_db()
    kept = [outcome for outcome in outcomes if isinstance(outcome, Idea)]
    told = [outcome for outcome in outcomes if isinstance(outcome, drafts.Conflict)]
    assert (len(kept), len(told)) == (1, 1)
    assert draft.title == kept[0].title == told[0].current.title


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_first_save_sent_three_times_at_once_makes_one_draft(postgres, amina):
    jobs = [lambda: drafts.keep(TOKEN, by=amina, version=0, title="A kettle")] * 3
    assert {outcome.pk for outcome in together(*jobs)} == {Idea.objects.get().pk}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_saving_while_it_is_sent_never_changes_what_others_read(postgres, draft, amina):
    saved, sent = together(
        lambda: drafts.keep(draft.token, by=amina, version=1, title="Typed meanwhile"),
        lambda: services.perform(Idea.objects.get(), "submit", by=amina),
    )
    draft.refresh_from_db()
    assert not isinstance(sent, seats.Refused)
    assert draft.state == State.ASSESSING
    in_time = isinstance(saved, Idea)
    assert (draft.title == "Typed meanwhile") is in_time
    assert in_time or saved.status == 409


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_saying_whose_it_is_while_it_is_sent_gives_one_answer(postgres, draft, amina, sam):
    given, sent = together(
        lambda: on_behalf.write_for(draft, sam, by=amina),
        lambda: services.perform(Idea.objects.get(), "submit", by=amina),
    )
    draft.refresh_from_db()
    assert not isinstance(sent, seats.Refused)
    assert (draft.author == sam) is isinstance(given, Idea)

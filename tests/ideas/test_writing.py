"""The one front door, without a script: write, keep, come back, send."""

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from ideas import drafts, on_behalf, services
from ideas.compact import State
from ideas.models import Idea
from portal.models import Notice
from tests.ideas.door import DONE, NEW, TOLD, hidden, send


@pytest.fixture
def door(client, amina):
    client.force_login(amina)
    return client


def test_looking_writes_nothing(door):
    response = door.get(NEW, {"q": "A kettle for the queue"})
    assert 'value="A kettle for the queue"' in response.content.decode()
    assert not Idea.objects.exists()


def test_a_long_first_sentence_becomes_the_story(door):
    page = door.get(NEW, {"q": "So it went on and on. " * 12}).context["form"]
    assert not page["title"].value()
    assert page["moment"].value().startswith("So it went on")


def test_it_is_kept_as_a_draft_and_the_words_are_there_again(door, amina):
    token = hidden(door.get(NEW), "draft")
    answer = send(door, do="save", draft=token)
    idea = Idea.objects.get()
    assert answer.url == reverse("ideas:edit", args=[token])
    assert (idea.author, idea.state, idea.token) == (amina, State.DRAFT, token)
    assert idea.moment == "A pensioner stood in our queue for forty minutes.\nWithout a seat."
    assert (idea.technology, idea.tripwires) == (False, {"T1": False, "T3": True})
    form = door.get(answer.url).context["form"]
    assert form["title"].value() == TOLD["title"]
    assert (form["technology"].value(), form["T3"].value(), form["T2"].value()) == ("no", "yes", "")


def test_an_empty_draft_may_be_kept(door):
    assert send(door, {}, do="save").status_code == 302
    assert Idea.objects.get().title == ""


def test_sending_says_who_has_it_and_by_when(door, marcus):
    with time_machine.travel("2026-05-18 09:00:00+01:00", tick=False):  # a Monday
        answer = send(door)
    idea = Idea.objects.get()
    assert answer.url == idea.get_absolute_url() == f"/ideas/{idea.reference}/"
    assert (idea.holder, idea.state) == (marcus, State.ASSESSING)
    said = f"Sent to Marcus Bell, who talks to you by Wed 20 May. It’s called {idea.reference}."
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [said]


def test_sending_twice_sends_once(door):
    page = door.get(NEW)
    same = {"draft": hidden(page, "draft"), "submission_key": hidden(page, "submission_key")}
    assert send(door, **same).url == send(door, **same).url
    assert Idea.objects.count() == 1
    assert Notice.objects.filter(kind="idea.submit.turn").count() == 1


@pytest.mark.parametrize(
    ("left_out", "asked"),
    [("moment", "who it was hard for"), ("help", "what would help")],
)
def test_what_is_missing_is_asked_and_everything_typed_stays(door, left_out, asked):
    token = hidden(door.get(NEW), "draft")
    response = send(door, TOLD | {left_out: ""}, draft=token)
    page = response.content.decode()
    assert response.status_code == 422
    assert asked in page
    assert TOLD["title"] in page
    idea = Idea.objects.get()
    assert (idea.state, idea.title) == (State.DRAFT, TOLD["title"])
    assert f'action="{reverse("ideas:edit", args=[token])}"' in page
    again = send(
        door, path=reverse("ideas:edit", args=[token]), version=hidden(response, "version")
    )
    assert again.url.startswith("/ideas/HERO-")


def test_too_much_text_is_shown_again_with_what_to_do(door):
    response = send(door, TOLD | {"moment": "x" * 6001}, do="save")
    assert response.status_code == 422
    assert "6001 characters, and 6000 fit" in response.content.decode()
    assert not Idea.objects.exists()


def test_a_line_break_is_one_character(door):
    assert send(door, TOLD | {"moment": "x" * 5999 + "\r\n" + ""}, do="save").status_code == 302


def test_hostile_choices_are_refused(door):
    for field in ("technology", "category", "T1", "kind", "site", "challenge", "version"):
        assert send(door, TOLD | {field: "-7'"}, do="save").status_code == 422, field


def test_nothing_but_the_words_can_be_set(door, amina, sam, marcus):
    """T09: fields of the table that are not on the page change nothing."""
    more = {
        "author": sam.pk,
        "written_by": marcus.pk,
        "state": "celebrated",
        "holder": amina.pk,
        "reference": "HERO-2026-9999",
        "supporters": 900,
        "confirmed_at": "2026-05-05",
        "round": 7,
        "due_at": "2030-01-01",
        "token": "draft-chosen0001",
        "first_reply_at": "2026-05-05",
    }
    send(door, do="save", **more)
    idea = Idea.objects.get()
    assert (idea.author, idea.written_by, idea.holder) == (amina, None, None)
    assert (idea.state, idea.reference, idea.supporters, idea.round) == ("draft", None, 0, 0)
    assert idea.token != "draft-chosen0001"
    for field in ("confirmed_at", "due_at", "first_reply_at"):
        assert getattr(idea, field) is None


def test_a_stranger_finds_no_draft_and_cannot_write_into_one(client, draft, sam):
    client.force_login(sam)
    edit, save = (reverse(f"ideas:{name}", args=[draft.token]) for name in ("edit", "autosave"))
    assert client.get(edit).status_code == 404
    assert client.post(edit, TOLD).status_code == 404
    assert client.post(save, TOLD).status_code == 404
    send(client, TOLD | {"title": "Mine"}, do="save", draft=draft.token)
    draft.refresh_from_db()
    assert draft.title == "A kettle for the queue"
    assert not Idea.objects.filter(author=sam).exists()


def test_a_shared_idea_is_seen_but_not_changed_by_others(client, shared, marcus, sam):
    for person in (marcus, sam):
        client.force_login(person)
        response = client.get(reverse("ideas:edit", args=[shared.slug]))
        assert response.status_code == 403
        assert "Only the people whose idea it is" in response.content.decode()
        assert client.post(reverse("ideas:edit", args=[shared.slug]), TOLD).status_code == 403


def test_the_author_changes_a_shared_idea_and_the_trail_says_so(door, shared):
    edit = reverse("ideas:edit", args=[shared.slug])
    response = send(door, TOLD | {"title": "Two kettles"}, do="save", path=edit, version=1)
    assert response.url == shared.get_absolute_url()
    shared.refresh_from_db()
    assert (shared.title, shared.state, shared.version) == ("Two kettles", State.ASSESSING, 2)


@pytest.mark.parametrize("emptied", ["title", "moment", "help"])
def test_a_shared_idea_keeps_what_it_needed_to_be_shared(door, shared, emptied):
    edit = reverse("ideas:edit", args=[shared.slug])
    response = send(door, TOLD | {emptied: ""}, do="save", path=edit, version=1)
    assert response.status_code == 422
    shared.refresh_from_db()
    assert getattr(shared, emptied)


def test_the_old_address_of_a_draft_leads_on(door, shared):
    response = door.get(reverse("ideas:edit", args=[shared.token]))
    assert response.url == reverse("ideas:edit", args=[shared.reference])


def test_where_it_went_stays_settled(door, shared):
    edit = reverse("ideas:edit", args=[shared.slug])
    send(door, TOLD | DONE | {"hidden_from_manager": "on"}, do="save", path=edit, version=1)
    shared.refresh_from_db()
    assert (shared.kind, shared.hidden_from_manager) == ("new", False)


def test_no_manager_means_the_words_stay_and_a_person_is_named(door, marcus, priya):
    for manager in (marcus, priya):
        manager.groups.clear()
    response = send(door)
    assert response.status_code == 422
    assert "Press 0" in response.content.decode()
    assert Idea.objects.get().state == State.DRAFT


# two tabs, no script


def test_two_tabs_never_overwrite_each_other_silently(door, draft):
    edit = reverse("ideas:edit", args=[draft.slug])
    assert send(door, TOLD | {"title": "First tab"}, "save", edit, version=1).status_code == 302
    second = send(door, TOLD | {"title": "Second tab"}, "save", edit, version=1)
    page = second.content.decode()
    assert second.status_code == 409
    assert "First tab" in page
    assert "Second tab" in page
    draft.refresh_from_db()
    assert draft.title == "First tab"
    mine = TOLD | {"title": "Second tab", "version": hidden(second, "version")}
    assert send(door, mine, "save", edit).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Second tab"


def test_a_stale_tab_does_not_send_what_it_did_not_show(door, draft):
    edit = reverse("ideas:edit", args=[draft.slug])
    send(door, TOLD | {"title": "First tab"}, "save", edit, version=1)
    assert send(door, TOLD | {"title": "Second"}, "send", edit, version=1).status_code == 409
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_twenty_drafts_are_enough(door, amina):
    Idea.objects.bulk_create(
        Idea(author=amina, token=f"draft-{number:08d}") for number in range(drafts.DRAFTS_AT_MOST)
    )
    response = send(door, do="save")
    page = response.content.decode()
    assert response.status_code == 422
    assert "twenty drafts" in page
    assert TOLD["title"] in page


def test_a_challenge_that_does_not_exist_is_no_obstacle_to_looking(door):
    assert door.get(NEW, {"challenge": "99999"}).status_code == 200
    assert door.get(NEW, {"challenge": "';--"}).status_code == 200


def test_the_writer_sees_the_person_for_whom_they_write(door, draft, amina, sam):
    on_behalf.write_for(draft, sam, by=amina)
    page = door.get(reverse("ideas:edit", args=[draft.slug])).content.decode()
    assert "You’re writing this down for Sam Whitlock" in page
    services.perform(Idea.objects.get(), "submit", by=amina)
    assert Idea.objects.get().author == sam

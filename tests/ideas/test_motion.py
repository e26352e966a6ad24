"""What Today shows of ideas, and to whom."""

import pytest

from ideas import drafts, motion, on_behalf, services
from ideas.models import Idea
from portal import roles, short_lists
from portal.roles import Role


def asked(person):
    return [turn.title for turn in motion.turns(person)]


def titles(ideas):
    return [idea.title for idea in ideas]


def drafts_of(person):
    return titles(short_lists.lines(person, [motion.DRAFTS]))


def moving_of(person):
    return titles(short_lists.lines(person, [motion.UNDER_WAY]))


@pytest.fixture
def everybody(amina, marcus, sam, ada):
    return {"amina": amina, "marcus": marcus, "sam": sam, "ada": ada}


def test_a_draft_is_its_writers_alone(draft, everybody):
    shown = {name: drafts_of(person) for name, person in everybody.items()}
    assert shown == {"amina": [draft.title], "marcus": [], "sam": [], "ada": []}
    assert not any(asked(person) for person in everybody.values())


def test_a_shared_idea_moves_for_its_author_and_waits_for_its_holder(shared, everybody):
    moving = {name: moving_of(person) for name, person in everybody.items()}
    assert moving == {"amina": [shared.title], "marcus": [], "sam": [], "ada": []}
    turn = {name: asked(person) for name, person in everybody.items()}
    weigh = [f"Weigh “{shared.title}”"]
    assert turn == {"amina": [], "marcus": weigh, "sam": [], "ada": []}
    assert not drafts_of(everybody["amina"])


def test_a_question_back_is_the_authors_turn(shared, amina, marcus):
    services.perform(shared, "ask", by=marcus, answers={"question": "Which till?"})
    assert asked(amina) == [f"Answer about “{shared.title}”"]
    assert asked(marcus) == []


def test_what_is_decided_moves_no_more(shared, amina):
    services.perform(shared, "withdraw", by=amina, answers={"reason": "Found a better way."})
    assert not moving_of(amina)


def test_a_co_author_is_asked_and_then_it_is_theirs_too(draft, amina, sam):
    drafts.invite(draft, sam, by=amina)
    assert asked(sam) == [f"Say yes or no to “{draft.title}”"]
    assert not drafts_of(sam)
    drafts.answer_invitation(draft, by=sam, yes=True)
    assert asked(sam) == []
    assert drafts_of(sam) == [draft.title]


def test_who_it_was_written_for_is_asked_until_they_say(draft, amina, sam):
    on_behalf.write_for(draft, sam, by=amina)
    assert asked(sam) == [f"Say whether “{draft.title}” is right"]
    assert asked(amina) == []
    assert drafts_of(amina) == drafts_of(sam) == [draft.title]
    drafts.confirm(Idea.objects.get(), by=sam)
    assert asked(sam) == []


def test_it_asks_the_database_as_often_for_many(draft, amina, marcus, django_assert_num_queries):
    services.perform(draft, "submit", by=amina)
    for number in range(8):
        more = drafts.start(by=amina, title=f"Idea {number}", moment="M", help="H")
        services.perform(more, "submit", by=amina)
        drafts.start(by=amina, title=f"Draft {number}")
    roles.has(marcus, Role.SPONSOR)  # asked once for each person
    with django_assert_num_queries(1):
        assert len(asked(marcus)) == short_lists.SHOWN
    roles.has(amina, Role.SPONSOR)
    with django_assert_num_queries(1):
        found = short_lists.ask(amina, [motion.DRAFTS, motion.UNDER_WAY])
    assert titles(found[motion.DRAFTS]) == [f"Draft {number}" for number in (7, 6, 5, 4, 3)]
    assert [str(idea.holder) for idea in found[motion.UNDER_WAY]] == ["Marcus Bell"] * 5


def test_today_shows_drafts_and_ideas_under_way(client, draft, amina, marcus):
    client.force_login(amina)
    page = client.get("/").content.decode()
    assert f'href="/ideas/{draft.slug}/edit/"' in page
    assert "No ideas of yours yet" not in page
    services.perform(draft, "submit", by=amina)
    page = client.get("/").content.decode()
    assert "<strong>With Marcus Bell</strong>" in page
    client.force_login(marcus)
    assert f"Weigh “{draft.title}”" in client.get("/").content.decode()

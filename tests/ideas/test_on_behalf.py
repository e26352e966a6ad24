"""Whose idea it is: written down for a colleague, and co-authors."""

import pytest
from django.urls import reverse

from ideas import drafts, on_behalf, seats, services
from ideas.compact import Party, State
from ideas.models import CoAuthor, Follow, Idea
from portal import notices, trail
from portal.models import Notice


@pytest.fixture
def for_sam(draft, amina, sam):
    """Amina wrote it down; it is Sam's."""
    return on_behalf.write_for(draft, sam, by=amina)


def asked(person, kind):
    return Notice.objects.filter(person=person, kind=kind, settled_at=None)


def test_the_colleague_is_told_at_once(for_sam, amina, sam):
    assert (for_sam.author, for_sam.written_by, for_sam.confirmed_at) == (sam, amina, None)
    notice = asked(sam, "idea.written_for_you").get()
    assert notices.sentence(notice) == "Amina Yusuf wrote an idea down for you. Is it right?"
    assert notice.url == reverse("ideas:people", args=[for_sam.slug])


def test_a_draft_can_be_started_for_a_colleague(amina, sam):
    idea = drafts.start(by=amina, author=sam, title="A kettle")
    assert (idea.author, idea.written_by) == (sam, amina)
    assert asked(sam, "idea.written_for_you").exists()


def test_it_may_be_sent_before_they_confirm(for_sam, amina, sam, marcus, priya):
    services.perform(for_sam, "submit", by=amina)
    idea = Idea.objects.get()
    assert (idea.author, idea.state) == (sam, State.ASSESSING)
    assert idea.holder in (marcus, priya)
    assert idea.parties_of(amina) == set()


SPEAKS = {State.DRAFT, State.CLARIFYING}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("confirmed", [False, True])
def test_who_wrote_it_down_speaks_only_for_a_while(for_sam, amina, sam, state, confirmed):
    for_sam.state = state
    for_sam.confirmed_at = for_sam.made_at if confirmed else None
    assert for_sam.parties_of(sam) == {Party.AUTHOR}
    expected = {Party.AUTHOR} if state in SPEAKS and not confirmed else set()
    assert for_sam.parties_of(amina) == expected


def test_confirming_makes_it_theirs_and_tells_who_wrote(for_sam, amina, sam):
    idea = drafts.confirm(for_sam, by=sam)
    assert idea.confirmed_at
    assert not asked(sam, "idea.written_for_you").exists()
    assert Notice.objects.filter(person=amina, kind="idea.confirmed").count() == 1
    assert drafts.may_write(idea, amina)
    assert drafts.may_write(idea, sam) is None
    assert trail.about(idea).filter(kind="idea.confirmed").count() == 1
    drafts.confirm(idea, by=sam)
    assert trail.about(idea).filter(kind="idea.confirmed").count() == 1


def test_nobody_else_confirms(for_sam, amina, marcus, ada):
    for person in (amina, marcus, ada):
        with pytest.raises(drafts.Refused, match="Only the colleague"):
            drafts.confirm(for_sam, by=person)


def test_the_colleague_may_take_it_back(for_sam, sam):
    services.perform(for_sam, "discard", by=sam)
    assert Idea.objects.get().state == State.WITHDRAWN


def test_one_can_take_it_as_one_s_own_again(for_sam, amina, sam):
    idea = on_behalf.write_for(for_sam, amina, by=amina)
    assert (idea.author, idea.written_by) == (amina, None)
    assert not asked(sam, "idea.written_for_you").exists()
    assert not Idea.objects.visible_to(sam).exists()


def test_changing_whose_it_is_asks_each_of_them_once(for_sam, amina, sam, marcus):
    idea = on_behalf.write_for(for_sam, marcus, by=amina)
    idea = on_behalf.write_for(idea, marcus, by=amina)
    assert asked(marcus, "idea.written_for_you").count() == 1
    assert not asked(sam, "idea.written_for_you").exists()


def test_only_who_wrote_it_says_whose_it_is(for_sam, sam, marcus):
    for person in (sam, marcus):
        with pytest.raises(drafts.Refused, match="Only who wrote it down"):
            on_behalf.write_for(for_sam, marcus, by=person)


def test_a_sent_idea_keeps_its_author(shared, amina, sam):
    with pytest.raises(drafts.Refused, match="settled"):
        on_behalf.write_for(shared, sam, by=amina)


def test_a_leaver_gets_no_idea(draft, amina, sam):
    sam.is_active = False
    with pytest.raises(drafts.Refused, match="has left"):
        on_behalf.write_for(draft, sam, by=amina)


def test_writing_for_others_counts_as_one_s_own_drafts(amina, sam):
    for _n in range(drafts.DRAFTS_AT_MOST):
        drafts.start(by=amina, author=sam)
    with pytest.raises(drafts.Refused, match="twenty drafts"):
        drafts.start(by=amina)
    assert drafts.start(by=sam).author == sam


# co-authors


def test_who_is_asked_says_yes(draft, amina, sam):
    drafts.invite(draft, sam, by=amina)
    drafts.invite(draft, sam, by=amina)
    assert asked(sam, "idea.invited").count() == 1
    assert drafts.may_write(draft, sam)
    drafts.answer_invitation(draft, by=sam, yes=True)
    assert drafts.may_write(draft, sam) is None
    assert not asked(sam, "idea.invited").exists()
    assert Notice.objects.filter(person=amina, kind="idea.co_author_joined").count() == 1
    assert Follow.objects.filter(idea=draft, person=sam).exists()


def test_who_says_no_is_out_of_it(draft, amina, sam):
    drafts.invite(draft, sam, by=amina)
    drafts.answer_invitation(draft, by=sam, yes=False)
    assert not CoAuthor.objects.exists()
    assert not asked(sam, "idea.invited").exists()
    assert not Idea.objects.visible_to(sam).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("confidential", False), ("pen_name", ""), ("hidden_from_manager", False)],
)
def test_a_co_author_uncovers_nobody(client, draft, amina, sam, field, value):
    covered = {"confidential": True, "pen_name": "Wren", "hidden_from_manager": True}
    Idea.objects.filter(pk=draft.pk).update(kind="already", **covered)
    drafts.invite(draft, sam, by=amina)
    drafts.answer_invitation(draft, by=sam, yes=True)
    with pytest.raises(drafts.Refused, match="Only its author says who sees it"):
        drafts.save(draft, by=sam, version=1, **{field: value})
    assert drafts.save(draft, by=sam, version=1, title="Two kettles", **covered).version == 2
    client.force_login(sam)
    page = client.get(reverse("ideas:edit", args=[draft.slug])).content.decode()
    for name in covered:
        assert f'type="hidden" name="{name}"' in page
    assert drafts.save(draft, by=amina, version=2, **{field: value}).version == 3


def test_a_co_author_writes_but_does_not_send(draft, amina, sam):
    drafts.invite(draft, sam, by=amina)
    drafts.answer_invitation(draft, by=sam, yes=True)
    assert drafts.save(draft, by=sam, version=1, title="Two kettles").title == "Two kettles"
    with pytest.raises(services.Refused):
        services.perform(Idea.objects.get(), "submit", by=sam)


@pytest.mark.parametrize(
    ("who", "reason"),
    [("amina", "isn’t its author already"), ("marcus", "weighs this idea")],
)
def test_some_cannot_be_co_authors(shared, amina, marcus, who, reason):
    with pytest.raises(drafts.Refused, match=reason):
        drafts.invite(shared, {"amina": amina, "marcus": marcus}[who], by=amina)


def test_a_co_author_can_not_weigh_it(draft, amina, marcus, priya):
    drafts.invite(draft, marcus, by=amina)
    services.perform(draft, "submit", by=amina)
    assert Idea.objects.get().holder == priya
    with pytest.raises(seats.Refused):
        seats.fill(Idea.objects.get(), Party.ASSESSOR, marcus, by=priya)


def test_eight_are_enough(draft, amina, person):
    for number in range(drafts.CO_AUTHORS_AT_MOST):
        drafts.invite(draft, person(f"Person{number} X"), by=amina)
    with pytest.raises(drafts.Refused, match="Eight"):
        drafts.invite(draft, person("Person9 X"), by=amina)


# the page


def test_the_page_asks_and_answers(client, draft, amina, sam):
    here = reverse("ideas:people", args=[draft.slug])
    client.force_login(amina)
    assert client.post(here, {"do": "invite", "person": "Sam Whitlock"}).url == here
    client.force_login(sam)
    assert "would like you as a co-author" in client.get(here).content.decode()
    assert client.post(here, {"do": "join"}).url == here
    assert CoAuthor.objects.get().confirmed_at
    assert client.post(here, {"do": "step_back"}).url == "/"
    assert client.get(here).status_code == 404


def test_the_page_gives_it_to_a_colleague_who_confirms(client, draft, amina, sam):
    here = reverse("ideas:people", args=[draft.slug])
    client.force_login(amina)
    client.post(here, {"do": "write_for", "colleague": "sam.whitlock"})
    assert Idea.objects.get().author == sam
    client.force_login(sam)
    page = client.get(here).content.decode()
    assert "Amina Yusuf wrote this down for you" in page
    assert client.post(here, {"do": "confirm"}).url == here
    assert "wrote this down for you" not in client.get(here).content.decode()


@pytest.mark.parametrize("field", ["person", "colleague"])
def test_a_name_that_nobody_has_stays_in_the_field(client, draft, amina, field):
    client.force_login(amina)
    do = {"person": "invite", "colleague": "write_for"}[field]
    response = client.post(
        reverse("ideas:people", args=[draft.slug]), {"do": do, field: "Nobody Atall"}
    )
    assert response.status_code == 422
    assert 'value="Nobody Atall"' in response.content.decode()


@pytest.mark.parametrize("do", ["invite", "write_for", "confirm", "join", ""])
def test_a_stranger_arranges_nothing(client, shared, sam, marcus, do):
    here = reverse("ideas:people", args=[shared.slug])
    for person in (sam, marcus):
        client.force_login(person)
        sent = {"do": do, "person": "Sam Whitlock", "colleague": "Sam Whitlock"}
        assert client.get(here).status_code == 404
        assert client.post(here, sent).status_code == 404
    assert not CoAuthor.objects.exists()


def test_an_unknown_button_says_so(client, draft, amina):
    client.force_login(amina)
    response = client.post(reverse("ideas:people", args=[draft.slug]), {"do": "adopt"})
    assert response.status_code == 422
    assert "Press one of the buttons" in response.content.decode()


def test_who_wrote_it_down_takes_nothing_back_for_them(for_sam, amina, sam):
    services.perform(for_sam, "submit", by=amina)
    idea = Idea.objects.get()
    services.perform(idea, "ask", by=idea.holder, answers={"question": "Which till?"})
    with pytest.raises(services.Refused, match="whose idea it is"):
        services.perform(Idea.objects.get(), "withdraw", by=amina, answers={"reason": "No."})
    services.perform(Idea.objects.get(), "withdraw", by=sam, answers={"reason": "No."})

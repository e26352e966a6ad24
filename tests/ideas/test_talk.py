"""The conversation: who reads what, who is told, what stays; support and following."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ideas import audience, services, support, talk, thread
from ideas.compact import Party, State
from ideas.models import CoAuthor, Comment, Follow, Idea, Support
from ideas.seats import Refused
from portal import notices, trail
from portal.models import Notice

EVERYONE, PARTIES = Comment.Audience.EVERYONE, Comment.Audience.PARTIES
KEY = "a-key-of-enough-letters"
WHO = ["amina", "marcus", "priya", "sam", "ada"]


def told(kind):
    return {notice.person.first_name for notice in Notice.objects.filter(kind=kind)}


def reads(idea, person):
    inside = audience.is_party(idea, person)
    return talk.visible(idea, person, involved=inside).exists()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("confidential", [False, True])
@pytest.mark.parametrize("hidden", [False, True])
def test_one_rule_of_sight(request, shared, priya, sam, ada, state, confidential, hidden):
    """who_sees says about people what visible_to says in a query."""
    from ideas.seats import fill

    fill(shared, Party.ASSESSOR, priya, by=ada)
    CoAuthor.objects.create(idea=shared, person=request.getfixturevalue("joy"))
    Idea.objects.filter(pk=shared.pk).update(
        state=state, confidential=confidential, hidden_from_manager=hidden, holder=priya
    )
    idea = Idea.objects.get()
    people = [request.getfixturevalue(name) for name in (*WHO, "joy", "nadia")]
    assert audience.who_sees(idea, people) == [
        person for person in people if Idea.objects.visible_to(person).exists()
    ]


@pytest.mark.parametrize(
    ("author", "whom", "readers"),
    [
        ("amina", EVERYONE, WHO),
        ("amina", PARTIES, ["amina", "marcus"]),
        ("sam", EVERYONE, WHO),
        ("sam", PARTIES, ["amina", "marcus", "sam"]),
    ],
)
def test_who_reads_a_comment(client, request, shared, author, whom, readers):
    people = {name: request.getfixturevalue(name) for name in WHO}
    talk.say(idea=shared, by=people[author], text="A canary sings.", for_whom=whom)
    for name, person in people.items():
        client.force_login(person)
        page = client.get(shared.get_absolute_url()).content.decode()
        assert ("A canary sings." in page) is (name in readers), name
        assert reads(shared, person) is (name in readers)


def test_what_is_said_apart_leaves_no_trace_for_others(client, shared, amina, sam):
    talk.say(idea=shared, by=amina, text="Psst.", for_whom=PARTIES)
    for person, sees in ((amina, True), (sam, False)):
        client.force_login(person)
        page = client.get(reverse("ideas:history", args=[shared.reference])).content.decode()
        assert ("wrote to the people involved" in page) is sees


def test_a_confidential_idea_speaks_to_few_unless_asked(client, shared, amina):
    client.force_login(amina)
    for confidential, usual in ((False, EVERYONE), (True, PARTIES)):
        Idea.objects.filter(pk=shared.pk).update(confidential=confidential)
        page = client.get(shared.get_absolute_url())
        assert page.context["talk_form"]["for_whom"].initial == usual


def post(client, idea, **words):
    url = reverse("ideas:comment", args=[idea.reference])
    return client.post(url, {"submission_key": KEY, **words})


def test_the_audience_is_chosen_and_the_words_are_kept(client, shared, sam):
    client.force_login(sam)
    for sent in ({"text": "Kind words"}, {"text": "Kind words", "for_whom": "nobody"}):
        answer = post(client, shared, **sent)
        assert answer.status_code == 422
        assert "Kind words" in answer.content.decode()
    assert post(client, shared, text=" ", for_whom=EVERYONE).status_code == 422
    assert not Comment.objects.exists()


def test_a_preview_looks_like_the_comment_and_sends_nothing(client, shared, sam):
    client.force_login(sam)
    words = {"text": "**Bold** <b>x</b>", "for_whom": EVERYONE}
    looks = "<strong>Bold</strong> &lt;b&gt;x&lt;/b&gt;"
    page = post(client, shared, preview="1", **words).content.decode()
    assert looks in page
    assert not Comment.objects.exists()
    post(client, shared, **words)
    assert looks in client.get(shared.get_absolute_url()).content.decode()


def test_sent_twice_is_said_once(client, shared, sam):
    client.force_login(sam)
    for _n in range(2):
        answer = post(client, shared, text="Once.", for_whom=EVERYONE)
    assert answer.url.endswith(f"#said-{Comment.objects.get().pk}")


@pytest.mark.parametrize(
    ("whom", "confidential", "called"),
    [
        (EVERYONE, False, {"Marcus", "Sam"}),
        (PARTIES, False, {"Marcus"}),
        (EVERYONE, True, {"Marcus"}),
    ],
)
def test_a_mention_reaches_only_who_may_read_it(
    shared, amina, marcus, sam, whom, confidential, called
):
    Idea.objects.filter(pk=shared.pk).update(confidential=confidential)
    text = "Ask @marcus.bell, and @Sam.Whitlock. Not me@sam.whitlock or @nobody.here"
    talk.say(idea=shared, by=amina, text=text, for_whom=whom)
    assert told("idea.mentioned") == called
    assert not told("idea.said") & called


def test_who_hears_of_a_comment(shared, amina, marcus, priya, sam, joy, nadia):
    support.follow(idea=shared, person=priya)
    talk.say(idea=shared, by=sam, text="I had the same.", for_whom=EVERYONE)
    assert told("idea.said") == {"Amina", "Marcus", "Priya"}
    Notice.objects.all().delete()
    talk.say(idea=shared, by=amina, text="Thanks.", for_whom=EVERYONE)
    assert told("idea.said") == {"Marcus", "Priya", "Sam"}
    Notice.objects.all().delete()
    talk.say(idea=shared, by=amina, text="Psst.", for_whom=PARTIES)
    assert told("idea.said") == {"Marcus"}


def test_news_keeps_a_pen_name(shared, amina, marcus, sam):
    Idea.objects.filter(pk=shared.pk).update(pen_name="The Owl")
    talk.say(idea=shared, by=sam, text="Me too.", for_whom=EVERYONE)
    talk.say(idea=shared, by=amina, text="@sam.whitlock thanks", for_whom=EVERYONE)
    for notice in Notice.objects.filter(person=sam):
        words = f"{notices.sentence(notice)}{notice.actor}{notice.actor_name}{notice.data}"
        assert "Amina" not in words
        assert "The Owl" in words
    mine = Notice.objects.filter(person=marcus, actor=amina)
    assert mine.filter(kind="idea.said").exists()


def test_a_comment_is_reworded_by_its_author_and_keeps_what_it_said(client, shared, sam, amina):
    said = talk.say(idea=shared, by=sam, text="Forty minuets", for_whom=EVERYONE)
    url = reverse("ideas:comment_edit", args=[shared.reference, said.pk])
    client.force_login(amina)
    assert client.get(url).status_code == 404
    client.force_login(sam)
    sent = {"text": "Forty minutes", "audience": PARTIES, "for_whom": PARTIES}
    assert client.post(url, sent).status_code == 302
    said.refresh_from_db()
    assert (said.text, said.audience) == ("Forty minutes", EVERYONE)
    client.force_login(amina)
    page = client.get(url).content.decode()
    assert "Forty minuets" in page
    assert client.post(url, {"text": "Mine now"}).status_code == 403
    with pytest.raises(Refused):
        talk.reword(comment=said, by=amina, text="Mine now")


def test_what_a_hidden_comment_said_before_is_hidden(client, shared, amina, sam):
    said = talk.say(idea=shared, by=amina, text="Canary", for_whom=PARTIES)
    talk.reword(comment=said, by=amina, text="Another")
    client.force_login(sam)
    url = reverse("ideas:comment_edit", args=[shared.reference, said.pk])
    assert client.get(url).status_code == client.post(url, {"text": "x"}).status_code == 404


def test_a_comment_of_another_idea_is_not_found_here(client, shared, amina, sam):
    said = talk.say(idea=shared, by=sam, text="Canary", for_whom=EVERYONE)
    other = Idea.objects.create(
        author=amina, token="draft-other001", title="Other", moment="A", help="B"
    )
    services.perform(other, "submit", by=amina)
    other.refresh_from_db()
    client.force_login(sam)
    assert client.get(reverse("ideas:comment_edit", args=[other.slug, said.pk])).status_code == 404


def test_sixty_an_hour_are_enough(client, shared, sam):
    Comment.objects.bulk_create(
        Comment(idea=shared, author=sam, audience=EVERYONE, text=f"{n}") for n in range(60)
    )
    client.force_login(sam)
    answer = post(client, shared, text="One more", for_whom=EVERYONE)
    assert answer.status_code == 429
    assert "One more" in answer.content.decode()
    Comment.objects.update(made_at=timezone.now() - timedelta(hours=2))
    assert post(client, shared, text="One more", for_whom=EVERYONE).status_code == 302


def test_a_long_conversation_comes_in_pages(client, shared, sam):
    Comment.objects.bulk_create(
        Comment(idea=shared, author=sam, audience=EVERYONE, text=f"word{n}x") for n in range(120)
    )
    client.force_login(sam)
    seen, url = set(), shared.get_absolute_url()
    for _page in range(3):
        answer = client.get(url)
        page = answer.content.decode()
        seen |= {n for n in range(120) if f"word{n}x" in page}
        url = f"{shared.get_absolute_url()}?before={answer.context['thread'].earlier}"
    assert seen == set(range(120))


def test_a_first_reply_comes_from_whoever_weighs_it(shared, amina, sam, marcus):
    talk.say(idea=shared, by=amina, text="Anybody?", for_whom=EVERYONE)
    talk.say(idea=shared, by=sam, text="I’d like to know too.", for_whom=EVERYONE)
    assert Idea.objects.get().first_reply_at is None
    talk.say(idea=shared, by=marcus, text="Yes.", for_whom=EVERYONE)
    assert Idea.objects.get().first_reply_at is not None


@pytest.mark.parametrize("what", [support.give, support.follow])
def test_who_may_be_behind_an_idea(shared, amina, sam, what):
    what(idea=shared, person=sam)
    what(idea=shared, person=sam)
    Idea.objects.filter(pk=shared.pk).update(confidential=True)
    with pytest.raises(Refused, match="open to you"):
        what(idea=shared, person=sam)
    Idea.objects.filter(pk=shared.pk).update(state=State.WITHDRAWN)
    with pytest.raises(Refused):
        what(idea=shared, person=amina)


def test_support_is_counted_once_and_never_for_oneself(client, shared, amina, sam, joy):
    before = Idea.objects.get()
    client.force_login(sam)
    url = reverse("ideas:support", args=[shared.reference])
    for wanted, count in (("yes", 1), ("yes", 1), ("no", 0), ("no", 0), ("yes", 1)):
        assert client.post(url, {"wanted": wanted}).status_code == 302
        assert Idea.objects.get().supporters == Support.objects.count() == count
    support.give(idea=shared, person=joy, mine_too=True)
    assert Follow.objects.filter(person=joy).exists()
    client.force_login(amina)
    assert client.post(url, {"wanted": "yes"}).status_code == 422
    after = Idea.objects.get()
    assert after.supporters == 2
    assert (after.due_at, after.holder) == (before.due_at, before.holder)


def test_followers_hear_of_moves_that_they_may_see(shared, amina, marcus, sam, joy):
    support.follow(idea=shared, person=sam)
    services.perform(Idea.objects.get(), "ask", by=marcus, answers={"question": "Which?"})
    assert told("idea.now.clarifying") == {"Sam"}
    Idea.objects.update(confidential=True)
    services.perform(Idea.objects.get(), "answer", by=amina, answers={"answer": "That."})
    assert not told("idea.now.assessing")


def test_every_kind_of_the_conversation_has_words(shared, amina, sam):
    said = talk.say(idea=shared, by=amina, text="Psst.", for_whom=PARTIES)
    talk.reword(comment=said, by=amina, text="Psst!")
    support.give(idea=shared, person=sam)
    support.take_back(idea=shared, person=sam)
    for event in trail.about(shared):
        assert "no words" not in trail.sentence(event)


def test_whatever_a_move_says_has_a_name():
    assert thread.TAGS.keys() == thread.OPEN.keys() | thread.INVOLVED.keys()

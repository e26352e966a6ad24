"""The leak table: who looks × what kind of idea × every address that could show it.

Each idea carries words that stand nowhere else. Whoever may not know them sees them nowhere: in
no page, count, search, suggestion, history, notice or refusal, and by no address, whatever they
send there. Addresses are read from ideas.urls, so one that is added later is in the table.
"""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from PIL import Image

from ideas import attachments, services, talk
from ideas.compact import MOVES
from ideas.models import CoAuthor, Follow, Idea, Support
from ideas.urls import urlpatterns
from portal import notices
from portal.models import Notice, User
from portal.roles import Role
from tests.worlds import kept, make_person

TITLE, STORY, SAID, WHISPER, FILE = "zqtitle", "zqstory", "zqsaid", "zqwhisper", "zqfile"
AUTHOR, CO_AUTHOR, WRITER = "Quillan Feather", "Cleopatra Marsh", "Wandalina Holt"
PARTIES = {"author", "co-author", "writer", "seat"}
WATCHERS = [*sorted(PARTIES), "manager", "stranger", "administrator", "signed out"]

KINDS = {
    "draft": {},
    "public": {},
    "confidential": {"confidential": True},
    "hidden": {"hidden_from_manager": True},
    "pen": {"pen_name": "The Owl"},
}
SEEN_BY = {
    "draft": PARTIES - {"seat"},
    "public": {*PARTIES, "manager", "stranger", "administrator"},
    "confidential": PARTIES,
    "hidden": {*PARTIES, "stranger", "administrator"},
    "pen": {*PARTIES, "manager", "stranger", "administrator"},
}


@pytest.fixture(scope="module", params=KINDS)
def world(request, django_db_setup, django_db_blocker):
    """A kind of idea, with everybody who looks at it: (the kind, people by who they are, it)."""
    with kept(django_db_blocker):
        people = everybody()
        yield request.param, people, make(request.param, people)


@pytest.fixture
def kind(world):
    return world[0]


@pytest.fixture
def cast(world, db):
    return {who: User.objects.get(pk=person.pk) for who, person in world[1].items()}


@pytest.fixture
def idea(world, db):
    return Idea.objects.get(pk=world[2].pk)


def everybody():
    manager = make_person("Mallory Pike", Role.MANAGER, is_full=True)  # so Seth weighs it
    return {
        "author": make_person(AUTHOR, Role.FRONTLINE, manager=manager),
        "co-author": make_person(CO_AUTHOR, Role.FRONTLINE),
        "writer": make_person(WRITER, Role.FRONTLINE),
        "seat": make_person("Seth Sitter", Role.MANAGER),
        "manager": manager,
        "stranger": make_person("Stella Strange", Role.FRONTLINE),
        "administrator": make_person("Ada Lund", Role.ADMINISTRATOR, is_superuser=True),
    }


def make(kind, cast):
    """An idea of a kind, with everything around it that could give it away."""
    made = Idea.objects.create(
        author=cast["author"],
        written_by=cast["writer"],
        confirmed_at=timezone.now(),
        token="draft-leaks00001",
        title=f"Sparrow {TITLE}",
        moment=f"Sparrows {STORY}",
        help="Crumbs",
        **KINDS[kind],
    )
    CoAuthor.objects.create(idea=made, person=cast["co-author"], confirmed_at=timezone.now())
    photo = BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "PNG")
    upload = SimpleUploadedFile(f"{FILE}.png", photo.getvalue(), "image/png")
    attachments.add(made, attachments.look_into(upload), by=cast["author"])
    for who in ("manager", "stranger", "administrator"):
        Follow.objects.create(idea=made, person=cast[who])
    if kind != "draft":
        share(made, cast)
    return made


def share(made, cast):
    """Send it to Seth, talk about it, ask and answer; call by name those who may not hear."""
    services.perform(made, "submit", by=cast["author"])
    made.refresh_from_db()
    assert made.holder == cast["seat"]
    outside = ("seat", "manager", "stranger", "administrator")
    everybody = " ".join(f"@{cast[who].username}" for who in outside)
    author, seat = cast["author"], cast["seat"]
    talk.say(idea=made, by=author, text=f"{SAID} {everybody}", for_whom="everyone")
    talk.say(idea=made, by=author, text=f"{WHISPER} {everybody}", for_whom="parties")
    reworded = talk.say(idea=made, by=author, text=f"{WHISPER} one", for_whom="parties")
    talk.reword(comment=reworded, by=author, text="two")
    for verb, by, answers in (
        ("ask", seat, {"question": f"{STORY}?"}),
        ("answer", author, {"answer": f"{STORY}!"}),
    ):
        services.perform(Idea.objects.get(pk=made.pk), verb, by=by, answers=answers)
    Support.objects.create(idea=made, person=seat)


def addresses(idea):
    """Every address of this room that can be about the idea, and those that list or find."""
    comments = [comment.pk for comment in idea.comments.all()] or [1]
    files = [file.key for file in idea.attachments.all()]
    given = {
        frozenset(): [{}],
        frozenset({"slug"}): [{"slug": slug} for slug in sorted({idea.slug, idea.token})],
        frozenset({"slug", "pk"}): [{"slug": idea.slug, "pk": pk} for pk in comments],
        frozenset({"slug", "key"}): [{"slug": idea.slug, "key": key} for key in files],
        frozenset({"slug", "number"}): [{"slug": idea.slug, "number": 0}],
        frozenset({"slug", "verb"}): [{"slug": idea.slug, "verb": move.verb} for move in MOVES],
    }
    for pattern in urlpatterns:
        for kwargs in given[frozenset(pattern.pattern.converters)]:
            yield reverse(f"ideas:{pattern.name}", kwargs=kwargs)


def lists(cast):
    """Addresses of the whole house that could list, count or find it, by a word it has."""
    people = [person.username for person in cast.values()]
    queries = ("q=Sparrow", "sort=due", "sort=support", "state=assessing", "state=motion")
    yield from (f"/ideas/?{query}" for query in (*queries, "mine=1", "needs_me=1", "behind=1"))
    yield from ("/", "/notices/", "/search/?q=Sparrow", "/search/?q=Crumbs", "/me/")
    yield from (f"/people/{username}/" for username in people)
    for name in ("ideas:near", "home:desk", "home:heroes", "ideas:new"):
        try:
            yield f"{reverse(name)}?q=Sparrow"
        except NoReverseMatch:
            continue


def heard(client, idea, cast):
    """(address, status, what it says) of every address."""
    for url in [*addresses(idea), *lists(cast)]:
        answer = client.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield (
            url,
            answer.status_code,
            content.decode("utf-8", "replace") + answer.get("Location", ""),
        )


def notices_of(person):
    """What the bell and the mail say to somebody."""
    return " ".join(
        f"{notices.sentence(n)} {notices.detail(n)} {n.actor} {n.actor_name} {json.dumps(n.data)}"
        for n in Notice.objects.filter(person=person)
    )


def test_every_kind_of_address_is_walked(db):
    with_slug = ("pk", "key", "verb", "number")
    known = [set(), {"slug"}, *({"slug", one} for one in with_slug)]
    assert all(set(pattern.pattern.converters) in known for pattern in urlpatterns)


@pytest.mark.parametrize("who", WATCHERS)
def test_the_leak_table(client, cast, kind, idea, who):
    allowed, inside = who in SEEN_BY[kind], who in PARTIES
    if who != "signed out":
        client.force_login(cast[who])
    forbidden = set() if allowed else {TITLE, STORY, SAID, FILE, "The Owl"}
    if not inside:
        forbidden |= {WHISPER}
        if kind == "pen":
            forbidden |= {AUTHOR, CO_AUTHOR, WRITER, "quillan", "cleopatra", "wandalina"}
    seen = set()
    for url, status, text in heard(client, idea, cast):
        about_people = url.startswith(("/people/", "/me/"))  # everybody's name stands there
        for word in forbidden:
            named = about_people and word.lower()[:6] in {"quilla", "cleopa", "wandal"}
            assert named or word not in text, (url, status, word)
        seen |= {word for word in (TITLE, STORY, SAID, WHISPER) if word in text}
        if not allowed and idea.slug in url:
            assert status in (302, 404, 405), (url, status)
    if who != "signed out":
        told = notices_of(cast[who])
        assert not {word for word in forbidden if word in told}
    if allowed:  # the words are there to be seen, so a table of blank pages proves nothing
        said = {SAID, WHISPER} if inside else {SAID}
        assert seen == {TITLE, STORY} | (said if kind != "draft" else set())


@pytest.mark.parametrize("world", ["draft", "confidential"], indirect=True)
@pytest.mark.parametrize("who", ["stranger", "manager", "administrator"])
def test_whoever_may_not_see_it_changes_nothing(client, cast, idea, who):
    client.force_login(cast[who])
    before = Idea.objects.filter(pk=idea.pk).values().get()
    sent = {"text": "x", "for_whom": "everyone", "wanted": "yes", "title": "x", "answer": "yes"}
    for url in addresses(idea):
        if idea.slug in url:
            answer = client.post(url, sent)
            assert answer.status_code in (404, 405), url
            assert TITLE not in answer.content.decode()
    assert Idea.objects.filter(pk=idea.pk).values().get() == before
    assert not idea.comments.filter(text="x").exists()


@pytest.mark.parametrize("who", ["stranger", "administrator"])
@pytest.mark.parametrize("world", ["confidential"], indirect=True)
def test_another_ideas_file_does_not_open_through_an_idea_one_sees(client, cast, idea, who):
    mine = Idea.objects.create(author=cast[who], token="draft-mine00001", title="Mine")
    client.force_login(cast[who])
    for file in idea.attachments.all():
        url = reverse("ideas:attachment", args=[mine.slug, file.key])
        assert client.get(url).status_code == 404

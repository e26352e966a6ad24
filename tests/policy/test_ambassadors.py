"""Ambassadors: found by topic, under the name they chose, and left in peace when they want."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policy import ambassadors, licensing, may_i, revoking
from policy.models import AmbassadorProfile, Ask
from portal import people
from portal.models import Absence, Notice, Site
from portal.roles import Role
from tests.policy.speaking import kinds, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def amy(world, amina, marcus):
    """Amina on the roster: cleared for paint in reviews, known as Amy."""
    world.clear(amina, marcus)
    return ambassadors.keep(person=amina, chosen_name="Amy", languages="English, Somali", limit=2)


def names(**how):
    return [str(one.profile) for one in ambassadors.roster(**how)]


def test_the_roster_is_ones_own_choice(world, amina, marcus, sam):
    world.clear(amina, marcus)
    assert names() == []
    ambassadors.keep(person=amina, chosen_name=" Amy ")
    ambassadors.keep(person=amina, chosen_name="Amy")
    ambassadors.keep(person=sam, chosen_name="Sam")  # without a licence: not listed
    assert names() == ["Amy"]
    ambassadors.leave(person=amina)
    ambassadors.leave(person=amina)
    assert names() == []
    mine = [kind for kind in kinds(amina) if kind.startswith("ambassador")]
    assert mine == ["ambassador.joined", "ambassador.left"]


def test_topics_follow_from_the_licence(amy, world, marcus, nadia, amina):
    assert names(topic=world.paint) == ["Amy"]
    assert names(topic=world.paint, channel=world.reviews) == ["Amy"]
    assert names(topic=world.paint, channel=world.groups) == []
    assert names(topic=world.tools) == []
    assert names(topic=world.accidents) == []
    (card,) = ambassadors.roster()
    assert [topic.name for topic in card.topics] == ["Paint"]
    revoking.revoke(person=amina, by=nadia, reason="An address.")
    assert names() == []
    assert ambassadors.find(amy.pk) is None


def test_only_the_chosen_name_is_shown(client, amy, amina, sam):
    amina.site = Site.objects.create(name="Leeds")
    amina.save()
    client.force_login(sam)
    for url in ("/ambassadors/", "/ambassadors/?q=paint", f"/ambassadors/{amy.pk}/ask/"):
        page = client.get(url).content.decode()
        assert "Amy" in page
        for hidden in ("Yusuf", "Amina", "amina.yusuf", "Leeds"):
            assert hidden not in page
    ambassadors.keep(person=amina, chosen_name="Amy", show_surname=True, show_site=True)
    page = client.get("/ambassadors/").content.decode()
    assert "Amy Yusuf" in page
    assert "Leeds" in page


def test_an_answer_comes_under_the_chosen_name(client, amy, world, amina, sam):
    asked = ambassadors.ask(asker=sam, profile=amy, topic=world.paint, text="Why does it peel?")
    assert told(amina)[-1] == "Sam Whitlock has a question about “Paint”, and thought of you."
    ambassadors.answer(asked, by=amina, text="Too cold a wall.")
    assert told(sam) == ["Amy answered your question about “Paint”."]
    assert Notice.objects.get(person=amina, kind="ambassador.asked").settled_at
    client.force_login(sam)
    page = client.get(ambassadors.url_of(asked)).content.decode()
    assert "Too cold a wall." in page
    assert "Yusuf" not in page
    assert "Yusuf" not in client.get("/notices/").content.decode()


def test_load_is_said_in_words_and_has_an_end(amy, world, sam, marcus):
    def load():
        return ambassadors.find(amy.pk).load

    assert load() == "Free for a question"
    first = ambassadors.ask(asker=sam, profile=amy, topic=world.paint, text="One?")
    assert load() == "Has one question waiting"
    ambassadors.ask(asker=marcus, profile=amy, topic=world.paint, text="Two?")
    assert load() == "Has enough for now"
    with pytest.raises(licensing.Refused) as full:
        ambassadors.ask(asker=sam, profile=amy, topic=world.paint, text="Three?")
    assert full.value.status == 409
    ambassadors.answer(first, by=amy.person, text="Yes.")
    assert load() == "Has one question waiting"


@pytest.mark.parametrize("how", ["quiet", "away"])
def test_nobody_is_disturbed(how, amy, world, amina, marcus, sam):
    today = timezone.localdate()
    if how == "quiet":
        ambassadors.keep(person=amina, chosen_name="Amy", quiet_until=today)
    else:
        Absence.objects.create(person=amina, delegate=marcus, starts=today, ends=today)
    assert ambassadors.find(amy.pk).load.startswith("Left in peace until")
    with pytest.raises(licensing.Refused):
        ambassadors.ask(asker=sam, profile=amy, topic=world.paint, text="Now?")
    AmbassadorProfile.objects.update(quiet_until=today - timedelta(days=1))
    Absence.objects.all().delete()
    assert ambassadors.find(amy.pk).free


def test_asking_has_its_limits(amy, world, amina, sam):
    for asker, topic, text, status in (
        (amina, world.paint, "Me?", 403),
        (sam, world.tools, "Drills?", 409),
        (sam, world.paint, "  ", 422),
    ):
        with pytest.raises(licensing.Refused) as refusal:
            ambassadors.ask(asker=asker, profile=amy, topic=topic, text=text)
        assert refusal.value.status == status
    assert not Ask.objects.exists()


def test_only_who_was_asked_answers_and_once(amy, world, amina, sam, marcus):
    asked = ambassadors.ask(asker=sam, profile=amy, topic=world.paint, text="Why?")
    for by, text, status in ((marcus, "I know.", 403), (sam, "Me.", 403), (amina, " ", 422)):
        with pytest.raises(licensing.Refused) as refusal:
            ambassadors.answer(asked, by=by, text=text)
        assert refusal.value.status == status
    ambassadors.answer(asked, by=amina, text="Damp.")
    with pytest.raises(licensing.Refused) as again:
        ambassadors.answer(asked, by=amina, text="Damp, still.")
    assert again.value.status == 409


@pytest.mark.parametrize("how", ["leaves the roster", "leaves the company"])
def test_whoever_waits_is_told_when_an_ambassador_goes(how, amy, world, amina, sam, ada):
    asked = ambassadors.ask(asker=sam, profile=amy, topic=world.paint, text="Why?")
    if how == "leaves the roster":
        ambassadors.leave(person=amina)
    else:
        people.leave(amina, by=ada)
    asked.refresh_from_db()
    assert asked.closed_at
    assert told(sam) == ["Amy can’t answer your question about “Paint” any more. Others can."]
    assert names() == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("paint", ["Paint"]),
        ("the second coat of PAINT is peeling", ["Paint"]),
        ("peelling", ["Paint"]),  # a slip of the finger
        ("hire", ["Tool hire"]),
        ("hiring tools", ["Tool hire"]),
        ("forklift karaoke", []),
        ("a", []),
        ("", []),
        ("%_'\"\\", []),
    ],
)
def test_topics_are_found_by_the_words_people_use(typed, found, world):
    topics = [world.paint, world.tools, world.accidents]
    assert [topic.name for topic in may_i.matching(typed, topics)] == found


def test_may_i_gives_yes_no_or_a_person(amy, world, amina, sam, priya, joy, tomasz):
    yes = may_i.answer(amina, topic=world.paint)
    assert (yes.kind, [str(one) for one in yes.channels]) == ("yes", ["Reviews"])
    assert may_i.answer(amina, topic=world.paint, channel=world.groups).kind == "ask"
    no = may_i.answer(amina, topic=world.accidents)
    assert (no.kind, no.person, no.ask) == ("no", priya, ())
    ask = may_i.answer(sam, topic=world.paint)
    assert (ask.kind, [str(one.profile) for one in ask.ask]) == ("ask", ["Amy"])
    assert len(ask.steps) == 3
    assert may_i.answer(sam, topic=world.tools).person == joy
    world.tools.champion = tomasz
    assert may_i.answer(sam, topic=world.tools).person == tomasz
    assert may_i.answer(tomasz, topic=world.tools).person == joy


def send(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(name, args=args), data)


def test_two_clicks_to_an_answer(client, amy, amina, sam):
    client.force_login(sam)
    start = client.get("/ambassadors/").content.decode()
    assert 'href="/ambassadors/may-i/"' in start
    listed = client.get("/ambassadors/may-i/").content.decode()
    assert 'href="?topic=paint"' in listed
    page = client.get("/ambassadors/may-i/?topic=paint").content.decode()
    assert "Not yet. Ask Amy." in page
    assert f"/ambassadors/{amy.pk}/ask/?topic=paint" in page
    assert "No. Pass this one on." in client.get("/ambassadors/may-i/?q=accidents").content.decode()
    client.force_login(amina)
    mine = client.get("/ambassadors/may-i/?topic=paint&channel=reviews").content.decode()
    assert "Yes, you may." in mine
    for odd in ("?topic=nothing", "?q=%00%FF", "?q=zzzzqqq", "?topic=paint&channel=nothing"):
        assert client.get(f"/ambassadors/may-i/{odd}").status_code == 200
        assert client.get(f"/ambassadors/{odd}").status_code == 200


def test_the_card_is_kept_and_left_in_one_click(client, amina):
    empty = send(client, amina, "policy:ambassador_me", chosen_name="", limit=3)
    assert empty.status_code == 422
    assert "Choose the name that others see" in empty.content.decode()
    assert (
        send(client, amina, "policy:ambassador_me", chosen_name="Amy", limit=0).status_code == 422
    )
    kept = send(client, amina, "policy:ambassador_me", chosen_name="Amy", limit=3)
    assert kept.status_code == 302
    assert AmbassadorProfile.objects.get().joined_at
    assert send(client, amina, "policy:ambassador_leave").status_code == 302
    assert AmbassadorProfile.objects.get().joined_at is None


def test_asking_by_form_and_what_a_stranger_sees(client, amy, world, amina, sam, marcus):
    args = ("policy:ambassador_ask", amy.pk)
    assert send(client, sam, *args, topic=world.tools.pk, text="Drill?").status_code == 422
    sent = send(client, sam, *args, topic=world.paint.pk, text="Why does it peel?")
    asked = Ask.objects.get()
    assert sent.url == f"/ambassadors/asked/{asked.pk}/"
    url = ("policy:ambassador_question", asked.pk)
    assert send(client, sam, *url, text="Me.").status_code == 403
    assert send(client, marcus, *url, text="Me.").status_code == 404
    assert send(client, amina, *url, text="").status_code == 422
    assert send(client, amina, *url, text="Damp.").status_code == 302
    assert send(client, amina, *url, text="Damp!").status_code == 409


def test_the_roster_asks_as_often_for_many_as_for_one(client, amy, world, person, sam, marcus):
    client.force_login(sam)
    client.get("/ambassadors/?topic=paint")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/ambassadors/?topic=paint").content.decode()
        return len(captured), page

    few, _page = queries()
    for number in range(4):
        more = person(f"More {number}", Role.FRONTLINE, manager=marcus)
        world.clear(more, marcus)
        ambassadors.keep(person=more, chosen_name=f"Number {number}")
    many, page = queries()
    assert many == few
    assert "Number 3" in page

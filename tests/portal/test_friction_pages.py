"""The pages of “this got in my way”: said in one step, answered for everybody, naming nobody."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import Q

from portal import friction
from portal.models import Friction, FrictionTask
from tests.portal.stumbling import MONDAY, say


@pytest.fixture(autouse=True)
def monday(db):
    with time_machine.travel(MONDAY, tick=False) as travelled:
        yield travelled


@pytest.fixture
def people(amina, marcus, priya, sam):
    return [amina, marcus, priya, sam]


@pytest.fixture
def task(people, ada):
    """Somewhere that got in people's way; Ada, the administrator, answers."""
    say(people, 5)
    return FrictionTask.objects.get()


def send(client, page="/me/", words="The button hides.", **more):
    return client.post(f"/got-in-my-way/?page={page}", {"words": words, **more})


def test_every_page_has_the_door_to_it(client, amina):
    client.force_login(amina)
    for address in ("/me/", "/got-in-my-way/", "/nowhere/"):
        page = client.get(address).content.decode()
        assert f'href="/got-in-my-way/?page={address}"' in page
    client.logout()
    assert "/got-in-my-way/" not in client.get("/zero/").content.decode()


def test_it_is_said_in_one_step_and_leads_back(client, amina):
    client.force_login(amina)
    assert "You were at" in client.get("/got-in-my-way/?page=/me/").content.decode()
    answer = send(client, words="")
    assert (answer.status_code, answer.url) == (302, "/me/")
    assert "your name stays out of it" in client.get("/me/").content.decode()
    said = Friction.objects.get()
    assert (said.place, said.words, said.person) == ("/me/", "", amina)


def test_sent_twice_is_said_once(client, amina):
    client.force_login(amina)
    for _time in range(2):
        assert send(client, submission_key="k" * 24).status_code == 302
    assert Friction.objects.count() == 1


@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "javascript:x"])
def test_it_never_leads_out(client, amina, page):
    client.force_login(amina)
    assert send(client, page=page).url == "/got-in-my-way/"
    shown = client.get(f"/got-in-my-way/?page={page}").content.decode()
    assert f'href="{page}"' not in shown
    assert "You were at" not in shown


def test_ten_an_hour_are_enough_and_no_word_is_lost(client, amina, monday):
    client.force_login(amina)
    for number in range(10):
        assert send(client, words=f"Thing {number}").status_code == 302
    answer = send(client, words="The eleventh thing")
    assert answer.status_code == 429
    assert "The eleventh thing" in answer.content.decode()
    assert "Press 0" in answer.content.decode()
    monday.shift(timedelta(hours=1))
    assert send(client).status_code == 302


def test_nobody_reads_who_said_it(client, task, ada, sam, people):
    for reader in (ada, sam):
        client.force_login(reader)
        for address in ("/got-in-my-way/", friction.url_of(task)):
            main = client.get(address).content.decode().partition("<main")[2]
            main = main.partition("</main>")[0]
            assert not [one for one in people if str(one) in main]


def test_the_words_are_for_whoever_answers(client, task, ada, sam):
    address = friction.url_of(task)
    client.force_login(ada)
    assert "Thing 3" in client.get(address).content.decode()
    client.force_login(sam)
    page = client.get(address).content.decode()
    assert "Thing 3" not in page
    assert "Ada Lund answers by" in page
    sent = client.post(address, {"changed": "yes", "answer": "I did it."})
    assert sent.status_code == 403


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"changed": "no", "answer": "The law asks for it."}, 302),
        ({"changed": "", "answer": "The law asks for it."}, 422),
        ({"changed": "yes", "answer": ""}, 422),
    ],
)
def test_the_owner_answers_everybody(client, task, ada, sam, sent, status):
    client.force_login(ada)
    answer = client.post(friction.url_of(task), sent)
    assert answer.status_code == status
    if status == 302:
        client.force_login(sam)
        for address in ("/got-in-my-way/", friction.url_of(task)):
            assert "The law asks for it." in client.get(address).content.decode()
    else:
        assert sent["answer"] in answer.content.decode()
        assert not FrictionTask.objects.filter(~Q(answer="")).exists()


def test_the_list_asks_as_often_for_many(client, people, ada, django_assert_max_num_queries):
    done = {"changed": True, "answer": "Larger.", "answered_by": ada, "answered_at": MONDAY}
    FrictionTask.objects.bulk_create(
        FrictionTask(place=f"/{n}/", owner=ada, due_at=MONDAY, **(done if n % 2 else {}))
        for n in range(40)
    )
    client.force_login(people[0])
    with django_assert_max_num_queries(14):
        page = client.get("/got-in-my-way/").content.decode()
    assert page.count("Ada Lund answers by") == 20
    assert page.count("Changed. Larger.") == 20

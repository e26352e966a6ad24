"""/learn/licence/: one's own page, and those of sponsors and editors."""

import pytest
from django.urls import reverse

from policy import revoking
from policy.models import Appeal, Sponsorship
from portal.models import Notice
from portal.roles import Role

pytestmark = pytest.mark.django_db


def send(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(name, args=args), data)


def test_ones_own_page_says_why_and_what_next(client, amina, world):
    client.force_login(amina)
    page = client.get("/learn/licence/").content.decode()
    assert "Your licence to speak: not yet" in page
    assert "Three things left" in page
    assert "Marcus Bell can put their name to you" in page


def test_a_manager_backs_somebody_in_one_form(client, amina, marcus, world):
    url = ("policy:licence_sponsor", amina.username)
    empty = send(client, marcus, *url, topics=[world.paint.pk])
    assert empty.status_code == 422
    assert "Choose at least one channel" in empty.content.decode()
    assert "checked" in empty.content.decode()
    done = send(client, marcus, *url, topics=[world.paint.pk], channels=[world.reviews.pk])
    assert done.url == f"/learn/licence/people/{amina.username}/"
    assert Sponsorship.objects.get().sponsor == marcus
    page = client.get(done.url).content.decode()
    assert "Take your name back" in page
    assert "Put it to rest" not in page


def test_a_name_outlives_the_topic_it_was_put_to(client, amina, marcus, world):
    """Editors may delete topics; then there is nothing to name, and nobody says “None”."""
    url = ("policy:licence_sponsor", amina.username)
    done = send(client, marcus, *url, topics=[world.paint.pk], channels=[world.reviews.pk])
    world.paint.delete()
    page = client.get(done.url).content.decode()
    assert str(world.reviews) in page
    assert "None" not in page


def test_a_red_topic_in_a_hand_made_form_is_no_choice(client, amina, marcus, world):
    answer = send(
        client,
        marcus,
        "policy:licence_sponsor",
        amina.username,
        topics=[world.accidents.pk],
        channels=[world.reviews.pk],
    )
    assert answer.status_code == 422
    assert not Sponsorship.objects.exists()


@pytest.mark.parametrize("name", ["Sam", "Tomasz", "Amina"])
@pytest.mark.parametrize("step", ["sponsor", "revoke", "lift"])
def test_strangers_find_nothing(client, cast, world, name, step):
    answer = send(client, cast[name], f"policy:licence_{step}", cast["Marcus"].username, reason="x")
    assert answer.status_code == 404


def test_the_whole_way_of_an_appeal(client, amina, nadia, farida, world):
    rest = send(
        client, nadia, "policy:licence_revoke", amina.username, reason="An address in a reply."
    )
    assert rest.status_code == 302
    client.force_login(amina)
    page = client.get("/learn/licence/").content.decode()
    assert "An address in a reply." in page
    sent = send(client, amina, "policy:licence_ask_again", text="It was blurred.")
    assert sent.status_code == 302
    assert send(client, amina, "policy:licence_ask_again", text="Once more.").status_code == 409
    appeal = Appeal.objects.get()
    url = reverse("policy:licence_appeal", args=[appeal.pk])
    client.force_login(nadia)
    assert client.get(url).status_code == 404
    client.force_login(farida)
    assert "It was blurred." in client.get(url).content.decode()
    assert client.post(url, {"outcome": "lifted"}).status_code == 422
    assert client.post(url, {"outcome": "lifted", "words": "Seen."}).status_code == 302
    assert "Farida Haddad gave it back" in client.get(url).content.decode()
    assert revoking.open_of(amina) is None


def test_the_list_of_people_asks_as_often_for_many_as_for_few(
    client, marcus, amina, world, person, django_assert_max_num_queries
):
    client.force_login(marcus)
    client.get("/learn/licence/people/")
    with django_assert_max_num_queries(10) as few:
        client.get("/learn/licence/people/")
    for number in range(5):
        person(f"Person {number}", Role.FRONTLINE, manager=marcus)
    with django_assert_max_num_queries(len(few)):
        page = client.get("/learn/licence/people/").content.decode()
    assert "Person 4" in page
    assert "Sam" not in page


def test_the_notice_of_a_wish_leads_to_the_form(client, amina, marcus, world):
    send(client, amina, "policy:licence_wish", topics=[world.paint.pk])
    notice = Notice.objects.get(person=marcus)
    client.force_login(marcus)
    assert "Put your name to it" in client.get(notice.url).content.decode()

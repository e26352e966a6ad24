"""One-click sign-in: there in the demo, nowhere else."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.accounts import demo

LOGIN = reverse("account_login")


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def click(client, username, **data):
    return client.post(reverse("account_demo", args=[username]), data)


def test_one_click_in_the_demo(client, amina, ada, settings):
    settings.DEMO = True
    for person in (amina, ada):
        assert click(client, person.username).url == "/"
        assert client.session["_auth_user_id"] == str(person.pk)
        client.logout()


@pytest.mark.parametrize("method", ["get", "post", "put", "head"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_outside_the_demo_there_is_no_such_page(client, amina, sam, method, signed_in):
    if signed_in:
        client.force_login(sam)
    response = getattr(client, method)(reverse("account_demo", args=[amina.username]))
    assert response.status_code == 404
    assert client.session.get("_auth_user_id") == (str(sam.pk) if signed_in else None)


def test_the_list_is_the_cast_in_its_order(client, sam, amina, person, settings):
    person("Rob Outside")
    settings.DEMO = True
    assert [one.username for one, _line in demo.people()] == [
        "amina.yusuf",
        "marcus.bell",  # the fixture's manager of hers
        "sam.whitlock",
    ]
    page = client.get(LOGIN).text
    assert "/accounts/demo/amina.yusuf/" in page
    assert "rob.outside" not in page
    settings.DEMO = False
    assert "/accounts/demo/" not in client.get(LOGIN).text
    assert demo.people() == []


@pytest.mark.parametrize("username", ["rob.outside", "nobody"])
def test_only_the_cast(client, person, settings, username):
    person("Rob Outside")
    settings.DEMO = True
    assert click(client, username).status_code == 404


def test_who_left_the_cast_is_not_clickable(client, sam, settings):
    settings.DEMO = True
    sam.is_active = False
    sam.save()
    assert click(client, "sam.whitlock").status_code == 404
    assert demo.people() == []


def test_it_is_a_press_never_a_link(client, amina, settings):
    settings.DEMO = True
    assert client.get(reverse("account_demo", args=["amina.yusuf"])).status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("asked", "lands"), [("/ideas/new/", "/ideas/new/"), ("//evil.test", "/")])
def test_next_is_kept_and_stays_in_the_house(client, amina, settings, asked, lands):
    settings.DEMO = True
    assert click(client, "amina.yusuf", next=asked).url == lands


@pytest.mark.parametrize("mode", ["production", "development", "test"])
def test_only_the_demo_is_the_demo(mode):
    """The switch is PORTAL_ENV alone: no other mode can turn it on."""
    from portal import environment, settings

    assert environment.mode({"PORTAL_ENV": mode}) != "demo"
    assert settings.DEMO is (settings.MODE == "demo")

"""Adding and changing people by the services, and the page of a person."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from portal import people, trail
from portal.models import Site, User
from portal.people import labels
from portal.people.errors import Refused
from portal.roles import Role


def test_add_and_change(ada, marcus):
    kit = people.add(
        by=ada, username="kit.osei", first_name="Kit", last_name="Osei", groups=[Role.FRONTLINE]
    )
    assert not kit.has_usable_password()
    kit = people.change(kit, by=ada, manager=marcus, job_title="Adviser", groups=[Role.MANAGER])
    assert (kit.manager, kit.job_title) == (marcus, "Adviser")
    events = {event.kind: event.data for event in trail.about(kit)}
    assert events["person.added"] == {"groups": ["frontline"]}
    assert events["person.changed"] == {"fields": ["job_title", "manager"]}
    assert events["person.groups_changed"] == {"given": ["managers"], "taken": ["frontline"]}


def test_nothing_changed_is_nothing_told(ada, amina):
    people.change(amina, by=ada, first_name="Amina", groups=[Role.FRONTLINE])
    assert not trail.about(amina).exists()


def test_an_old_address_opens_no_door(ada, amina):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=amina, email=amina.email, verified=True)
    people.change(amina, by=ada, email="new@larkfield.example")
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize(
    ("by", "whom", "change", "field"),
    [
        ("amina", "sam", {"job_title": "Boss"}, ""),
        ("sam", "sam", {"job_title": "Boss"}, ""),
        ("leon", "ada", {"email": "leon@larkfield.example"}, ""),
        ("leon", "ada", {"groups": []}, ""),
        ("leon", "sam", {"is_superuser": True}, ""),
        ("ada", "ada", {"is_superuser": False}, ""),
        ("leon", "leon", {"groups": []}, "groups"),
        ("ada", "gone", {"job_title": "Ghost"}, ""),
        ("ada", "sam", {"username": "AMINA.yusuf"}, "username"),
        ("ada", "sam", {"username": "a b"}, "username"),
        ("ada", "sam", {"email": "AMINA.yusuf@larkfield.example"}, ""),
        ("ada", "sam", {"working_days": "8"}, "working_days"),
        ("ada", "marcus", {"manager": "amina"}, "manager"),
        ("ada", "marcus", {"manager": "marcus"}, "manager"),
        ("ada", "sam", {"manager": "gone"}, "manager"),
    ],
)
def test_refusals(by, whom, change, field, ada, amina, marcus, sam, person):
    cast = {"ada": ada, "amina": amina, "marcus": marcus, "sam": sam}
    cast["leon"] = person("Leon Fischer", Role.ADMINISTRATOR)
    cast["gone"] = person("Guy Gone", is_active=False)
    if "manager" in change:
        change = {"manager": cast[change["manager"]]}
    before = User.objects.filter(pk=cast[whom].pk).values().get()
    with pytest.raises(Refused) as refused:
        people.change(cast[whom], by=cast[by], **change)
    assert refused.value.field == field
    assert refused.value.reason
    assert User.objects.filter(pk=cast[whom].pk).values().get() == before


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("12345", "Monday to Friday"),
        ("67", "Saturday and Sunday"),
        ("135", "Monday, Wednesday and Friday"),
        ("1234567", "every day"),
        ("4", "Thursday"),
    ],
)
def test_a_week_in_words(digits, words):
    with translation.override("en-gb"):
        assert labels.working_days(digits) == words


def test_the_page_says_how_to_reach_somebody(client, amina, marcus):
    User.objects.filter(pk=marcus.pk).update(
        job_title="Help desk manager",
        about="Getting a yes.",
        reach="Walk over.",
        phone="0113 496",
        site=Site.objects.create(name="Leeds"),
        work_starts="22:00",
        work_ends="06:00",
    )
    client.force_login(amina)
    page = client.get(marcus.get_absolute_url()).content.decode()
    for said in (
        "Help desk manager",
        "Getting a yes.",
        "Walk over.",
        "tel:0113496",
        "Leeds",
        "Managers",
        "22:00 to 06:00 the next morning",
    ):
        assert said in page
    assert marcus.email not in page


def test_the_page_says_who_covers(client, amina, marcus, priya, sam):
    today = timezone.localdate()
    people.plan_absence(marcus, delegate=priya, starts=today, ends=today + timedelta(days=3))
    client.force_login(sam)
    page = client.get(marcus.get_absolute_url()).content.decode()
    assert "is away until" in page
    assert priya.get_absolute_url() in page


def test_who_left_has_a_kind_page(client, ada, amina, marcus, priya):
    people.leave(marcus, by=ada, successor=priya)
    client.force_login(amina)
    response = client.get(marcus.get_absolute_url())
    page = response.content.decode()
    assert response.status_code == 200
    assert "Ask Priya Nair" in page
    assert "How to reach" not in page


def test_addresses_of_people(client, amina, marcus):
    assert client.get("/people/marcus.bell/").url.startswith("/accounts/login/")
    client.force_login(amina)
    assert client.get("/people/Marcus.BELL/").status_code == 200
    assert client.get("/people/nobody/").status_code == 404
    assert client.post("/people/marcus.bell/").status_code == 405

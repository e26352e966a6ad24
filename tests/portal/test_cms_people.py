"""People in the CMS, by an administrator who is no superuser; and what others get to see of it."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import trail
from portal.models import Department, Site, User
from portal.people.columns import SAMPLE
from portal.roles import Role

LIST = "/cms/users/"
IMPORT = "/cms/people/import/"


@pytest.fixture
def leon(person):
    """An administrator with nothing but the group's permissions."""
    return person("Leon Fischer", Role.ADMINISTRATOR)


@pytest.fixture
def cms(client, leon):
    client.force_login(leon)
    return client


def answers(person=None, **changes):
    """What the form of a person sends."""
    given = {
        "username": "kit.osei",
        "first_name": "Kit",
        "last_name": "Osei",
        "working_days": "12345",
        "work_starts": "09:00",
        "work_ends": "17:30",
    }
    if person:
        given |= {name: getattr(person, name) for name in ("username", "first_name", "last_name")}
        given["email"] = person.email
        given["groups"] = list(person.groups.values_list("pk", flat=True))
    return given | changes


def test_add_a_person(cms, marcus):
    assert cms.get("/cms/users/new/").status_code == 200
    response = cms.post("/cms/users/new/", answers(manager="Marcus Bell", is_superuser="on"))
    assert response.status_code == 302
    kit = User.objects.get(username="kit.osei")
    assert (kit.manager, kit.is_superuser, kit.has_usable_password()) == (marcus, False, False)
    assert trail.about(kit).get().kind == "person.added"


def test_change_a_person(cms, leon, amina, priya):
    url = f"/cms/users/edit/{amina.pk}/"
    assert "Marcus Bell (marcus.bell)" in cms.get(url).content.decode()
    sent = answers(
        amina, manager="priya.nair", job_title="Adviser", is_active="", left_on="2020-01-01"
    )
    assert cms.post(url, sent).status_code == 302
    amina.refresh_from_db()
    assert (amina.manager, amina.job_title, amina.is_active) == (priya, "Adviser", True)
    event = trail.about(amina).get()
    assert (event.data["fields"], event.actor_id) == (["job_title", "manager"], str(leon.pk))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"manager": "amina.yusuf"}, "manager"),
        ({"manager": "nobody"}, "manager"),
        ({"email": "sam.whitlock@larkfield.example"}, None),
        ({"username": "SAM.whitlock"}, "username"),
        ({"work_ends": "09:00"}, None),
        ({"last_name": ""}, "last_name"),
    ],
)
def test_a_refusal_stands_beside_its_field(changes, field, cms, marcus, amina, sam):
    response = cms.post(f"/cms/users/edit/{marcus.pk}/", answers(marcus, **changes))
    assert response.status_code == 200
    form = response.context["form"]
    assert (field in form.errors) if field else form.errors
    assert not trail.about(marcus).exists()


def test_power_over_everything_is_out_of_reach(cms, leon, ada, sam):
    """No tick for it, and the account of who holds it can't be taken over by its address."""
    assert 'name="is_superuser"' not in cms.get(f"/cms/users/edit/{sam.pk}/").content.decode()
    cms.post(f"/cms/users/edit/{ada.pk}/", answers(ada, email="leon@evil.example"))
    cms.post(f"/cms/users/edit/{sam.pk}/", answers(sam, is_superuser="on"))
    assert cms.post(f"/cms/people/{ada.pk}/leave/", {"on": "2020-01-01"}).status_code == 422
    ada.refresh_from_db()
    sam.refresh_from_db()
    assert (ada.email, ada.is_active) == ("ada.lund@larkfield.example", True)
    assert not sam.is_superuser


def test_nobody_is_deleted(client, ada, sam, amina):
    """Not even by a superuser, and not in bulk either: Wagtail's ways around are closed."""
    editors = Group.objects.get(name=Role.EDITOR)
    client.force_login(ada)
    assert client.get(f"/cms/users/delete/{sam.pk}/").status_code == 404
    for action in ("delete", "set_active_state", "assign_role"):
        url = f"/cms/bulk/portal/user/{action}/?id={sam.pk}&id={amina.pk}"
        client.post(url, {"mark_as_active": "", "role": editors.pk})
    assert User.objects.filter(pk__in=[sam.pk, amina.pk], is_active=True).count() == 2
    assert not editors.user_set.exists()
    page = client.get(LIST).content.decode()
    assert "/delete/" not in page
    assert f"/cms/people/{sam.pk}/leave/" in page


def test_the_list_asks_the_same_for_many(cms, person):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert cms.get(LIST).status_code == 200
        return len(queries)

    shops, leeds = Department.objects.create(name="Shops"), Site.objects.create(name="Leeds")
    boss = person("Robin Hart", Role.MANAGER, department=shops, site=leeds)
    person("Kit Zero", Role.FRONTLINE, manager=boss, department=shops, site=leeds)
    asked()
    few = asked()
    for n in range(10):
        person(f"Kit N{n}", Role.FRONTLINE, manager=boss, department=shops, site=leeds)
    assert asked() == few


def test_the_list_filters_by_place(cms, amina, sam):
    amina.site = Site.objects.create(name="Leeds")
    amina.save()
    page = cms.get(f"{LIST}results/?site={amina.site_id}").content.decode()
    assert "amina.yusuf" in page
    assert "sam.whitlock" not in page


def test_departments_and_sites(cms, leon, marcus):
    cms.post("/cms/departments/new/", {"name": "Shops", "head": "marcus.bell"})
    shops = Department.objects.get(head=marcus)
    cms.post("/cms/places/new/", {"name": "Leeds", "town": "Leeds", "phone": ""})
    leeds = Site.objects.get()
    User.objects.filter(pk=marcus.pk).update(department=shops, site=leeds)
    for place, url in ((shops, "departments"), (leeds, "places")):
        assert cms.get(f"/cms/{url}/").status_code == 200
        assert cms.post(f"/cms/{url}/delete/{place.pk}/", follow=True).status_code == 200
        assert type(place).objects.filter(pk=place.pk).exists()
    User.objects.filter(pk=marcus.pk).update(department=None, site=None)
    cms.post(f"/cms/departments/delete/{shops.pk}/")
    assert not Department.objects.exists()


def look(client, text, **fields):
    upload = SimpleUploadedFile("people.csv", text.encode(), content_type="text/csv")
    return client.post(IMPORT, {"file": upload, **fields})


def confirm(client, plan, **fields):
    return client.post(IMPORT, {"digest": plan.digest, "seal": plan.seal, **fields})


def test_look_then_bring_in(cms, leon):
    """Looking writes nothing, bringing in writes once, also when the button is pressed twice."""
    response = look(cms, SAMPLE, create_places="on")
    assert response.status_code == 200
    plan = response.context["plan"]
    assert not User.objects.filter(username="kit.osei").exists()
    for _click in range(2):
        response = confirm(cms, plan, submission_key="k" * 32)
        assert (response.status_code, response.url) == (302, LIST)
    assert User.objects.get(username="kit.osei").manager.username == "robin.hart"
    assert trail.about(leon).count() == 1


def test_a_broken_file_is_explained(cms):
    """By row and column; and there is no button to bring it in."""
    response = look(cms, SAMPLE.replace("22:00", "half past"), create_places="on")
    page = response.content.decode()
    assert response.status_code == 422
    assert "<td>3</td><td>work_starts</td><td>half past</td>" in page
    assert 'name="seal"' not in page
    plan = response.context["plan"]
    assert confirm(cms, plan).status_code == 409
    assert not User.objects.filter(username="kit.osei").exists()


def test_what_a_file_says_cannot_become_part_of_the_page(cms):
    page = look(cms, "username,first_name,last_name\n<script>,A,B").content.decode()
    assert "<td>&lt;script&gt;</td>" in page


@pytest.mark.parametrize("fields", [{}, {"file": SimpleUploadedFile("a.csv", b"")}])
def test_no_file(fields, cms):
    assert cms.post(IMPORT, fields).status_code == 422


def test_the_kept_file_is_only_for_who_showed_it(cms, client, ada):
    """Another administrator can't confirm it, and neither can anybody when the hour is over."""
    plan = look(cms, SAMPLE, create_places="on").context["plan"]
    client.force_login(ada)
    assert confirm(client, plan).status_code == 409
    plan = look(client, SAMPLE, create_places="on").context["plan"]
    cache.clear()
    response = confirm(client, plan)
    assert response.status_code == 409
    assert "Choose it again" in response.content.decode()
    assert not User.objects.filter(username="kit.osei").exists()


def test_somebody_was_quicker(cms, amina):
    text = "username,first_name,last_name\namina.yusuf,Amina,Lark\nk.osei,Kit,Osei"
    plan = look(cms, text).context["plan"]
    User.objects.create_user("k.osei", first_name="Kim", last_name="Osei")
    response = confirm(cms, plan)
    assert response.status_code == 409
    assert len(response.context["plan"].changed) == 2
    assert User.objects.get(pk=amina.pk).last_name == "Yusuf"
    assert confirm(cms, response.context["plan"]).status_code == 302
    assert User.objects.get(pk=amina.pk).last_name == "Lark"


def test_leave_and_return(cms, leon, marcus, amina, priya):
    Department.objects.create(name="Help", head=marcus)
    url = f"/cms/people/{marcus.pk}/leave/"
    assert "head of Help" in cms.get(url).content.decode()
    response = cms.post(url, {"on": "2020-01-01", "successor": ""})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["successor"])
    assert cms.post(url, {"on": "2020-01-01", "successor": "Priya Nair"}).status_code == 302
    marcus.refresh_from_db()
    assert (marcus.is_active, Department.objects.get().head) == (False, priya)
    back = f"/cms/people/{marcus.pk}/return/"
    assert cms.get(back).status_code == 200
    assert cms.post(back).url == reverse("wagtailusers_users:edit", args=[marcus.pk])
    marcus.refresh_from_db()
    assert marcus.is_active
    assert cms.post(back).status_code == 409


@pytest.mark.parametrize(("who", "refused"), [("amina", 403), ("marcus", 403), ("nadia", 302)])
def test_and_a_stranger(who, refused, client, sam, request):
    """Everything here sends them away, and nothing changes."""
    client.force_login(request.getfixturevalue(who))
    before = list(User.objects.order_by("pk").values_list())
    pages = [LIST, "/cms/users/new/", IMPORT, f"/cms/users/edit/{sam.pk}/"]
    pages += [f"/cms/people/{sam.pk}/leave/", f"/cms/people/{sam.pk}/return/"]
    for url in pages:
        assert client.get(url).status_code == refused
        assert client.post(url, answers(on="2020-01-01")).status_code == refused
    assert list(User.objects.order_by("pk").values_list()) == before

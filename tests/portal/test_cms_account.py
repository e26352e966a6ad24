"""In the CMS nobody takes another name, and no role of the company disappears."""

import pytest
from django.contrib.auth.models import Group

from portal.roles import Role

pytestmark = pytest.mark.django_db

ACCOUNT = {
    "name_email-first_name": "Ada",
    "name_email-last_name": "Lund",
    "theme-theme": "system",
    "theme-contrast": "system",
    "theme-density": "default",
}


def test_an_editor_keeps_their_name(client, nadia):
    client.force_login(nadia)
    assert "name_email" not in client.get("/cms/account/").content.decode()
    client.post("/cms/account/", ACCOUNT)
    nadia.refresh_from_db()
    assert nadia.get_full_name() == "Nadia Brandt"


def test_the_account_page_is_for_people_of_the_cms(client, sam):
    client.force_login(sam)
    assert client.get("/cms/account/").status_code in (302, 403)


@pytest.mark.parametrize("role", Role)
def test_a_role_is_never_deleted_or_renamed(client, ada, role):
    client.force_login(ada)
    group = Group.objects.get(name=role.value)
    for answer in (
        client.get(f"/cms/groups/delete/{group.pk}/"),
        client.post(f"/cms/groups/delete/{group.pk}/"),
    ):
        assert answer.status_code == 302
    page = client.get(f"/cms/groups/edit/{group.pk}/")
    assert page.context["form"].fields["name"].disabled
    assert Group.objects.filter(name=role.value).exists()


def test_other_groups_come_and_go(client, ada):
    client.force_login(ada)
    group = Group.objects.create(name="Choir")
    page = client.get(f"/cms/groups/edit/{group.pk}/")
    assert not page.context["form"].fields["name"].disabled
    client.post(f"/cms/groups/delete/{group.pk}/")
    assert not Group.objects.filter(pk=group.pk).exists()

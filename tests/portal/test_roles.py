"""Groups and what they open in the CMS."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from portal import roles
from portal.roles import PURPOSES, Role


def test_every_role_has_a_group_and_a_purpose(db):
    assert set(PURPOSES) == set(Role)
    assert set(Role.values) <= set(Group.objects.values_list("name", flat=True))


def test_keeping_groups_again_changes_nothing(db):
    before = {group.name: group.permissions.count() for group in Group.objects.all()}
    roles.keep_groups()
    assert {group.name: group.permissions.count() for group in Group.objects.all()} == before


@pytest.mark.parametrize("address", ["wagtailimages:add", "wagtaildocs:add"])
@pytest.mark.parametrize(
    ("who", "opens"), [("nadia", True), ("ada", True), ("marcus", False), ("amina", False)]
)
def test_who_brings_pictures_and_documents(client, request, address, who, opens):
    client.force_login(request.getfixturevalue(who))
    assert (client.get(reverse(address)).status_code == 200) is opens


def test_a_superuser_holds_no_role_for_free(person):
    root = person("Root Only", is_superuser=True)
    assert not any(roles.has(root, role) for role in Role)

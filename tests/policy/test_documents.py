"""What a frozen edition links to stays what people agreed to."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from policy.models import Edition
from portal.roles import Role
from tests.policy.making import published, republish, section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def dev(person):
    return person("Dev Patel", Role.EDITOR)


def document(title="Signs", words=b"old"):
    file = ContentFile(words, name=f"{title.lower()}.txt")
    return get_document_model().objects.create(title=title, file=file)


@pytest.fixture
def linked(nadia, dev):
    """A document that only edition 1 of a policy links to: edition 1.1 does without it."""
    made = document()
    body = [
        section("Be a person", "<p>As it says.</p>", "", {"type": "document", "value": made.pk})
    ]
    policy = published(nadia, by=dev, body=body)
    republish(policy, writer=nadia, by=dev, body=[section()])
    assert Edition.objects.filter(policy=policy).count() == 2
    return made


def words_of(found):
    with get_document_model().objects.get(pk=found.pk).file.open("rb") as file:
        return file.read()


def sent(title, words=None):
    given = {"title": title, "tags": "", "collection": 1}
    return given | ({"file": ContentFile(words, name="new.txt")} if words else {})


@pytest.mark.parametrize("who", ["nadia", "ada"])
def test_nobody_swaps_or_deletes_the_file(linked, nadia, ada, client, who):
    client.force_login({"nadia": nadia, "ada": ada}[who])
    swap = client.post(f"/cms/documents/edit/{linked.pk}/", sent("Signs", b"new"), follow=True)
    assert "stands in edition 1 of" in swap.content.decode()
    assert words_of(linked) == b"old"
    client.post(f"/cms/documents/delete/{linked.pk}/")
    client.post(f"/cms/bulk/wagtaildocs/document/delete/?id={linked.pk}")
    assert words_of(linked) == b"old"


def test_its_title_may_change(linked, ada, client):
    client.force_login(ada)
    client.post(f"/cms/documents/edit/{linked.pk}/", sent("Signs of 2026"))
    linked.refresh_from_db()
    assert linked.title == "Signs of 2026"


def test_other_documents_come_and_go(linked, ada, client):
    client.force_login(ada)
    other = document("Map")
    client.post(f"/cms/documents/edit/{other.pk}/", sent("Map", b"new"))
    assert words_of(other) == b"new"
    client.post(f"/cms/documents/delete/{other.pk}/")
    assert not get_document_model().objects.filter(pk=other.pk).exists()

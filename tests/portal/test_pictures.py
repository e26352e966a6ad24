"""Pictures of lessons reach people who are signed in; the media folder reaches nobody."""

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file_jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return get_image_model().objects.create(title="Desk", file=get_test_image_file_jpeg())


def test_a_picture_is_shown(client, amina, image):
    client.force_login(amina)
    answer = client.get(image.get_rendition("width-40").url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"


def test_strangers_are_asked_to_sign_in(client, image):
    answer = client.get(image.get_rendition("width-40").url)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    "path",
    [
        "/media/original_images/{name}",
        "/media/images/{name}",
        "/media/images/../original_images/{name}",
        "/media/images/%2e%2e/original_images/{name}",
        "/media/documents/secret.pdf",
        "/media/att/1/",
        "/media/",
    ],
)
def test_nothing_else_lies_open(client, amina, image, tmp_path, path):
    client.force_login(amina)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "secret.pdf").write_bytes(b"%PDF")
    name = image.file.name.rpartition("/")[2]
    assert client.get(path.format(name=name)).status_code == 404


def test_a_picture_whose_file_is_gone_is_not_found(client, amina, image, settings):
    client.force_login(amina)
    rendition = image.get_rendition("width-40")
    rendition.file.storage.delete(rendition.file.name)
    assert client.get(rendition.url).status_code == 404

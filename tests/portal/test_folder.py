"""An upload is there whole, or not at all."""

import errno
import stat

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal import backups
from portal.folder import UNFINISHED


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


class Fills(ContentFile):
    """A file that the disk takes one piece of."""

    def chunks(self, chunk_size=None):
        yield b"a kett"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_an_upload_is_kept_under_its_name(media):
    assert default_storage.save("ideas/kettle.txt", ContentFile(b"a kettle")) == "ideas/kettle.txt"
    assert (media / "ideas/kettle.txt").read_bytes() == b"a kettle"
    assert stat.S_IMODE((media / "ideas/kettle.txt").stat().st_mode) == 0o640
    assert [path.name for path in media.iterdir()] == ["ideas"]


def test_nobody_is_overwritten(media):
    names = [default_storage.save("kettle.txt", ContentFile(text)) for text in (b"a", "ü")]
    assert [(media / name).read_bytes() for name in names] == [b"a", "ü".encode()]


def test_what_finds_no_room_leaves_nothing_behind(media):
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("ideas/kettle.txt", Fills(b""))
    assert list(media.iterdir()) == []


def test_what_was_being_written_is_not_backed_up(media):
    default_storage.save("kettle.txt", ContentFile(b"a kettle"))
    (media / f"{UNFINISHED}1").write_bytes(b"a kett")
    assert list(backups.uploads()) == ["kettle.txt"]

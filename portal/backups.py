"""One file that holds the database and every upload, and the way back.

The archive is a tar of ``database`` (SQLite's own copy, or pg_dump's custom format), ``media/…``
and ``manifest.json``, which names the SHA-256 of each member and the checkpoints of the trail. A
restore reads all of it before it touches anything, and verifies the trail afterwards.

The keys are not in it: keep SECRET_KEY and AUDIT_KEY somewhere else.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from portal import history, postgres
from portal.folder import UNFINISHED

DATABASE, MEDIA, MANIFEST = "database", "media", "manifest.json"
FORMAT = 1
CHUNK = 1 << 20


class Refused(Exception):
    """Nothing was changed; the message says why and what to do."""


class Unfinished(Exception):
    """The database is back, and not every upload; the message names the first that isn't."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a restore found: files read, changes of the schema still to run, what is off.

    While changes wait the history cannot be read; ``checkpoint`` is the file to hold it against.
    """

    files: int
    waiting: tuple
    problems: tuple
    checkpoint: Path | None = None


def make(folder):
    """Write an archive into ``folder`` and return its path. It is whole, or not there at all."""
    folder.mkdir(parents=True, exist_ok=True)
    now = timezone.now()
    path = folder / f"hero-backup-{now:%Y%m%d-%H%M%S}.tar"
    heads = list(history.heads())  # before the copy, which so holds at least these
    with tempfile.TemporaryDirectory(dir=folder) as room:
        unfinished = Path(room) / "archive"
        with tarfile.open(unfinished, "w") as archive:
            copy = Path(room) / DATABASE
            dump(copy)
            digests = {DATABASE: add(archive, DATABASE, copy)}
            for name in uploads():
                fetched = Path(room) / "upload"
                with default_storage.open(name) as source, fetched.open("wb") as target:
                    shutil.copyfileobj(source, target, CHUNK)
                digests[f"{MEDIA}/{name}"] = add(archive, f"{MEDIA}/{name}", fetched)
            manifest = Path(room) / MANIFEST
            manifest.write_text(
                json.dumps(
                    {
                        "format": FORMAT,
                        "made_at": now.isoformat(),
                        "database": connection.vendor,
                        "digests": digests,
                        "heads": heads,
                    }
                ),
                encoding="utf-8",
            )
            archive.add(manifest, MANIFEST)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.chmod(0o600)
        unfinished.replace(path)
    return path


def add(archive, name, path):
    """Put a file into the archive; its SHA-256."""
    archive.add(path, name)
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def uploads(folder=""):
    """The names of all uploads, folder by folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.startswith(UNFINISHED):
            yield str(PurePosixPath(folder, name))
    for name in sorted(folders):
        yield from uploads(str(PurePosixPath(folder, name)))


def dump(path):
    """A consistent copy of the database, while the portal goes on."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
        return
    with by_postgres():
        postgres.dump(path)


def load(path):
    """Replace what the database holds by a copy that ``dump`` made."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as source:
            source.backup(connection.connection)
        return
    connection.close()
    with by_postgres():
        postgres.replace(path)


@contextmanager
def by_postgres():
    try:
        yield
    except postgres.Failed as failed:
        raise Refused(str(failed)) from failed


def restore(path, *, over_live=False):
    """Bring a backup back and verify it, unless it is of an older portal. Returns a Report.

    Raises Refused, with nothing changed, for an archive that is not whole, one of another kind of
    database, and a portal that has people in it unless ``over_live`` says so. Raises Unfinished
    when an upload cannot be written.
    """
    with tarfile.open(path, "r") as archive:
        manifest = checked(archive)
        if not over_live and is_live():
            raise Refused(
                "There are people in this portal. Stop it, make a backup of it, and say "
                "--over-live if this backup shall take its place."
            )
        with tempfile.TemporaryDirectory() as room:
            copy = Path(room) / DATABASE
            with archive.extractfile(DATABASE) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, CHUNK)
            load(copy)
        cache.clear()  # copies of sessions and limits of another time
        names = [name for name in manifest["digests"] if name != DATABASE]
        for name in names:
            try:
                put_back(archive, name)
            except OSError as error:
                raise Unfinished(f"{name} could not be written: {error}.") from error
    if left := waiting():
        return Report(len(names), left, (), checkpoint_of(manifest, path))
    problems = [*history.verify(), *history.compare(manifest["heads"])]
    return Report(len(names), (), tuple(str(problem) for problem in problems))


def checkpoint_of(manifest, path):
    """Keep the checkpoints of a backup in a file that ``verify_history --checkpoint`` takes."""
    folder = Path(settings.DATA_DIR) / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{path.stem}.jsonl"
    kept.write_text("".join(f"{line}\n" for line in manifest["heads"]), encoding="utf-8")
    return kept


def put_back(archive, member):
    name = member.removeprefix(f"{MEDIA}/")
    if default_storage.exists(name):
        default_storage.delete(name)
    with archive.extractfile(member) as source:
        default_storage.save(name, source)


def checked(archive):
    """The manifest of an archive whose every member is as it was written. Raises Refused."""
    members = {member.name: member for member in archive if member.isfile()}
    try:
        with archive.extractfile(members[MANIFEST]) as source:
            manifest = json.load(source)
        digests = manifest["digests"]
    except (KeyError, ValueError):
        raise Refused("This is not a backup of ours: it has no manifest.") from None
    if manifest["format"] != FORMAT:
        raise Refused("A newer portal made this backup. Restore it with that version.")
    if manifest["database"] != connection.vendor:
        raise Refused(
            f"This is a backup of {manifest['database']}, and the portal runs on "
            f"{connection.vendor}. Restore it where it came from."
        )
    if set(members) - {MANIFEST} != set(digests):
        raise Refused("Files are missing from this backup, or were added to it.")
    for name, digest in digests.items():
        if ".." in PurePosixPath(name).parts or name.startswith("/"):
            raise Refused(f"{name} leads out of the folder of uploads.")
        with archive.extractfile(members[name]) as source:
            if hashlib.file_digest(source, "sha256").hexdigest() != digest:
                raise Refused(f"{name} is not as it was written. Take another backup.")
    return manifest


def is_live():
    """Whether somebody uses this database already."""
    try:
        return get_user_model().objects.exists()
    except DatabaseError:  # no tables yet
        return False


def waiting():
    """Migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(str(migration) for migration, _backwards in plan)

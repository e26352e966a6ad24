"""A test database in a second instead of twenty, and a fresh one after every test that commits.

SQLite: `manage.py migrate` runs once per state of the migrations and leaves a file in var/test;
every run and worker starts from a copy of it. PostgreSQL: Django's own way.

A test that commits (``transactional_db``, ``live_server``) is followed by putting the whole
database back from a copy. Django's flush would lose the rows that migrations made, and the
append-only triggers would refuse it.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases

ROOT = settings.BASE_DIR
AFTERWARDS = (
    "portal/append_only.py",
    "portal/roles.py",
    "portal/settings.py",
    "ideas/compact/states.py",
    "ideas/promises.py",
    "ideas/risk/criteria.py",
    "ideas/risk/defaults.py",
    "ideas/separation.py",
)
KEPT = 4  # migrated files of other states, for those who change branches


def is_sqlite():
    return connection.vendor == "sqlite"


def state():
    """What the migrated file depends on: our migrations, what runs after them, every package."""
    digest = hashlib.sha256(sys.version.encode())
    for room in ("portal", "policy", "ideas", "home"):
        for source in sorted((ROOT / room).glob("migrations/*.py")):
            digest.update(source.name.encode() + source.read_bytes())
    for source in AFTERWARDS:
        digest.update((ROOT / source).read_bytes())
    for package in sorted(f"{found.name}=={found.version}" for found in distributions()):
        digest.update(package.encode())
    return digest.hexdigest()[:16]


def migrated_file():
    """The path of a migrated SQLite file; made now if nobody made it for this state."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = folder / f"migrated-{state()}.sqlite3"
        if not ready.exists():
            _migrate(ready)
            older = sorted(folder.glob("migrated-*.sqlite3"), key=lambda path: path.stat().st_mtime)
            for path in older[:-KEPT]:
                path.unlink()
    return ready


def _migrate(ready):
    """Run the real command in its own process, and give the file its name when it is whole."""
    unfinished = ready.with_suffix(".part")
    for rest in ready.parent.glob("*.part*"):
        rest.unlink()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{unfinished}"},
        check=True,
    )
    with sqlite3.connect(unfinished) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    database.close()
    unfinished.rename(ready)


@contextmanager
def prepared(folder):
    """The test database of this worker, for the length of the session."""
    test = settings.DATABASES["default"]["TEST"]
    if is_sqlite():
        test["NAME"] = str(folder / "test.sqlite3")
        shutil.copy(migrated_file(), test["NAME"])
        # Nobody needs these rows after a power cut.
        connection.settings_dict["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    setup_databases(0, interactive=False, keepdb=is_sqlite(), serialized_aliases=[])
    fresh = _keep_copy(folder)
    django_way = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: _put_back(fresh)
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = django_way
        connection.close()
        if not is_sqlite():
            # By force: a thread of a test may still hold a connection.
            name = connection.settings_dict["NAME"]
            _postgres(*(f'DROP DATABASE "{used}" WITH (FORCE)' for used in (fresh, name)))


def _keep_copy(folder):
    """Put a copy of the database aside; returns what _put_back takes."""
    name = connection.settings_dict["NAME"]
    if is_sqlite():
        fresh = folder / "fresh.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(fresh)])
        return fresh
    connection.close()
    _postgres(f'CREATE DATABASE "{name}_fresh" TEMPLATE "{name}"')
    return f"{name}_fresh"


def _put_back(fresh):
    """Make the test database equal to the copy: rows, triggers, sequences."""
    if is_sqlite():
        source = sqlite3.connect(fresh)
        connection.ensure_connection()
        source.backup(connection.connection)
        source.close()
        return
    name = connection.settings_dict["NAME"]
    connection.close()
    _postgres(
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" TEMPLATE "{fresh}"',
    )


def _postgres(*statements):
    """Run statements beside the test database, each on its own."""
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement)

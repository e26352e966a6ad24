"""The databases of the bench, on one PostgreSQL: the mould, the company, one for each size."""

import os
import queue
import subprocess
import sys
import threading
from collections import defaultdict
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.bench.mould import CODES, first_number

# It seals what the bench invents, and nothing else.
AUDIT_KEY = "the bench seals invented history with this, and nobody's real one"
ADMINISTRATION = "postgres"


class Postgres:
    """A server whose superuser we are, by its address."""

    def __init__(self, address):
        self.parts = conninfo_to_dict(address)
        with self.connect(ADMINISTRATION) as connection:
            row = connection.execute(
                "SELECT usesuper, current_setting('server_version') FROM pg_user "
                "WHERE usename = current_user"
            ).fetchone()
        if not row[0]:
            sys.exit("The bench makes and fills databases: give it a PostgreSQL superuser.")
        self.version = row[1].split()[0]

    def connect(self, name, **options):
        return psycopg.connect(make_conninfo(**{**self.parts, "dbname": name}), **options)

    def address(self, name):
        """What DATABASE_URL is for one of the databases."""
        parts = self.parts
        secret = f":{parts['password']}" if parts.get("password") else ""
        host, port = parts.get("host", "127.0.0.1"), parts.get("port")
        if host.startswith("/"):  # a socket of this machine
            more = f"&port={port}" if port else ""
            return f"postgres://{parts['user']}{secret}@/{name}?host={host}{more}"
        return f"postgres://{parts['user']}{secret}@{host}:{port or 5432}/{name}"

    def has(self, name):
        with self.connect(ADMINISTRATION) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(query, [name]).fetchone() is not None

    def create(self, name, like=None):
        """A database, empty or a copy of another one."""
        template = f' TEMPLATE "{like}" STRATEGY FILE_COPY' if like else ""
        self.administer(f'CREATE DATABASE "{name}"{template}')

    def drop(self, name):
        self.administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def rename(self, name, to):
        self.administer(f'ALTER DATABASE "{name}" RENAME TO "{to}"')

    def administer(self, *statements):
        with self.connect(ADMINISTRATION, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def durable(self):
        """Write as in production from now on, if it was told to hurry while building."""
        names = "fsync", "synchronous_commit", "full_page_writes"
        reset = [f"ALTER SYSTEM RESET {name}" for name in names]
        self.administer(*reset, "SELECT pg_reload_conf()", "CHECKPOINT")

    def manage(self, name, *command, mode="demo", **environment):
        """Run manage.py on one of the databases; returns what it printed."""
        ran = subprocess.run(
            [sys.executable, "manage.py", *command],
            env={**os.environ, **self.environment(name, mode), **environment},
            capture_output=True,
            text=True,
        )
        if ran.returncode:
            sys.exit(f"manage.py {' '.join(command)} on {name}:\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def environment(self, name, mode="demo"):
        return {
            "DATABASE_URL": self.address(name),
            "PORTAL_ENV": mode,
            "AUDIT_KEY": AUDIT_KEY,
            "EMAIL_URL": "memorymail://",
            "WRITES_A_MINUTE": "0",  # nobody is that quick; the bench is
        }


def set_apart(connection):
    """Let the numbers of each table begin where ``mould`` can tell whose they are."""
    for table in CODES:
        connection.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first_number(table)]
        )


def columns_of(connection, table):
    """The columns of a table, in the order in which COPY writes them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        return [column.name for column in cursor.description]


def read(connection, table, where="true", parameters=(), **cells):
    """The rows of a table as COPY writes them, by number; ``cells`` replace whole columns."""
    order = columns_of(connection, table)[0]
    query = f"COPY (SELECT * FROM {table} WHERE {where} ORDER BY {order}) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(query, parameters) as copy:
        lines = b"".join(copy).decode().splitlines(keepends=True)
    if not cells:
        return lines
    places = {columns_of(connection, table).index(name): text for name, text in cells.items()}
    return [_with(line, places) for line in lines]


def _with(line, places):
    cells = line.rstrip("\n").split("\t")
    for place, text in places.items():
        cells[place] = text(cells) if callable(text) else text
    return "\t".join(cells) + "\n"


class Sink:
    """Rows on their way into a database, written by a thread of its own."""

    def __init__(self, connection):
        self.connection, self.rows = connection, defaultdict(list)
        self.queue, self.failed = queue.Queue(maxsize=3), None
        self.thread = threading.Thread(target=self._write, daemon=True)
        self.thread.start()

    def flush(self):
        """Hand over what has gathered. Raises what went wrong with earlier rows."""
        if self.failed:
            raise self.failed
        rows, self.rows = self.rows, defaultdict(list)
        self.queue.put({table: "".join(lines) for table, lines in rows.items()})

    def close(self):
        self.flush()
        self.queue.put(None)
        self.thread.join()
        if self.failed:
            raise self.failed

    def _write(self):
        while (rows := self.queue.get()) is not None:
            try:
                if not self.failed:
                    copy_in(self.connection, rows)
            except Exception as error:  # told to whoever fills us
                self.failed = error


def copy_in(connection, rows):
    """Write {table, or table with columns: text of rows}."""
    with connection.cursor() as cursor:
        for table, text in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(text)


@contextmanager
def filling(connection, tables):
    """Load without triggers and plain indexes; afterwards indexes, sequences and statistics are
    as if the rows had come one by one."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET maintenance_work_mem = '256MB'")
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint WHERE conname = indexname) "
        "AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        [list(tables)],
    ).fetchall()
    for name, _definition in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        connection.execute(definition)
    connection.execute("SET session_replication_role = DEFAULT")
    for table in CODES:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"greatest((SELECT max(id) FROM {table}), {first_number(table)}))"
        )
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")

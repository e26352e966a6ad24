"""A copy of a PostgreSQL database and the way back, by PostgreSQL's own programs."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress

from django.db import connection

CHUNK = 1 << 20
CONNECTION = {  # what we connect with, as the programs read it: never on their line
    "dbname": "PGDATABASE",
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
# Also what a newer portal added, which the dump does not know and would stumble over.
EMPTY = b"""
BEGIN;
DO $$ BEGIN
  EXECUTE coalesce((
    SELECT string_agg(format('DROP TABLE %s CASCADE', c.oid::regclass), ';') FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')), 'SELECT');
  EXECUTE coalesce((
    SELECT string_agg(format('DROP ROUTINE %s CASCADE', p.oid::regprocedure), ';') FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')), 'SELECT');
END $$;
"""
READ = ("pg_restore", "--no-owner", "--no-privileges", "--file=-")
WRITE = ("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1")


class Failed(Exception):
    """Nothing was changed; the message is what the program said."""


def dump(path):
    """Write a consistent copy, in the custom format of pg_dump. Raises Failed."""
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={path}"]
    with _errors() as said, _running(command, said) as program:
        if program.wait():
            raise Failed(f"pg_dump said: {_all_of(said)}")


def replace(path):
    """Empty the database and fill it from a copy, in one transaction. Raises Failed.

    psql hears COMMIT only after pg_restore has ended well, so half a copy changes nothing.
    """
    with (
        _errors() as said,
        _running([*READ, str(path)], said, stdout=subprocess.PIPE) as reader,
        _running(WRITE, said, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as writer,
    ):
        with suppress(BrokenPipeError):  # psql gave up, and said why
            writer.stdin.write(EMPTY)
            shutil.copyfileobj(reader.stdout, writer.stdin, CHUNK)
            if reader.wait() == 0:
                writer.stdin.write(b"COMMIT;\n")
            writer.stdin.close()
        reader.stdout.close()
        if writer.wait() or reader.wait():
            raise Failed(f"psql or pg_restore said: {_all_of(said)}")


def _running(command, said, **pipes):
    """Start one of the programs on our database."""
    known = connection.get_connection_params()
    env = os.environ | {
        variable: str(known[name]) for name, variable in CONNECTION.items() if known.get(name)
    }
    try:
        return subprocess.Popen(command, env=env, stderr=said, **pipes)  # noqa: S603, ours
    except FileNotFoundError:
        raise Failed(f"{command[0]} is not installed here. Install PostgreSQL’s client.") from None


def _errors():
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def _all_of(said):
    said.seek(0)
    return said.read().strip()

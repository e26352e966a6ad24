"""The databases of this folder: one company in SQLite, one in a PostgreSQL that can be killed."""

import pytest

from tests.production import databases
from tests.production.servers import Postgres


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    return databases.Files(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="session")
def postgres():
    """A server of our own: tests/postgres.py switches off what is tested here."""
    server = Postgres()
    try:
        server.start()
        yield server
    finally:
        server.end()


@pytest.fixture(scope="session")
def server(postgres, tmp_path_factory):
    return databases.Databases(postgres, tmp_path_factory.mktemp("company"))


@pytest.fixture(params=["sqlite", "postgresql"])
def company(request):
    """The company on each database; ``company.fresh(folder)`` gives the address of a copy."""
    return request.getfixturevalue({"sqlite": "files", "postgresql": "server"}[request.param])

"""A database that answers before it has synced is named before the portal goes live."""

import pytest
from django.db import connection

from portal import checks

SETTING = {"sqlite": "PRAGMA synchronous = {}", "postgresql": "SET synchronous_commit = {}"}
NAME = {"sqlite": "synchronous", "postgresql": "synchronous_commit"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("value", "named"), [("off", True), ("full", False)])
def test_a_database_that_may_forget_is_named(value, named):
    value = "on" if (connection.vendor, value) == ("postgresql", "full") else value
    with connection.cursor() as cursor:
        cursor.execute(SETTING[connection.vendor].format(value))
    said = "".join(error.msg for error in checks.what_was_said_is_kept(None, ["default"]))
    assert (f"{NAME[connection.vendor]} " in said.replace(",", " ")) is named
    assert checks.what_was_said_is_kept(None, []) == []
    connection.close()

"""How a statement that is kept reaches the database.

PostgreSQL plans each statement anew, and for one with many parts that takes longer than to answer
it. So there it goes as a prepared statement, whose plan the server keeps with the connection: what
is ``Given`` are its parameters, with the type of their field; all the rest stands in its text.
"""

from contextlib import contextmanager
from functools import cache

from django.db import connection


class Statement:
    """SQL with its parameters, of which some are known only when it is run: those have ``bind``,
    ``db_type`` and ``key`` (see portal.prepared.Given).

    One plan serves all values. Where some find a thousand times as many rows as others,
    ``by_value`` has each planned for itself.
    """

    def __init__(self, sql, params, by_value=False):
        self.sql, self.params, self.by_value = sql, params, by_value
        self.given = {one.key: one for one in params if hasattr(one, "bind")}
        self._text = None

    @contextmanager
    def run(self, values):
        """A cursor that stands before the answer, for these values."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and not self.by_value:
                self._prepared(cursor, values)
            else:
                cursor.execute(self.sql, [self._plain(one, values) for one in self.params])
            yield cursor

    @staticmethod
    def _plain(param, values):
        return param.bind(values) if hasattr(param, "bind") else param

    def _prepared(self, cursor, values):
        if self._text is None:
            self._text = self._written(cursor)
        cursor.cursor = _cursor_class()(cursor.cursor.connection)
        given = {key: one.bind(values) for key, one in self.given.items()}
        # Psycopg gives a number the type that it just fits into, and each type is another plan.
        cursor.execute(
            self._text, {k: str(one) if isinstance(one, int) else one for k, one in given.items()}
        )

    def _written(self, cursor):
        """The text with its constants, and the same typed place for each value that is the same:
        or PostgreSQL would not see that two expressions are one."""
        places = [
            f"%({one.key})s::{one.db_type(connection)}"
            if hasattr(one, "bind")
            else cursor.cursor.mogrify("%s", [one]).replace("%", "%%")
            for one in self.params
        ]
        return self.sql.replace("%%", "%%%%") % tuple(places)


@cache
def _cursor_class():
    """A cursor for prepared statements; SQLite needs none of what is loaded for it."""
    from django.db.backends.postgresql.base import ServerBindingCursor

    class Cursor(ServerBindingCursor):
        def _send_query_prepared(self, name, pgq, *, binary=None):
            self._query = pgq  # psycopg leaves it out here, and Django's log of queries reads it
            super()._send_query_prepared(name, pgq, binary=binary)

    return Cursor

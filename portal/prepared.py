"""Questions to the database that are worked out once and then asked as often as pages are opened.

Django builds the SQL of a query anew each time, and for a page that asks about many things this
costs more than all the answers. A ``Question`` keeps its SQL. Whatever changes from one asking to
the next stands in it as a ``Given``, never as a value: who asks, the moment, the day::

    held = Question(lambda: [Idea.objects.filter(holder=PERSON).values_list("title")])
    held.ask(person=marcus.pk)

A value that is worked out while the query is built, such as timezone.now(), would stay for ever.
tests/portal/test_short_lists.py builds every question at two moments and holds them side by side.
"""

import json
from copy import copy
from datetime import timedelta

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    Func,
)
from django.db.models.sql import UpdateQuery

from portal.statements import Statement

PART = "SELECT * FROM ({sql}) AS part_{number}"


class Given(Expression):
    """A value of a query that is known only when it is asked, or so much later than it."""

    def __init__(self, name, output_field, later=timedelta()):
        super().__init__(output_field)
        self.name = name
        self.later = later

    def as_sql(self, compiler, connection):
        return "%s", (self,)

    def bind(self, values):
        """What the database is given: KeyError if nobody said it."""
        value = values[self.name] + self.later if self.later else values[self.name]
        return self.output_field.get_db_prep_value(value, connection)

    @property
    def key(self):
        """A name for what ``bind`` gives."""
        return f"{self.name} {self.later.total_seconds():.0f} {type(self.output_field).__name__}"

    def db_type(self, connection):
        """What PostgreSQL takes the value for."""
        return self.output_field.cast_db_type(connection)

    def plus(self, **time):
        """So much time later: ``TODAY.plus(days=7)``."""
        return Given(self.name, self.output_field, timedelta(**time))


class GivenMany(Given):
    """Many ids, or texts, that are known only when the query is asked; none of them is no row. For
    OneOf."""

    def bind(self, values):
        many = list(values[self.name])
        if connection.vendor != "postgresql":
            return json.dumps(many)
        return many if isinstance(self.output_field, CharField) else f"{{{json.dumps(many)[1:-1]}}}"

    def db_type(self, connection):
        return f"{super().db_type(connection)}[]"


class OneOf(Func):
    """Whether a column is one of many ids: ``filter(OneOf("pk", "ideas"))``, asked with
    ``ideas=[3, 4]``. An ``__in`` would be another statement for each number of them. Where they are
    texts, ``field`` is CharField()."""

    output_field = BooleanField()

    def __init__(self, column, name, field=None):
        super().__init__(column, GivenMany(name, field or BigIntegerField()))

    def as_postgresql(self, compiler, connection):
        return self.as_sql(
            compiler, connection, template="(%(expressions)s))", arg_joiner=" = ANY("
        )

    def as_sqlite(self, compiler, connection):
        joiner = " IN (SELECT value FROM json_each("
        return self.as_sql(compiler, connection, template="(%(expressions)s)))", arg_joiner=joiner)


PERSON = Given("person", BigIntegerField())  # the id of whoever asks
NOW = Given("now", DateTimeField())
TODAY = Given("today", DateField())  # of whoever asks
COMPANY_DAY = Given("company_day", DateField())


class Question:
    """Queries that are built at the first asking, and asked in one. ``build`` gives a list of them,
    each with values_list() and, where not all rows are wanted, its own order and limit. For
    ``by_value`` see Statement."""

    def __init__(self, build, by_value=False):
        self.build, self.by_value = build, by_value
        self._statement = None

    def sql(self):
        """(SQL, parameters), as Django builds it now."""
        parts = [query.query.sql_with_params() for query in self.build()]
        # Django's union() refuses a limit in its parts on SQLite, which takes it in a subquery.
        whole = " UNION ALL ".join(
            PART.format(sql=sql, number=number) for number, (sql, _params) in enumerate(parts)
        )
        return whole, [param for _sql, params in parts for param in params]

    def ask(self, **values):
        """The rows as the database gives them, for these values of what is ``Given``. One query."""
        if self._statement is None:
            self._statement = Statement(*self.sql(), self.by_value)
        with self._statement.run(values) as cursor:
            return cursor.fetchall()


class Rows:
    """One query that is built at the first asking and gives objects. ``build`` gives the query,
    with select_related(), annotate() and only() as it likes::

        held = Rows(lambda: Idea.objects.filter(holder=PERSON).select_related("author"))
        held.ask(person=marcus.pk)
    """

    def __init__(self, build, by_value=False):
        self.build, self.by_value = build, by_value
        self._kept = None

    def sql(self):
        """(SQL, parameters), as Django builds it now."""
        return self.build().query.sql_with_params()

    def ask(self, **values):
        """A list of the rows, for these values of what is ``Given``. One query."""
        if self._kept is None:
            rows = self.build()
            compiler = rows.query.get_compiler(connection=connection)
            statement = Statement(*compiler.as_sql(), self.by_value)
            columns = [column for column, *_more in compiler.select]
            self._kept = rows, compiler, statement, compiler.get_converters(columns)
        rows, compiler, statement, converters = self._kept
        with statement.run(values) as cursor:
            found = cursor.fetchall()
        kept = copy(compiler)  # it knows the columns and what becomes of them
        kept.connection = connection  # of this thread
        kept.execute_sql = lambda *_args, **_options: [found]
        kept.get_converters = lambda _columns: converters
        asked = rows.all()
        asked.query.get_compiler = lambda *_args, **_options: kept
        return list(asked)

    def first(self, **values):
        """The first of the rows, or None. A query that may find many limits itself."""
        return next(iter(self.ask(**values)), None)


class Change:
    """One UPDATE that is built at the first time. ``build`` gives the rows, and what they become::

    seen = Change(lambda: (Notice.objects.filter(person=PERSON), {"read_at": NOW}))
    seen.make(person=amina.pk, now=timezone.now())
    """

    def __init__(self, build):
        self.build = build
        self._statement = None

    def sql(self):
        """(SQL, parameters), as Django builds it now."""
        rows, becomes = self.build()
        query = rows.order_by().query.chain(UpdateQuery)
        query.add_update_values(becomes)
        return query.sql_with_params()

    def make(self, **values):
        """How many rows were changed, for these values of what is ``Given``."""
        if self._statement is None:
            self._statement = Statement(*self.sql())
        with self._statement.run(values) as cursor:
            return cursor.rowcount

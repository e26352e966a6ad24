"""Questions to the database that are worked out once and then asked as often as pages are opened.

Django builds the SQL of a query anew each time, and for a page that asks about many things this
costs more than all the answers. A ``Question`` keeps its SQL. Whatever changes from one asking to
the next stands in it as a ``Given``, never as a value: who asks, the moment, the day::

    held = Question(lambda: [Idea.objects.filter(holder=PERSON).values_list("title")])
    held.ask(person=marcus.pk)

A value that is worked out while the query is built, such as timezone.now(), would stay for ever.
tests/portal/test_short_lists.py builds every question at two moments and holds them side by side.
"""

from datetime import timedelta

from django.db import connection
from django.db.models import BigIntegerField, DateField, DateTimeField, Expression

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

    def plus(self, **time):
        """So much time later: ``TODAY.plus(days=7)``."""
        return Given(self.name, self.output_field, timedelta(**time))


PERSON = Given("person", BigIntegerField())  # the id of whoever asks
NOW = Given("now", DateTimeField())
TODAY = Given("today", DateField())  # of whoever asks
COMPANY_DAY = Given("company_day", DateField())


class Question:
    """Queries that are built at the first asking, and asked in one. ``build`` gives a list of them,
    each with values_list() and, where not all rows are wanted, its own order and limit."""

    def __init__(self, build):
        self.build = build
        self._sql = None

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
        if self._sql is None:
            self._sql = self.sql()
        sql, params = self._sql
        bound = [param.bind(values) if isinstance(param, Given) else param for param in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, bound)
            return cursor.fetchall()

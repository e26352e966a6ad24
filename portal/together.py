"""A little of many tables about one thing, in one query: what a page reads around an idea.

Each part is a query as Django makes it. They are put together once, and from then on only the
number of the thing changes.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

from django.db import connection, models

from portal.prepared import Given
from portal.statements import Statement

THING = Given("thing", models.BigIntegerField())
ROWS = {
    "sqlite": "SELECT {part}, json_group_array(json_array({columns})) FROM ({query})",
    "postgresql": (
        "SELECT {part}, coalesce(json_agg(json_build_array({columns}))::text, '[]') "
        "FROM ({query}) AS part"
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the whole: its query, and what stands in each of its columns."""

    name: str
    query: models.QuerySet
    fields: tuple
    names: tuple  # of the fields, as objects have them
    read: tuple  # (place, function) of what JSON has otherwise than the field gives it
    more: tuple  # names of what the query annotates

    @classmethod
    def of(cls, name, query):
        left_out, _defer = query.query.deferred_loading
        fields = [f for f in query.model._meta.concrete_fields if f.name not in left_out]
        return cls(
            name,
            query,
            tuple(fields),
            tuple(field.attname for field in fields),
            tuple((place, read) for place, field in enumerate(fields) if (read := _reader(field))),
            tuple(query.query.annotations),
        )

    def columns(self, vendor):
        """The columns as they are packed; JSON goes as text, which both databases give alike."""
        as_text = '"{}"::text' if vendor == "postgresql" else '"{}"'
        told = [
            (as_text if isinstance(field, models.JSONField) else '"{}"').format(field.column)
            for field in self.fields
        ]
        return ", ".join([*told, *(f'"{name}"' for name in self.more)])

    def rows(self, told):
        """Its objects, of the JSON that the database told."""
        return [self.row(values) for values in json.loads(told, parse_float=Decimal)]

    def row(self, values):
        """An object of the model, as it would have come by itself."""
        given = values[: len(self.names)]
        for place, read in self.read:
            if given[place] is not None:
                given[place] = read(given[place])
        row = self.query.model.from_db(connection.alias, self.names, given)
        for name, value in zip(self.more, values[len(self.names) :], strict=True):
            setattr(row, name, value)
        return row


class Together:
    """``parts`` are functions {name: (pk) -> query}. Their queries join nothing in and may defer;
    what they annotate is text, a number or yes and no, and an attribute of the row."""

    def __init__(self, **parts):
        self.parts = parts
        self._written = None  # the whole Statement, its Parts

    def about(self, pk):
        """{name: [row]} of all parts, each in the order of its query. One query."""
        if self._written is None:
            self._written = self._write(connection.vendor)
        statement, parts = self._written
        with statement.run({THING.name: pk}) as cursor:
            told = dict(cursor.fetchall())
        return {
            part.name: [
                part.row(values) for values in json.loads(told[number], parse_float=Decimal)
            ]
            for number, part in enumerate(parts)
        }

    def _write(self, vendor):
        parts = [Part.of(name, query(THING)) for name, query in self.parts.items()]
        written, params = [], []
        for number, part in enumerate(parts):
            sql, given = part.query.query.sql_with_params()
            written.append(
                ROWS[vendor].format(part=number, columns=part.columns(vendor), query=sql)
            )
            params += given
        return Statement(" UNION ALL ".join(written), params), parts


def _reader(field):
    """What makes of a value in JSON what the field gives; None where it is that already."""
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, AS_IT_IS):
        return None
    if isinstance(kind, models.JSONField):
        return json.loads
    if isinstance(kind, models.DecimalField):
        return partial(_decimal, Decimal(1).scaleb(-kind.decimal_places))
    return _moment if isinstance(kind, models.DateTimeField) else kind.to_python


AS_IT_IS = (models.CharField, models.TextField, models.IntegerField)


def _decimal(places, value):
    return Decimal(value).quantize(places)


def _moment(value):
    read = datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=UTC)  # SQLite keeps moments so

"""Short lists of what one person needs to see, as many of them as a page shows in one query.

A room names each as a ``ShortList``: which rows are on it, the facts that are told of one, and
what becomes of them on the page. Facts come as JSON, so that rows that share nothing fit into one
answer; a moment among them is read with ``moment``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from django.db.models import CharField, F, IntegerField, Subquery, Value, Window
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf, RowNumber, Trim
from django.utils import timezone

from portal import clock, look, roles
from portal.models import User
from portal.prepared import Question
from portal.roles import Role

SHOWN = 5  # what is not on a list can wait


@dataclass(frozen=True, slots=True, eq=False)
class ShortList:
    """The first few of one kind of thing.

    ``rows`` gives a query in the order of the list; who asks and when stands in it as PERSON, NOW,
    TODAY and COMPANY_DAY of portal.prepared. ``facts`` are columns or expressions by name.
    ``line`` makes of the facts of one row whatever the page shows. Where ``role`` is given, only
    those who hold it have this list.
    """

    rows: Callable
    facts: Mapping
    line: Callable
    most: int | None = SHOWN  # None: all of them
    role: Role | None = None


def lines(person, lists):
    """Everything on these lists of a person, list after list. One query."""
    return [line for found in ask(person, lists).values() for line in found]


def ask(person, lists, **given):
    """{list: its lines} of a person, for those lists that are not empty. One query, however many
    there are and however much is on them. ``given`` is what else is Given in their rows."""
    theirs = tuple(one for one in lists if one.role is None or roles.has(person, one.role))
    if not theirs:
        return {}
    now, found = timezone.now(), {}
    given |= {"person": person.pk, "now": now}
    given |= {"today": look.today(), "company_day": clock.company_day(now)}
    for number, _nth, facts in sorted(_question(theirs).ask(**given)):
        short = theirs[number]
        found.setdefault(short, []).append(short.line(json.loads(facts)))
    return found


@cache
def _question(lists):
    return Question(lambda: [_part(number, short) for number, short in enumerate(lists)])


def _part(number, short):
    """(number of the list, place on it, facts) of the first rows."""
    rows = short.rows()
    nth = Window(RowNumber(), order_by=rows.query.order_by)
    return rows.values_list(Value(number), nth, JSONObject(**short.facts))[: short.most]


# ---- facts, and what is read from them

NAMES = ("username", "first_name", "last_name")


def moment(fact):
    """The moment that a fact says, or None. SQLite keeps moments in UTC and does not say so."""
    if fact is None:
        return None
    read = datetime.fromisoformat(fact)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def called(path):
    """What str() says of the person at this path."""
    name = Trim(Concat(F(f"{path}__first_name"), Value(" "), F(f"{path}__last_name")))
    return Coalesce(NullIf(name, Value("")), F(f"{path}__username"), output_field=CharField())


def met(path):
    """The person at this path, for ``person_of``."""
    return JSONObject(pk=path, **{name: f"{path}__{name}" for name in NAMES})


def person_of(fact):
    """Whom ``met`` described: enough of them for their name, their face and their page."""
    return User(**fact)


class CountOf(Subquery):
    """How many rows a query finds."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

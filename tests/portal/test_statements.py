"""Statements that are kept: what stands in them, and that PostgreSQL keeps their plans."""

import pytest
from django.db import connection
from django.db.models import BigIntegerField, Count, F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from portal.environment import database
from portal.models import User
from portal.prepared import NOW, PERSON, Given, OneOf, Question, Rows

MANY = (-1, 90_000, 3_000_000_000)  # numbers of two bytes, of four and of eight; nobody's


def test_what_stands_in_a_statement_arrives_as_it_is(amina):
    said = "100 % of 'it', %s and %(person)s"
    rows = Rows(
        lambda: (
            User.objects.filter(pk=PERSON)
            .exclude(first_name__contains="50%")
            .annotate(said=Concat(F("first_name"), Value(said)))
        )
    )
    assert rows.first(person=amina.pk).said == f"Amina{said}"


def test_the_same_value_is_the_same_wherever_it_stands(amina):
    """PostgreSQL refuses to group by an expression if it can't see that it is the one it shows."""
    joined = NOW.plus(days=-1)
    question = Question(
        lambda: [
            User.objects.filter(date_joined__gt=joined)
            .values(since=joined)
            .annotate(many=Count("pk"))
            .values_list("many")
        ]
    )
    assert question.ask(now=timezone.now()) == [(User.objects.count(),)]


@pytest.mark.parametrize("many", [[], [-5], MANY])
def test_numbers_of_every_size_fit(amina, many):
    number = Given("number", BigIntegerField())
    rows = Rows(
        lambda: User.objects.filter(OneOf("pk", "people") | OneOf("pk", "others")).annotate(
            number=number
        )
    )
    for given in MANY:
        (found,) = rows.ask(people=many, others=[amina.pk], number=given)
        assert (found, found.number) == (amina, given)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans in no time")
@pytest.mark.parametrize(("by_value", "planned"), [(False, [(3, 0)]), (True, [])])
def test_postgresql_keeps_one_plan_of_a_statement(amina, by_value, planned):
    def build():
        return User.objects.filter(pk=PERSON).annotate(seen=Value("its plan is kept"))

    rows = Rows(build, by_value=by_value)
    for person in (amina.pk, *MANY):  # the first time it is asked without
        rows.ask(person=person)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(generic_plans), sum(custom_plans) FROM pg_prepared_statements "
            "WHERE statement LIKE '%its plan is kept%' GROUP BY statement, parameter_types"
        )
        assert cursor.fetchall() == planned


@pytest.mark.parametrize(
    ("more", "threshold"), [("", 1), ("?prepare_threshold=None", None), ("?prepare_threshold=5", 5)]
)
def test_a_pooler_that_keeps_no_plans_can_be_told_of(more, threshold):
    env = {"ELSEWHERE": f"postgres://portal:secret@db.example.com/portal{more}"}
    assert database("ELSEWHERE", "", env)["OPTIONS"]["prepare_threshold"] == threshold


def test_the_log_of_queries_has_it_each_time(amina, django_assert_num_queries):
    rows = Rows(lambda: User.objects.filter(pk=PERSON))
    with django_assert_num_queries(3) as asked:
        for _time in range(3):
            rows.ask(person=amina.pk)
    assert all("portal_user" in query["sql"] for query in asked.captured_queries)

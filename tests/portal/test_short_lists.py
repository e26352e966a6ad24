"""Short lists and prepared questions: what is kept of them holds for everybody and for ever."""

import sys
from datetime import UTC, datetime
from importlib import import_module
from threading import Thread

import pytest
import time_machine
from django.db import connection
from django.db.models import Exists
from django.utils import timezone, translation

from portal import prepared, short_lists
from portal.models import Absence, User
from portal.prepared import NOW, PERSON, TODAY, Change, OneOf, Question, Rows
from portal.short_lists import ShortList

NOON = datetime(2026, 5, 19, 12, tzinfo=UTC)
ROOMS = ("portal", "policy", "ideas", "home")


def everywhere(kind):
    """Whatever the rooms keep of a kind, by the name of its module."""
    found = {}
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] in ROOMS:
            for value in list(vars(module).values()):
                for one in value if isinstance(value, tuple) else (value,):
                    if isinstance(one, kind):
                        found.setdefault(one, name)
    return found


def built():
    """The SQL of every list and question, as it is built now."""
    import_module("portal.urls")  # with it come the views, and what they ask
    lists = everywhere(ShortList)
    assert len(lists) > 20
    built = {(name, one): short_lists._question((one,)).sql() for one, name in lists.items()}
    for kind in (Question, Rows, Change):
        built |= {(name, one): one.sql() for one, name in everywhere(kind).items()}
    return built


def test_nothing_of_the_moment_is_kept(db):
    """Whatever is worked out while a query is built stays in it for everybody."""
    with time_machine.travel(NOON):
        before = built()
    late = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    with time_machine.travel(late), timezone.override("Asia/Kolkata"), translation.override("pl"):
        after = built()
    assert before == after


def test_a_question_is_built_once_and_asked_with_what_is_given(
    amina, sam, django_assert_num_queries
):
    times = []

    def build():
        times.append(1)
        mine = User.objects.filter(pk=PERSON, date_joined__lte=NOW.plus(days=1))
        away = Absence.objects.filter(person=PERSON, ends__gte=TODAY.plus(days=-1)).order_by("pk")
        return [mine.values_list("first_name"), away.values_list("delegate__first_name")[:1]]

    question = Question(build)
    today = timezone.localdate()
    for delegate in (sam, amina.manager):
        Absence.objects.create(person=amina, delegate=delegate, starts=today, ends=today)
    given = {"now": timezone.now(), "today": today}
    with django_assert_num_queries(2):
        assert question.ask(person=amina.pk, **given) == [("Amina",), ("Sam",)]
        assert question.ask(person=sam.pk, **given) == [("Sam",)]
    assert len(times) == 1
    with pytest.raises(KeyError):
        question.ask(person=amina.pk)


def test_rows_are_objects_of_a_query_that_is_built_once(
    amina, marcus, sam, django_assert_num_queries
):
    times = []

    def build():
        times.append(1)
        people = User.objects.filter(OneOf("pk", "people")).select_related("manager")
        return people.annotate(asks=Exists(User.objects.filter(pk=PERSON))).order_by("first_name")

    rows = Rows(build)
    for person in (amina, sam):
        with django_assert_num_queries(1):
            found = rows.ask(people=[sam.pk, amina.pk], person=person.pk)
            assert found == [amina, sam]
            assert found[0].manager == marcus
            assert found[0].asks
            assert [one.first_name for one in found] == ["Amina", "Sam"]
    assert rows.ask(people=[], person=sam.pk) == []
    assert rows.first(people=[], person=sam.pk) is None
    assert rows.first(people=[sam.pk, amina.pk], person=0) == amina
    assert not rows.first(people=[amina.pk], person=0).asks
    assert len(times) == 1
    with pytest.raises(KeyError):
        rows.ask(person=amina.pk)


def test_each_thread_asks_with_its_own_connection(transactional_db, person):
    """What is kept of a query holds no connection: the one that built it may be closed by now."""
    name = person("Amina Yusuf").username
    rows = Rows(lambda: User.objects.filter(OneOf("pk", "people")).order_by("pk"))
    everybody = list(User.objects.values_list("pk", flat=True))
    found = []

    def ask():
        found.append([one.username for one in rows.ask(people=everybody)])
        connection.close()

    for _time in range(2):
        thread = Thread(target=ask)
        thread.start()
        thread.join()
    assert len(found) == 2
    assert all(name in names for names in found)


@pytest.mark.parametrize(
    ("first", "last"), [("Amina", "Yusuf"), ("Amina", ""), ("", "Yusuf"), ("", "")]
)
def test_a_person_is_called_as_everywhere(first, last, sam):
    User.objects.filter(pk=sam.pk).update(first_name=first, last_name=last)
    sam.refresh_from_db()
    rows = User.objects.filter(pk=sam.pk).annotate(name=short_lists.called("manager"))
    assert rows.get().name is None
    User.objects.create(username="below", manager=sam)
    below = ShortList(
        lambda: User.objects.filter(manager=PERSON).order_by("pk"),
        {"name": short_lists.called("manager"), "met": short_lists.met("manager")},
        lambda facts: (facts["name"], short_lists.person_of(facts["met"])),
    )
    ((name, met),) = short_lists.lines(sam, [below])
    assert (name, str(met), met.tint) == (str(sam), str(sam), sam.tint)
    assert (met, met.get_absolute_url()) == (sam, sam.get_absolute_url())


@pytest.mark.parametrize(
    ("fact", "read"),
    [
        (None, None),
        ("2026-05-19 12:00:00", NOON),
        ("2026-05-19T12:00:00+00:00", NOON),
        ("2026-05-19T13:00:00.000000+01:00", NOON),
    ],
)
def test_a_moment_is_read_as_either_database_says_it(fact, read):
    assert short_lists.moment(fact) == read


def test_a_list_has_an_end_an_order_and_its_readers(person, marcus, sam, django_assert_num_queries):
    from portal.roles import Role

    for number in range(7):
        person(f"Person {number}", manager=marcus)

    def reports():
        return User.objects.filter(manager=PERSON).order_by("-first_name", "-last_name")

    def name(facts):
        return facts["name"]

    facts = {"name": "last_name"}
    first = ShortList(reports, facts, name)
    every = ShortList(reports, facts, name, most=None)
    for_managers = ShortList(reports, facts, name, most=1, role=Role.MANAGER)
    for_champions = ShortList(reports, facts, name, role=Role.CHAMPION)
    someone = User.objects.with_roles().get(pk=marcus.pk)
    with django_assert_num_queries(1):
        found = short_lists.ask(someone, (for_champions, first, every, for_managers))
    assert found == {first: list("65432"), every: list("6543210"), for_managers: ["6"]}
    assert short_lists.ask(someone, [for_champions]) == short_lists.ask(sam, [first]) == {}
    assert short_lists.lines(marcus, [for_managers]) == ["6"]


def test_what_is_given_has_a_name(db):
    assert prepared.NOW.plus(days=1).later.days == 1
    assert prepared.NOW.plus(days=1) == prepared.NOW.plus(days=1) != prepared.NOW

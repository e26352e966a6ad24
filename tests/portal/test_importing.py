"""People from a file: everything is looked at first, and it is all of it or nothing."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from portal import trail
from portal.models import Department, Event, Site, User
from portal.people import importing
from portal.people.columns import SAMPLE
from portal.people.errors import Refused
from portal.roles import Role

HEAD = "username,first_name,last_name"


def csv(*rows, head=HEAD):
    return "\n".join([head, *rows]).encode()


def fingerprint():
    """Whatever an import could touch."""
    people = User.objects.order_by("pk").values_list()
    groups = User.groups.through.objects.order_by("pk").values_list()
    return list(people), list(groups), Department.objects.count(), Site.objects.count()


def problems(raw, by, **options):
    return [(p.row, p.column) for p in importing.look_at(raw, by=by, **options).problems]


BROKEN = {
    "nothing": (b"", (0, "")),
    "only a header": (csv(), (0, "")),
    "a spreadsheet": (b"PK\x03\x04 and so on", (0, "")),
    "UTF-16": ("username,first_name".encode("utf-16"), (0, "")),
    "Latin-1": (HEAD.encode() + b"\nk.osei,Kit,Os\xe9i", (2, "")),
    "NUL": (csv("k.osei,Kit,Os\0i"), (2, "")),
    "an open quote": (csv('k.osei,"Kit,Osei'), (0, "")),
    "an unknown column": (csv("k.osei,Kit,Osei,7", head=HEAD + ",shoe_size"), (1, "shoe_size")),
    "a column without a name": (
        csv("k.osei,Kit,,Osei", head="username,first_name,,last_name"),
        (1, ""),
    ),
    "a column twice": (csv("k.osei,Kit,Osei,Kim", head=HEAD + ",first_name"), (1, "first_name")),
    "a missing column": (csv("k.osei,Kit", head="username,first_name"), (1, "last_name")),
    "a superuser": (csv("k.osei,Kit,Osei,1", head=HEAD + ",is_superuser"), (1, "is_superuser")),
    "a password": (csv("k.osei,Kit,Osei,x", head=HEAD + ",password"), (1, "password")),
    "too few cells": (csv("k.osei,Kit"), (2, "")),
    "too many cells": (csv("k.osei,Kit,Osei,more"), (2, "")),
    "no username": (csv(",Kit,Osei"), (2, "username")),
    "a blank in the username": (csv("kit osei,Kit,Osei"), (2, "username")),
    "dots alone": (csv("..,Kit,Osei"), (2, "username")),
    "no first name": (csv("k.osei,,Osei"), (2, "first_name")),
    "a name too long": (csv(f"k.osei,{'K' * 151},Osei"), (2, "first_name")),
    "a bell in a name": (csv("k.osei,Kit\a,Osei"), (2, "first_name")),
    "a username twice": (csv("k.osei,Kit,Osei", "b.c,B,C", "K.Osei,Kim,Osei"), (4, "username")),
    "no address": (csv("k.osei,Kit,Osei,kit", head=HEAD + ",email"), (2, "email")),
    "an address twice": (
        csv("a.b,A,B,x@y.example", "c.d,C,D,X@y.example", head=HEAD + ",email"),
        (3, "email"),
    ),
    "somebody's address": (
        csv("k.osei,Kit,Osei,SAM.whitlock@larkfield.example", head=HEAD + ",email"),
        (2, "email"),
    ),
    "a staff number twice": (
        csv("a.b,A,B,7", "c.d,C,D,7", head=HEAD + ",staff_number"),
        (3, "staff_number"),
    ),
    "an unknown place": (csv("k.osei,Kit,Osei,Lees", head=HEAD + ",site"), (2, "site")),
    "an unknown group": (csv("k.osei,Kit,Osei,heroes", head=HEAD + ",groups"), (2, "groups")),
    "an unknown manager": (csv("k.osei,Kit,Osei,ghost", head=HEAD + ",manager"), (2, "manager")),
    "one's own manager": (csv("k.osei,Kit,Osei,k.osei", head=HEAD + ",manager"), (2, "manager")),
    "a circle in the file": (
        csv("a.b,A,B,c.d", "c.d,C,D,a.b", head=HEAD + ",manager"),
        (2, "manager"),
    ),
    "a circle through the company": (
        csv("marcus.bell,Marcus,Bell,amina.yusuf", head=HEAD + ",manager"),
        (2, "manager"),
    ),
    "days": (csv("k.osei,Kit,Osei,Mo-Fr", head=HEAD + ",working_days"), (2, "working_days")),
    "a day twice": (csv("k.osei,Kit,Osei,1123", head=HEAD + ",working_days"), (2, "working_days")),
    "an hour": (csv("k.osei,Kit,Osei,24:00", head=HEAD + ",work_starts"), (2, "work_starts")),
    "no length": (
        csv("k.osei,Kit,Osei,09:00,9:00", head=HEAD + ",work_starts,work_ends"),
        (2, "work_ends"),
    ),
    "a zone": (csv("k.osei,Kit,Osei,Leeds/Time", head=HEAD + ",time_zone"), (2, "time_zone")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_changes_nothing(name, ada, amina, sam):
    """One good row beside the bad one shows that nothing of the file comes in."""
    raw, where = BROKEN[name]
    if where[0] > 1 and b"\xe9" not in raw:
        columns = raw.split(b"\n")[0].count(b",")
        raw += b"\ngood.one,Good,One" + b"," * (columns - 2)
    before, events = fingerprint(), Event.objects.count()
    plan = importing.look_at(raw, by=ada)
    assert where in [(problem.row, problem.column) for problem in plan.problems]
    assert all(problem.reason for problem in plan.problems)
    with pytest.raises(Refused):
        importing.take(raw, by=ada)
    assert fingerprint() == before
    assert Event.objects.count() == events


def test_the_example_is_in_order(ada):
    """And it is safe to open in a spreadsheet."""
    plan = importing.look_at(SAMPLE.encode(), by=ada, create_places=True)
    assert (len(plan.new), plan.problems) == (2, [])
    cells = SAMPLE.replace("\r\n", ",").split(",")
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_spreadsheets_write_it_in_many_ways(separator, mark, line, ada):
    rows = [["Username", "First name", "last_name", "job title"], ["k.osei", "Kit", "Wróbel", ""]]
    text = line.join(separator.join(row) for row in rows) + line * 3
    importing.take((mark + text).encode(), by=ada)
    assert User.objects.get(username="k.osei").last_name == "Wróbel"


def test_rows_are_counted_as_in_a_spreadsheet(ada):
    """Empty rows count, and a cell of two lines is still one row."""
    raw = csv('a.b,"A\nA",B', "", "c.d,,D")
    assert problems(raw, ada) == [(2, "first_name"), (4, "first_name")]


@pytest.mark.parametrize("cell", ["=1+1", "+44 113 496", "-2", "@SUM(A1)", "'=1+1"])
def test_a_formula_is_plain_text(cell, ada):
    """The quote that our own exports put before it goes away again."""
    importing.take(csv(f"k.osei,Kit,Osei,{cell}", head=HEAD + ",phone"), by=ada)
    assert User.objects.get(username="k.osei").phone == cell.removeprefix("'")


def test_people_come_in_complete(ada, marcus):
    """Managers in any order, places made when asked for, nobody with a password."""
    raw = csv(
        'k.osei,Kit,Osei,k@x.example,7,Adviser,A,Shops,Leeds,r.hart,"frontline, managers",01,'
        "Nights,5671,22:00,6:00,Europe/Dublin",
        "r.hart,Robin,Hart,,,,,shops,leeds,MARCUS.BELL,,,,,,,",
        head=SAMPLE.split("\r\n")[0],
    )
    plan = importing.take(raw, by=ada, create_places=True)
    kit = User.objects.get(username="k.osei")
    robin = User.objects.get(username="r.hart")
    assert (kit.manager, robin.manager) == (robin, marcus)
    assert (kit.department.name, kit.site) == ("Shops", robin.site)
    assert plan.new_places == {"department": ["Shops"], "site": ["Leeds"]}
    assert (kit.working_days, str(kit.work_starts), str(kit.work_ends)) == (
        "1567",
        "22:00:00",
        "06:00:00",
    )
    assert set(kit.groups.values_list("name", flat=True)) == {"frontline", "managers"}
    assert (kit.has_usable_password(), kit.is_superuser, kit.is_active) == (False, False, True)
    assert robin.staff_number is None
    assert [e.kind for e in trail.about(kit)] == ["person.groups_changed", "person.imported"]
    assert trail.about(ada).first().data["new"] == 2


def test_a_second_time_only_what_differs_changes(ada, amina, marcus, priya):
    """A column that is not there stays; what people said of themselves stays too."""
    User.objects.filter(pk=amina.pk).update(reach="Ring me", job_title="Adviser")
    head = HEAD + ",manager,groups"
    raw = csv(
        "amina.yusuf,Amina,Yusuf,priya.nair,frontline managers",
        "marcus.bell,Marcus,Bell,,managers",
        head=head,
    )
    plan = importing.take(raw, by=ada)
    assert ([e.username for e in plan.changed], plan.unchanged) == (["amina.yusuf"], 1)
    amina.refresh_from_db()
    assert (amina.manager, amina.reach, amina.job_title) == (priya, "Ring me", "Adviser")
    changed = trail.about(amina).get(kind="person.changed")
    assert changed.data["fields"] == ["manager"]
    assert not trail.about(marcus).exists()
    assert not importing.look_at(raw, by=ada).changed
    call_command("verify_history")


def test_two_people_may_swap_their_addresses(ada, amina, sam):
    raw = csv(
        f"amina.yusuf,Amina,Yusuf,{sam.email},2",
        f"sam.whitlock,Sam,Whitlock,{amina.email},1",
        head=HEAD + ",email,staff_number",
    )
    User.objects.filter(pk=amina.pk).update(staff_number="1")
    User.objects.filter(pk=sam.pk).update(staff_number="2")
    importing.take(raw, by=ada)
    assert User.objects.get(pk=amina.pk).email == sam.email
    assert User.objects.get(pk=sam.pk).staff_number == "1"


def test_what_was_shown_is_what_comes_in(ada, amina):
    """Somebody is quicker: the plan has changed, so nothing happens and the new one is shown."""
    raw = csv("amina.yusuf,Amina,Lark", "k.osei,Kit,Osei")
    seen = importing.look_at(raw, by=ada)
    User.objects.create_user("k.osei", first_name="Kit", last_name="Osei")
    with pytest.raises(importing.Moved) as moved:
        importing.take(raw, by=ada, seal=seen.seal)
    assert (len(moved.value.plan.new), moved.value.plan.unchanged) == (0, 1)
    amina.refresh_from_db()
    assert amina.last_name == "Yusuf"
    importing.take(raw, by=ada, seal=moved.value.plan.seal)
    amina.refresh_from_db()
    assert amina.last_name == "Lark"


def test_a_failure_in_the_middle_leaves_nothing(ada, amina, monkeypatch):
    """The last thing that is written breaks, and the first is gone as well."""

    def broken(*args, **kwargs):
        raise IntegrityError

    before = fingerprint()
    monkeypatch.setattr(importing.trail, "record_many", broken)
    raw = csv("k.osei,Kit,Osei,Moor", "amina.yusuf,A,Y,Moor", head=HEAD + ",site")
    with pytest.raises(importing.Moved):
        importing.take(raw, by=ada, create_places=True)
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("who", "row", "refused"),
    [
        ("leon", "k.osei,Kit,Osei,administrators", False),
        ("clerk", "k.osei,Kit,Osei,administrators", True),
        ("clerk", "k.osei,Kit,Osei,managers", False),
        ("clerk", "leon.fischer,Leon,Fischer,", True),
        ("leon", "leon.fischer,Leon,Fischer,", True),
        ("ada", "leon.fischer,Leon,Fischer,", False),
        ("leon", "ada.lund,Ada,Changed,administrators", True),
        ("leon", "ada.lund,Ada,Lund,administrators", False),
        ("ada", "ada.lund,Ada,Changed,administrators", False),
    ],
)
def test_power_is_not_given_by_a_file(who, row, refused, ada, person):
    """An administrator may; who only keeps people may not; nobody touches who stands above."""
    from django.contrib.auth.models import Permission

    clerk = person("Cleo Clerk")
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["add_user", "change_user"]))
    by = {"ada": ada, "leon": person("Leon Fischer", Role.ADMINISTRATOR), "clerk": clerk}[who]
    assert bool(problems(csv(row, head=HEAD + ",groups"), by)) is refused


@pytest.mark.parametrize("who", ["amina", "marcus", "nadia", "sam"])
def test_and_a_stranger(who, request):
    somebody = request.getfixturevalue(who)
    with pytest.raises(Refused):
        importing.look_at(csv("k.osei,Kit,Osei"), by=somebody)
    with pytest.raises(Refused):
        importing.take(csv("k.osei,Kit,Osei"), by=somebody)


def test_who_left_does_not_come_back_by_file(ada, sam):
    User.objects.filter(pk=sam.pk).update(is_active=False)
    raw = csv("sam.whitlock,Sam,Whitlock,", "k.osei,Kit,Osei,sam.whitlock", head=HEAD + ",manager")
    assert problems(raw, ada) == [(2, "username")]
    assert problems(raw.replace(b"sam.whitlock,Sam,Whitlock,\n", b""), ada) == [(2, "manager")]


def test_too_many(ada):
    rows = (f"p{n},P,Q" for n in range(10_001))
    assert problems(csv(*rows), ada) == [(0, "")]


def test_a_large_file_asks_no_more_than_a_small_one(ada):
    """The look takes the same queries; the taking grows by batches, not by people."""
    head = HEAD + ",manager,groups,site"

    def file(count):
        rows = (f"p{n},P,Q,{'p0' if n else ''},frontline,Leeds" for n in range(count))
        return csv(*rows, head=head)

    def asked(call, count):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            call(file(count), by=ada, create_places=True)
        return len(queries)

    assert asked(importing.look_at, 3) == asked(importing.look_at, 300) == 5
    small = asked(importing.take, 20)
    User.objects.filter(username__startswith="p").delete()
    assert asked(importing.take, 300) < small + 90

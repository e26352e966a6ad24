"""Ten thousand people: the demo company, branch by branch, and what each agreed to."""

from dataclasses import dataclass
from random import Random

from portal import trail
from portal.models import Event, User
from tests.bench import words
from tests.bench.databases import read
from tests.bench.mould import FIRST, Mould, hmac_sha256

LARGE_AREAS = 10  # each has departments of its own, as large companies do
ROLES = ["executive-sponsors", "frontline", "it-champions", "managers"]
NOT_CAST = (  # administrators, editors and the desk are those of the first branch
    "group_id IN (SELECT id FROM auth_group WHERE name = ANY(%s))"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a branch: in whose likeness, and who they are."""

    like: int
    number: int
    first: str
    last: str
    username: str

    @property
    def name(self):
        return f"{self.first} {self.last}"


class Company:
    """Who there is, so that ideas find their people: ``branches`` are lists in the same order."""

    def __init__(self, cast, count):
        self.cast = cast  # the people of the mould
        self.branches = [[Person(p.pk, p.pk, p.first_name, p.last_name, p.username) for p in cast]]
        random = Random(44)
        for branch in range(1, count):
            first = FIRST + branch * len(cast)
            self.branches.append([_somebody(random, p.pk, first + n) for n, p in enumerate(cast)])

    def known(self):
        """{how a person stands in a row: their place}."""
        known = {p.username: f"u{p.pk}" for p in self.cast}
        return known | {str(p): f"n{p.pk}" for p in self.cast}

    @staticmethod
    def values(people, likes=None):
        """What fills the places of people: those of a branch, each in the likeness of one."""
        values = {}
        for person, like in zip(people, likes or [p.like for p in people], strict=True):
            values[f"i{like}"] = person.number
            values[f"n{like}"] = person.name
            values[f"u{like}"] = person.username
        return values


def _somebody(random, like, number):
    first, last = words.full_name(random)
    return Person(like, number, first, last, f"{first}.{last}.{number - FIRST}".lower())


def company(count):
    """The Company of so many branches; the mould's database is Django's."""
    return Company(list(User.objects.order_by("pk")), count)


def event_text(event):
    """What the MAC of an event is made of."""
    content = {name: getattr(event, name) for name in trail.SIGNED}
    return trail.canonical(
        content
        | {"at": event.at.isoformat(), "sequence": event.sequence, "previous": event.previous}
    )


def seal_events(mould, events, key):
    """The chains of these events are computed anew in each copy."""
    how = hmac_sha256(key)
    for event in events.order_by("pk"):
        mould.seal(event.mac, how, event_text(event))


def mould_of_branch(connection, company, key):
    """The people of the demo with their groups, agreements and history."""
    marks = {
        f"\x01{name}{p.pk}": f"{name}{p.pk}" for p in company.cast for name in ("first", "last")
    }
    marks |= {"\x01staff": "staff", "\x01joined": "joined"}
    own = "portal_user_groups", "policy_agreement", "portal_event"
    mould = Mould(company.known() | marks, own)
    events = Event.objects.filter(subject_type="portal.user")
    seal_events(mould, events, key)
    mould.add(
        "portal_user",
        read(
            connection,
            "portal_user",
            first_name=lambda cells: f"\x01first{cells[0]}",
            last_name=lambda cells: f"\x01last{cells[0]}",
            staff_number=lambda cells: f"\x01staff-{cells[0]}",
            date_joined="\x01joined 09:00:00+00",
            is_superuser="f",
        ),
    )
    mould.add("portal_user_groups", read(connection, "portal_user_groups", NOT_CAST, [ROLES]))
    mould.add("policy_agreement", read(connection, "policy_agreement"))
    mould.add("portal_event", read(connection, "portal_event", "subject_type = 'portal.user'"))
    return mould


def build(connection, company, key, numbers, sink):
    """Write all branches but the first. Returns {area: {department of the mould: number}}."""
    areas = departments(connection, numbers)
    mould, random = mould_of_branch(connection, company, key), Random(10)
    for branch, people in enumerate(company.branches[1:], start=1):
        given = company.values(people) | areas[branch % LARGE_AREAS]
        for person in people:
            given[f"first{person.like}"], given[f"last{person.like}"] = person.first, person.last
        given["staff"] = f"B{branch}"
        given["joined"] = f"20{random.randint(10, 24)}-0{random.randint(1, 9)}-15"
        mould.cast(numbers, sink.rows, given)
        if branch % 20 == 0:
            sink.flush()
    return areas


def departments(connection, numbers):
    """The departments of each area."""
    there = connection.execute("SELECT id FROM portal_department ORDER BY id").fetchall()
    areas = [{f"i{number}": number for (number,) in there}]
    for area in range(1, LARGE_AREAS):
        areas.append({})
        for (number,) in there:
            new = numbers.take("portal_department")
            areas[-1][f"i{number}"] = new
            connection.execute(
                "INSERT INTO portal_department SELECT (jsonb_populate_record(d, jsonb_build_object("
                "'id', %s::bigint, 'name', d.name || ' ' || %s::text))).* "
                "FROM portal_department d WHERE id = %s",
                [new, str(area), number],
            )
    connection.commit()
    return areas

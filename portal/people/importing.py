"""Import people from a CSV file: first look at all of it, then take all of it or nothing.

``look_at`` writes nothing and gives a Plan: what would happen, or everything that is wrong.
``take`` makes exactly the plan that was shown come true, in one transaction.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal import trail
from portal.models import Department, Site, User
from portal.people import sheet as sheets
from portal.people.changing import forget_addresses, must_keep_people
from portal.people.columns import READERS, REQUIRED
from portal.people.errors import Refused
from portal.people.matching import Company, Entry, match

BATCH = 500
PLACES = {"department": Department, "site": Site}


@dataclass(slots=True)
class Plan:
    """What a file would do. ``problems`` empty means that it can be taken."""

    digest: str
    columns: tuple = ()
    entries: list[Entry] = field(default_factory=list)
    problems: list = field(default_factory=list)
    new_places: dict = field(default_factory=dict)

    @property
    def new(self):
        return [entry for entry in self.entries if entry.is_new]

    @property
    def changed(self):
        return [entry for entry in self.entries if entry.changes and not entry.is_new]

    @property
    def unchanged(self):
        return len(self.entries) - len(self.new) - len(self.changed)

    @property
    def seal(self):
        """The same for two looks at a file exactly if the same would happen."""
        told = [self.digest, self.new_places]
        told += [[e.username, e.is_new, e.shown(e.changes)] for e in self.entries]
        text = json.dumps(told, sort_keys=True, cls=DjangoJSONEncoder)
        return hashlib.sha256(text.encode()).hexdigest()


class Moved(Refused):
    """Something changed between the look and the word; ``plan`` is what would happen now."""

    def __init__(self, plan):
        super().__init__(
            _("Somebody changed people in the meantime. Look at it again, then bring them in.")
        )
        self.plan = plan


def look_at(raw, *, by, create_places=False):
    """A Plan for the bytes of a file; nothing is written. Refused only for who ``by`` is."""
    must_keep_people(by)
    sheet = sheets.read(raw, known=tuple(READERS), required=REQUIRED)
    plan = Plan(hashlib.sha256(raw).hexdigest(), sheet.columns, problems=sheet.problems)
    if not sheet.problems or sheet.rows:
        usable = [name for name in dict.fromkeys(sheet.columns) if name in READERS]
        if all(name in usable for name in REQUIRED):
            company = Company.load()
            plan.entries, problems, plan.new_places = match(
                sheet.rows, usable, company, by=by, create_places=create_places
            )
            plan.problems = sorted(plan.problems + problems, key=lambda problem: problem.row)
    return plan


def take(raw, *, by, create_places=False, seal=None, name=""):
    """Make the plan of a file come true, all of it or nothing, and return it.

    ``seal`` is the one of the plan that the person saw. Raises Refused when anything is wrong
    with the file, Moved when the plan is not the one they saw any more.
    """
    try:
        with transaction.atomic():
            list(User.objects.select_for_update().order_by("pk").values_list("pk"))
            plan = look_at(raw, by=by, create_places=create_places)
            if plan.problems:
                raise Refused(_("Something in the file needs putting right, so nothing changed."))
            if seal is not None and plan.seal != seal:
                raise Moved(plan)
            _write(plan, by, name[:100])
            return plan
    except IntegrityError as error:  # two files at once, on a database that lets them run together
        raise Moved(look_at(raw, by=by, create_places=create_places)) from error


def _write(plan, by, name):
    new, changed = plan.new, plan.changed
    places = _make_places(plan.new_places)
    for entry in new:
        entry.person = User(password=make_password(None))
        _fill(entry, entry.changes, places)
    User.objects.bulk_create([entry.person for entry in new], batch_size=BATCH)
    _make_room(changed)
    _set_managers(plan, new + changed)
    for entry in changed:
        _fill(entry, entry.changes, places)
    columns = [name for name in plan.columns if name not in ("username", "groups")]
    _store([entry.person for entry in changed], columns)
    _store([entry.person for entry in new if entry.person.manager_id], ["manager"])
    _set_groups(new + changed)
    _remember(new, changed, plan, by, name)


def _make_places(wanted):
    """Every department and site by name, after the new ones are made."""
    for column, names in wanted.items():
        PLACES[column].objects.bulk_create(PLACES[column](name=name) for name in names)
    return {
        column: {place.name.casefold(): place for place in model.objects.all()}
        for column, model in PLACES.items()
    }


def _fill(entry, columns, places):
    for column in columns:
        value = entry.values[column]
        if column in PLACES:
            value = places[column][value.casefold()] if value else None
        if column not in ("groups", "manager"):
            setattr(entry.person, column, value)


def _make_room(changed):
    """Two people may swap addresses or staff numbers in one file: first both let go."""
    for column, nothing in (("email", ""), ("staff_number", None)):
        moving = [entry.person.pk for entry in changed if column in entry.changes]
        for start in range(0, len(moving), BATCH):
            batch = moving[start : start + BATCH]
            User.objects.filter(pk__in=batch).update(**{column: nothing})
    forget_addresses([entry.person for entry in changed if "email" in entry.changes])


def _set_managers(plan, entries):
    """Managers may be in the same file, so they are looked up when everybody has a row."""
    here = {entry.key: entry.person for entry in plan.entries}
    for entry in entries:
        if "manager" in entry.changes:
            wanted = entry.values["manager"].casefold()
            entry.person.manager = here.get(wanted, entry.manager) if wanted else None


def _store(people, columns):
    """Write these columns of people who are there, many rows to a query."""
    if people and columns:
        User.objects.bulk_create(
            people,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=columns,
        )


def _set_groups(entries):
    ids = dict(Group.objects.values_list("name", "pk"))
    Member = User.groups.through
    Member.objects.bulk_create(
        [
            Member(user_id=entry.person.pk, group_id=ids[name])
            for entry in entries
            for name in entry.given
        ],
        batch_size=BATCH,
    )
    for name in set().union(*(entry.taken for entry in entries)):
        people = [entry.person.pk for entry in entries if name in entry.taken]
        for start in range(0, len(people), BATCH):
            batch = people[start : start + BATCH]
            Member.objects.filter(user_id__in=batch, group_id=ids[name]).delete()


def _remember(new, changed, plan, by, name):
    facts = {entry.person.pk: entry for entry in new + changed}

    def tell(kind, entries, data):
        people = [entry.person for entry in entries]
        trail.record_many(
            kind, subjects=people, actor=by, data_of=lambda person: data(facts[person.pk])
        )

    tell("person.imported", new, lambda entry: {"file": plan.digest})
    details = [entry for entry in changed if set(entry.changes) - {"groups"}]
    tell(
        "person.changed",
        details,
        lambda entry: {"fields": sorted(set(entry.changes) - {"groups"}), "file": plan.digest},
    )
    tell(
        "person.groups_changed",
        [entry for entry in new + changed if entry.given or entry.taken],
        lambda entry: {
            "given": sorted(entry.given),
            "taken": sorted(entry.taken),
            "file": plan.digest,
        },
    )
    if by is not None:
        trail.record(
            "people.imported",
            subject=by,
            actor=by,
            file=name,
            new=len(new),
            changed=len(changed),
            unchanged=plan.unchanged,
        )

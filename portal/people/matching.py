"""Hold the rows of a file against the company as it is: who is new, what changes, what can't be."""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from portal.models import Department, Site, User
from portal.people.changing import must_grant, must_reach
from portal.people.columns import READERS, Unreadable, default
from portal.people.errors import Refused
from portal.people.sheet import Problem


@dataclass(slots=True)
class Entry:
    """One person of the file. ``values`` has a value for each readable column."""

    row: int
    values: dict
    person: User | None = None
    manager: User | None = None  # when the manager is not in the file
    changes: list = field(default_factory=list)
    given: set = field(default_factory=set)
    taken: set = field(default_factory=set)
    is_new: bool = True

    @property
    def username(self):
        return self.values.get("username", "")

    @property
    def key(self):
        return self.username.casefold()

    def shown(self, columns):
        """The values of these columns, as JSON takes them."""
        return {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in self.values.items()
            if name in columns
        }


@dataclass(slots=True)
class Company:
    """Everybody and every place, read in five queries however large the file is."""

    people: dict
    groups: frozenset
    members: dict
    places: dict

    @classmethod
    def load(cls):
        people = User.objects.select_related("department", "site")
        members = {}
        pairs = User.groups.through.objects.values_list("user_id", "group__name")
        for person, group in pairs:
            members.setdefault(person, set()).add(group)
        return cls(
            people={person.username.casefold(): person for person in people},
            groups=frozenset(Group.objects.values_list("name", flat=True)),
            members=members,
            places={
                column: {
                    name.casefold(): name for name in model.objects.values_list("name", flat=True)
                }
                for column, model in (("department", Department), ("site", Site))
            },
        )


class Matcher:
    """One pass over the rows of a file; ``match`` is the way to it."""

    def __init__(self, columns, company, *, by, create_places):
        self.columns, self.company = columns, company
        self.by, self.create_places = by, create_places
        self.entries, self.problems = [], []
        self.new_places = {"department": [], "site": []}
        self.by_key = {}
        self.by_pk = {person.pk: person for person in company.people.values()}

    def problem(self, entry, column, reason, value=None):
        if value is None:
            value = entry.values.get(column, "")
        self.problems.append(Problem(entry.row, column, str(value)[:80], str(reason)))

    def read(self, row, cells):
        """Every cell of a row by its reader; a cell that can't be read is a problem."""
        entry = Entry(row, {})
        for column in self.columns:
            try:
                entry.values[column] = READERS[column](cells[column])
            except Unreadable as error:
                self.problem(entry, column, error, cells[column])
        if entry.username:
            first = self.by_key.setdefault(entry.key, entry)
            if first is not entry:
                reason = _("This username is in row %(row)s already.") % {"row": first.row}
                self.problem(entry, "username", reason)
            entry.person = self.company.people.get(entry.key)
        entry.is_new = entry.person is None
        self.entries.append(entry)

    def check(self, entry):
        """What holds for one row beside the others. Fills in ``changes``."""
        self.check_places(entry)
        self.check_hours(entry)
        self.check_manager(entry)
        self.compare(entry)
        if entry.person is not None and not entry.person.is_active:
            self.problem(
                entry,
                "username",
                _("This person has left. Bring them back first, or remove the row."),
            )
        self.check_groups(entry)
        if entry.changes and entry.person is not None:
            try:
                must_reach(entry.person, self.by)
            except Refused as refused:
                self.problem(entry, "username", refused.reason)

    def check_places(self, entry):
        for column in ("department", "site"):
            name = entry.values.get(column)
            if not name:
                continue
            known = self.company.places[column]
            if name.casefold() in known:
                entry.values[column] = known[name.casefold()]
            elif self.create_places:
                known[name.casefold()] = name
                self.new_places[column].append(name)
            else:
                self.problem(
                    entry,
                    column,
                    _("We don’t know this place. Correct it, or tick “Make new places”."),
                )

    def check_hours(self, entry):
        ends = [
            entry.values.get(name, getattr(entry.person, name, None) or default(name))
            for name in ("work_starts", "work_ends")
        ]
        if ends[0] == ends[1]:
            column = "work_ends" if "work_ends" in self.columns else "work_starts"
            self.problem(entry, column, _("Work ends at the time it starts. Change one of them."))

    def check_manager(self, entry):
        key = entry.values.get("manager", "").casefold()
        if not key or key in self.by_key:
            return
        entry.manager = self.company.people.get(key)
        if entry.manager is None:
            self.problem(
                entry, "manager", _("Nobody has this username, neither here nor in the file.")
            )
        elif not entry.manager.is_active:
            self.problem(
                entry,
                "manager",
                _("%(name)s has left. Name somebody who works here.") % {"name": entry.manager},
            )

    def check_groups(self, entry):
        wanted = entry.values.get("groups")
        if wanted is None:
            return
        if unknown := wanted - self.company.groups:
            self.problem(
                entry,
                "groups",
                _("There is no group of this name. The groups are: %(groups)s.")
                % {"groups": ", ".join(sorted(self.company.groups))},
                ", ".join(sorted(unknown)),
            )
            return
        held = self.company.members.get(entry.person.pk, set()) if entry.person else set()
        entry.given, entry.taken = set(wanted - held), set(held - wanted)
        try:
            must_grant(self.by, given=entry.given, taken=entry.taken, person=entry.person)
        except Refused as refused:
            self.problem(entry, "groups", refused.reason, ", ".join(sorted(wanted)))

    def compare(self, entry):
        """Which columns of the row say something else than what stands."""
        if entry.person is None:
            entry.changes = list(entry.values)
            return
        for column, value in entry.values.items():
            if column == "username":
                continue
            now = self.current(entry.person, column)
            same = now.casefold() == value.casefold() if column == "manager" else now == value
            if not same:
                entry.changes.append(column)

    def current(self, person, column):
        if column in ("department", "site"):
            place = getattr(person, column)
            return place.name if place else ""
        if column == "manager":
            manager = self.by_pk.get(person.manager_id)
            return manager.username if manager else ""
        if column == "groups":
            return frozenset(self.company.members.get(person.pk, ()))
        return getattr(person, column)

    def check_unique(self, column, taken_words):
        """Nobody shares an address or a staff number once the whole file is in."""
        if column not in self.columns:
            return
        owners = {}
        for key, person in self.company.people.items():
            value = getattr(person, column)
            if key not in self.by_key and value:
                owners[value.casefold()] = str(person)
        for entry in self.entries:
            value = entry.values.get(column)
            if not value:
                continue
            owner = owners.setdefault(value.casefold(), entry)
            if isinstance(owner, str):
                self.problem(entry, column, taken_words % {"name": owner})
            elif owner is not entry:
                reason = _("This is in row %(row)s already.") % {"row": owner.row}
                self.problem(entry, column, reason)

    def check_loops(self):
        """No line of managers comes back to where it began, once the whole file is in."""
        if "manager" not in self.columns:
            return
        above = {
            key: self.current(p, "manager").casefold() for key, p in self.company.people.items()
        }
        for key, entry in self.by_key.items():
            above[key] = entry.values.get("manager", "").casefold()
        settled = set()
        for start in above:
            line, at = {}, start
            while at and at not in settled and at not in line:
                line[at] = len(line)
                at = above.get(at, "")
            if at in line:
                self.report_loop([key for key in line if line[key] >= line[at]])
            settled |= set(line)

    def report_loop(self, keys):
        names = [self.by_key[key].username if key in self.by_key else key for key in keys]
        if len(names) == 1:
            reason = _("Nobody is their own line manager.")
        else:
            reason = _("The line of managers goes round in a circle: %(line)s.") % {
                "line": " → ".join([*names, names[0]])
            }
        for key in keys:
            if key in self.by_key:
                self.problem(self.by_key[key], "manager", reason)


def match(rows, columns, company, *, by, create_places):
    """(entries, problems, new places) of the rows of a file."""
    matcher = Matcher(columns, company, by=by, create_places=create_places)
    for row, cells in rows:
        matcher.read(row, cells)
    for entry in matcher.entries:
        matcher.check(entry)
    matcher.check_unique("email", _("%(name)s has this address already."))
    matcher.check_unique("staff_number", _("%(name)s has this staff number already."))
    matcher.check_loops()
    return matcher.entries, matcher.problems, matcher.new_places

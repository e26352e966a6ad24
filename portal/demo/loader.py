"""Bring Larkfield Home's people in, through the services that a person's click uses."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from portal import roster
from portal.models import Department, DutyShift, User
from portal.people import changing, importing, own
from portal.roles import Role

HERE = Path(__file__).parent
PASSWORD = "red-lace-up-boots"  # noqa: S105 - of invented people, and printed by the command
FIRST = "ada.lund"


def load():
    """Everybody, the duty roster, who is away, and what people say about themselves."""
    company = tomllib.loads((HERE / "company.toml").read_text(encoding="utf-8"))
    ada = changing.add(
        by=None,
        username=FIRST,
        first_name="Ada",
        last_name="Lund",
        is_superuser=True,
        groups=[Role.ADMINISTRATOR],
    )
    importing.take(
        (HERE / "people.csv").read_bytes(), by=ada, create_places=True, name="people.csv"
    )
    people = {person.username: person for person in User.objects.all()}
    for name, head in company["heads"].items():
        Department.objects.filter(name=name).update(head=people[head])
    for username, settings in company["own"].items():
        own.change_settings(people[username], **settings)
    _fill_roster(company["duty"], people, by=ada)
    _send_away(company["away"], people)
    _open_doors(people.values())


def _fill_roster(rows, people, *, by):
    for row in rows:
        for weekday in row["days"]:
            shift = DutyShift(
                person=people[row["person"]],
                weekday=int(weekday),
                starts=row["starts"],
                ends=row["ends"],
            )
            roster.keep(shift, by=by)


def _send_away(rows, people):
    today = timezone.localdate()
    for row in rows:
        own.plan_absence(
            people[row["person"]],
            delegate=people[row["delegate"]],
            starts=today + timedelta(days=row["starts"]),
            ends=today + timedelta(days=row["ends"]),
        )


def _open_doors(people):
    """One password for all: only the demo does this."""
    for person in people:
        person.set_password(PASSWORD)
    User.objects.bulk_update(people, ["password"])

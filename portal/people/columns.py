"""The columns of a file of people: how each cell is read, and what is said when it can't be."""

import re
import unicodedata
from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.models import User
from portal.people import zones
from portal.people.changing import USERNAME

CLOCK = re.compile(r"^(\d{1,2})[:.](\d{2})(?::00)?$")
REQUIRED = ("username", "first_name", "last_name")


class Unreadable(Exception):
    """This cell can't be taken. The text says what to do about it."""


def text(name):
    """A reader of plain text, as long as the field allows."""
    limit = User._meta.get_field(name).max_length

    def read(cell):
        if any(unicodedata.category(letter) == "Cc" for letter in cell):
            raise Unreadable(_("There is an invisible control character. Type the text again."))
        if len(cell) > limit:
            raise Unreadable(
                _("This is %(n)s letters long. There is room for %(limit)s.")
                % {"n": len(cell), "limit": limit}
            )
        if not cell and name in REQUIRED:
            raise Unreadable(_("This is empty. Everybody needs one."))
        return cell

    return read


def username(cell):
    cell = text("username")(cell)
    if not USERNAME.match(cell):
        raise Unreadable(_("Use letters, digits and . @ + - _ only, with no blanks."))
    return cell


def email(cell):
    cell = text("email")(cell)
    if cell:
        try:
            validate_email(cell)
        except ValidationError as error:
            raise Unreadable(
                _("This is not an e-mail address. Example: amina.yusuf@example.com")
            ) from error
    return cell


def staff_number(cell):
    return text("staff_number")(cell) or None


def days(cell):
    if not re.fullmatch(r"[1-7]{0,7}", cell) or len(set(cell)) != len(cell):
        raise Unreadable(_("Use each digit once, 1 for Monday to 7 for Sunday. Example: 12345"))
    return "".join(sorted(cell)) or default("working_days")


def clock(name):
    """A reader of a time of day."""

    def read(cell):
        if not cell:
            return default(name)
        found = CLOCK.match(cell)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise Unreadable(_("This is not a time. Example: 09:00 or 17:30"))
        return time(int(found[1]), int(found[2]))

    return read


def zone(cell):
    if cell and cell not in zones.known():
        raise Unreadable(_("This is not a time zone. Example: Europe/London"))
    return cell


def groups(cell):
    """The set of names in the cell, separated by blanks, commas, semicolons or bars."""
    return frozenset(re.split(r"[\s,;|]+", cell.strip(" ,;|"))) - {""}


def default(name):
    return User._meta.get_field(name).default


def place(cell):
    cell = re.sub(r"\s+", " ", cell)
    if len(cell) > 80:
        raise Unreadable(_("This is %(n)s letters long. There is room for 80.") % {"n": len(cell)})
    return cell


READERS = {
    "username": username,
    "first_name": text("first_name"),
    "last_name": text("last_name"),
    "email": email,
    "staff_number": staff_number,
    "job_title": text("job_title"),
    "grade": text("grade"),
    "department": place,
    "site": place,
    "manager": lambda cell: cell,
    "groups": groups,
    "phone": text("phone"),
    "shift": text("shift"),
    "working_days": days,
    "work_starts": clock("work_starts"),
    "work_ends": clock("work_ends"),
    "time_zone": zone,
}

SAMPLE = (
    "username,first_name,last_name,email,staff_number,job_title,grade,department,site,manager,"
    "groups,phone,shift,working_days,work_starts,work_ends,time_zone\r\n"
    "robin.hart,Robin,Hart,robin.hart@example.com,1001,Shop manager,C,Shops,Leeds,,managers,"
    "0113 496 0101,Days,12345,08:00,16:30,\r\n"
    "kit.osei,Kit,Osei,,1002,Adviser,A,Shops,Leeds,robin.hart,frontline,,Nights,5671,22:00,06:00,"
    "Europe/London\r\n"
)

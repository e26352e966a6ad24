"""What people read instead of names of fields, and a working week in words."""

from django.utils import dates
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import look
from portal.models import User
from portal.people.columns import READERS

HELP = {
    "username": gettext_lazy("everybody has their own; it tells us who is who"),
    "department": gettext_lazy("its name"),
    "site": gettext_lazy("its name"),
    "manager": gettext_lazy("a username, of somebody here or in the file"),
    "groups": gettext_lazy("names with blanks between them; an empty cell takes all away"),
    "working_days": gettext_lazy("12345 is Monday to Friday"),
    "work_starts": gettext_lazy("09:00"),
    "work_ends": gettext_lazy("17:30; before the start means over midnight"),
    "time_zone": gettext_lazy("Europe/London; empty means the company’s"),
}


def column_labels():
    """{column: what people call it}, in the order of the example file."""
    return {name: capfirst(User._meta.get_field(name).verbose_name) for name in READERS}


def working_days(digits):
    """ "Monday to Friday", "Saturday and Sunday", "Monday, Wednesday and Friday"."""
    days = sorted({int(digit) for digit in digits})
    names = [str(dates.WEEKDAYS[day - 1]) for day in days]
    if len(days) == 7:
        return _("every day")
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    if len(names) > 1:
        return _("%(days)s and %(last)s") % {"days": ", ".join(names[:-1]), "last": names[-1]}
    return "".join(names)


def working_hours(person):
    """A person's working week in one sentence."""
    words = {
        "days": working_days(person.working_days),
        "starts": look.clock(person.work_starts),
        "ends": look.clock(person.work_ends),
    }
    if person.work_ends < person.work_starts:
        return _("%(days)s, %(starts)s to %(ends)s the next morning") % words
    return _("%(days)s, %(starts)s to %(ends)s") % words

"""What the page draws and cannot be said in a template: geometry, icons, bands and dates.

Template tags live in templatetags/look.py; the samples of the gallery in look_samples.py.
"""

import math
from datetime import date, datetime, time

from django.utils import dateformat, formats, timezone
from django.utils.translation import gettext, pgettext

# Each icon is drawn in a box of 24 with a stroke of 2 (see icon() in templatetags/look.py).
ICONS = {
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "bang": '<path d="M12 5v9M12 18.6v.2"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4"/>',
    "chat": '<path d="M4 5h16v11H10l-5 4v-4H4z"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "eye": '<path d="M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6z"/>'
    '<circle cx="12" cy="12" r="2.6"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "heart": '<path d="M12 20S4 15 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3C20 15 '
    '12 20 12 20z"/>',
    "mic": '<rect x="9" y="3" width="6" height="11" rx="3"/>'
    '<path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
    "moon": '<path d="M19 14.5A7.5 7.5 0 0 1 9.5 5 7.5 7.5 0 1 0 19 14.5z"/>',
    "phone": '<path d="M6 3.5h3.5l1.5 4.5-2.2 1.6a12 12 0 0 0 5.6 5.6L16 13l4.5 1.5V18a2.5 2.5 0 0 '
    '1-2.7 2.5A15.5 15.5 0 0 1 3.5 6.2 2.5 2.5 0 0 1 6 3.5z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H4V8h16v9h-3M7 14h10v6.5H7z"/>',
    "ring": '<path d="M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15'
    'M4 20v-5h5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "x": '<path d="m6 6 12 12M18 6 6 18"/>',
}

# Borromean rings: HERO lies over manager, manager over IT, and IT over HERO.
_MIDDLE, _OFFSET, RADIUS = (100, 100), 38, 56


def _centre(degrees):
    angle = math.radians(degrees)
    return (_MIDDLE[0] + _OFFSET * math.cos(angle), _MIDDLE[1] + _OFFSET * math.sin(angle))


def _crossings(one, other):
    """The two points where two rings of the same radius meet."""
    middle = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    dx, dy = other[0] - one[0], other[1] - one[1]
    distance = math.hypot(dx, dy)
    height = math.sqrt(RADIUS**2 - distance**2 / 4)
    step = (height * dy / distance, height * dx / distance)
    return [(middle[0] - step[0], middle[1] + step[1]), (middle[0] + step[0], middle[1] - step[1])]


def _arc(centre, point, half=17):
    """A short piece of a ring around `point`, as SVG path data."""
    angle = math.atan2(point[1] - centre[1], point[0] - centre[0])
    ends = []
    for turn in (angle - math.radians(half), angle + math.radians(half)):
        x, y = centre[0] + RADIUS * math.cos(turn), centre[1] + RADIUS * math.sin(turn)
        ends.append(f"{x:.1f} {y:.1f}")
    return f"M{ends[0]}A{RADIUS} {RADIUS} 0 0 1 {ends[1]}"


HERO_AT, MANAGER_AT, IT_AT = _centre(-90), _centre(150), _centre(30)
# The third ring must be redrawn over the first one at two places: only then do they hold together.
IT_OVER_HERO = "".join(_arc(IT_AT, point) for point in _crossings(IT_AT, HERO_AT))

# Levels of risk as the page numbers them; "critical" is domain.md's word for Severe.
BANDS = {"low": 1, "medium": 2, "high": 3, "severe": 4, "critical": 4}


def band(level):
    """1 to 4 for a level given as a number, its name, or an object with a value; else None."""
    level = getattr(level, "value", level)
    if isinstance(level, int) and 1 <= level <= 4:
        return level
    return BANDS.get(str(level).lower())


def band_label(number):
    """The word of a band from band()."""
    return {1: gettext("Low"), 2: gettext("Medium"), 3: gettext("High"), 4: gettext("Severe")}[
        number
    ]


def local(value):
    """An aware datetime in the reader's time zone; dates and naive times stay as they are."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def today():
    """The reader's date now."""
    return timezone.localdate()


def day(value, year=""):
    """“Fri 22 May”; with the year if it is not this year, or if `year` is "year"."""
    if not value:
        return ""
    value = local(value)
    if value.year == today().year and year != "year":
        return dateformat.format(value, pgettext("date format: day", "D j M"))
    return dateformat.format(value, pgettext("date format: day with year", "D j M Y"))


def clock(value):
    """“18:00” for a datetime or a time; "" for nothing."""
    if value in (None, ""):
        return ""
    return formats.time_format(local(value), pgettext("date format: clock", "H:i"))


def moment(value):
    """The shortest honest way to say a point in time: “18:00” today, else with its day."""
    if not value:
        return ""
    value = local(value)
    if isinstance(value, time):
        return clock(value)
    when = value.date() if isinstance(value, datetime) else value
    days = (when - today()).days
    if not isinstance(value, datetime):
        return _near(days) or day(value)
    if days == 0:
        return clock(value)
    named = _near(days) or day(value)
    return gettext("%(day)s at %(clock)s") % {"day": named, "clock": clock(value)}


def _near(days):
    """A day that is so many days from today, in a word; "" for most."""
    if days == 0:
        return gettext("today")
    if days == -1:
        return gettext("yesterday")
    return gettext("tomorrow") if days == 1 else ""


def since(value):
    """“since this morning”, “since yesterday”, “since Monday” (six days), “since 12 May”."""
    if not value:
        return ""
    value = local(value)
    when: date = value.date() if isinstance(value, datetime) else value
    age = (today() - when).days
    if age <= 0:
        morning = isinstance(value, datetime) and value.hour < 12
        return gettext("since this morning") if morning else gettext("since today")
    if age == 1:
        return gettext("since yesterday")
    if age < 7:
        named = dateformat.format(value, "l")
    elif when.year == today().year:
        named = dateformat.format(value, pgettext("date format: short", "j M"))
    else:
        named = dateformat.format(value, pgettext("date format: short with year", "j M Y"))
    return gettext("since %(when)s") % {"when": named}


def gallery_context():
    """Samples for templates/gallery.html (see look_samples.py)."""
    from portal import look_samples  # only the gallery needs them

    return look_samples.gallery_context()

"""A calendar of one's due dates, at a secret address that calendar programs read by themselves.

Rooms tell what is due; the ground floor writes it down as RFC 5545 wants it::

    feeds.register(provider)   # provider(person) yields Entries

The address opens nothing else. Of its secret we keep a digest, so we show it once and a copied
database gives none away. Calendar programs keep what they read in other houses: a title that is
for few people has no place here.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from unicodedata import category
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import trail
from portal.models import CalendarAddress
from portal.people import leaving

LINE = 75  # bytes of a line, by the RFC
HOURLY = "PT1H"
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
UNSPEAKABLE = {"Cc", "Cs", "Zl", "Zp"}  # control characters, half letters, breaks of lines

PROVIDERS: list = []

trail.register("calendar.made", gettext_lazy("%(subject)s made a calendar address."))
trail.register("calendar.ended", gettext_lazy("%(subject)s ended their calendar address."))


@dataclass(frozen=True, slots=True)
class Entry:
    """Something due on a day. ``key`` stays the same for as long as it is the same thing."""

    key: str
    due: date
    title: str
    url: str = ""


def register(provider):
    """Add a room's provider: a callable that takes a person and yields Entries."""
    PROVIDERS.append(provider)


def digest_of(secret):
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make(person):
    """Give a person a new address; one they had before ends. Returns its secret, once."""
    secret = secrets.token_urlsafe(32)
    CalendarAddress.objects.update_or_create(
        person=person, defaults={"digest": digest_of(secret), "made_at": timezone.now()}
    )
    trail.record("calendar.made", subject=person, actor=person)
    return secret


@transaction.atomic
def end(person, by=None):
    """End a person's address, if they have one."""
    if CalendarAddress.objects.filter(person=person).delete()[0]:
        trail.record("calendar.ended", subject=person, actor=by or person)


def owner_of(secret):
    """The person whose address this is, or None: nobody's, ended, or they have left.

    It is looked up by its digest, so no time that an answer takes tells anything of a secret.
    """
    found = CalendarAddress.objects.filter(digest=digest_of(secret), person__is_active=True)
    address = found.select_related("person").first()
    return address.person if address else None


def calendar(person):
    """The whole file: an all-day entry for each thing that is due, which blocks nobody's day."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        entries = [entry for provider in PROVIDERS for entry in provider(person)]
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//HERO Compact//due dates//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            f"X-WR-CALNAME:{escaped(_('HERO: what I promised'))}",
            f"REFRESH-INTERVAL;VALUE=DURATION:{HOURLY}",
            f"X-PUBLISHED-TTL:{HOURLY}",
            *(line for entry in entries for line in _event(entry)),
            "END:VCALENDAR",
        ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry):
    stamp = timezone.now().astimezone(UTC)
    url = f"{settings.BASE_URL}{entry.url}"
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(entry.key)}@{urlsplit(settings.BASE_URL).hostname}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.due + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(entry.title)}",
        *([f"URL:{url}", f"DESCRIPTION:{escaped(url)}"] if entry.url else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text):
    """Text as a value of RFC 5545: nothing in it begins a line or a value of its own."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(ESCAPED)
    return "".join(letter for letter in plain if category(letter) not in UNSPEAKABLE)


def folded(line):
    """A line of at most 75 bytes, and its rest on lines that begin with a blank. No letter is cut
    in two."""
    pieces, piece, room = [], "", LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", LINE - 1
        piece, room = piece + letter, room - size
    return "\r\n ".join([*pieces, piece])


leaving.register_ending(end)

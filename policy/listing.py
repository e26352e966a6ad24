"""The list of policies: those that are published, by title, with what it says of each."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from policy import duties, editions
from policy.models import Edition, PolicyPage
from portal import look
from portal.models import User
from portal.prepared import OneOf, Rows
from portal.short_lists import NAMES
from portal.templatetags.look import minutes

OWNER = ("owner_person", *(f"owner_person__{name}" for name in NAMES))


@dataclass(frozen=True, slots=True)
class Entry:
    """A policy on the list."""

    url: str
    title: str
    summary: str
    owner: User
    edition: str  # which one, and from when
    takes: str  # how long


def published():
    """The ids of all that the list has, in its order. One query."""
    return _published.ask()


def entries(policies):
    """What the list says of the policies with these ids. One query."""
    above, read = duties.above(), _("%(minutes)s to read")
    named = _("Edition %(number)s, in force from %(day)s")
    day, person = cache(look.day), cache(_owner)  # a list has many of the same
    found = []
    for slug, title, summary, number, since, length, *owner in _listed.ask(policies=policies):
        edition = named % {"number": number, "day": day(since)}
        takes = read % {"minutes": minutes(editions.minutes_for(length or 0))}
        url = f"{above}{quote(slug)}/"
        found.append(Entry(url, title, summary, person(*owner), edition, takes))
    return found


def _owner(*told):
    return User(**dict(zip(("pk", *NAMES), told, strict=True)))


def _out():
    out = Exists(Edition.objects.filter(policy=OuterRef("pk")))
    return PolicyPage.objects.live().filter(out).order_by("title", "pk")


def _shown():
    newest = Edition.objects.filter(policy=OuterRef("pk")).order_by("-number", "-correction")
    return (
        _out()
        .filter(OneOf("pk", "policies"))
        .values_list(
            "slug",
            "title",
            "summary",
            Subquery(newest.values("number")[:1]),
            Subquery(newest.values("in_force")[:1]),
            duties.characters("pk"),
            *OWNER,
        )
    )


_published = Rows(lambda: _out().values_list("pk", flat=True))
_listed = Rows(_shown)

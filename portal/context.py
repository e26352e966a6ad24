"""What the base template needs on every page."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from portal import clock, notices, roles, zero
from portal.roles import Role


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the main navigation."""

    key: str
    label: str
    url: str
    current: bool


# key, label, URL name, the roles that see it (None: everybody)
NAVIGATION = [
    ("today", _("Today"), "/", None),
    ("ideas", _("Ideas"), "ideas:list", None),
    ("policies", _("Policies"), "/policies/", None),
    ("learn", _("Learn"), "/learn/", None),
    ("heroes", _("HEROes"), "home:heroes", None),
    ("desk", _("Desk"), "home:desk", (Role.MANAGER, Role.SPONSOR, Role.CHAMPION)),
]


def page(request):
    """Context processor: lazy, so that a page that shows less asks less."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "zero": SimpleLazyObject(lambda: zero.person_for(request)),
        "unread": SimpleLazyObject(lambda: notices.unread(user)) if signed_in else 0,
        "nav": navigation(request) if signed_in else [],
        "theme": (user.theme if signed_in else request.COOKIES.get("theme", "")),
        "quiet": clock.quiet_hours(user) if signed_in else None,
        "zero_key": not signed_in or user.zero_key,
        "demo": settings.DEMO,
        "desk_phone": settings.DESK_PHONE,
    }


def navigation(request):
    """The words that this person can use; a room that is not built has no door."""
    words = []
    for key, label, name, wanted in NAVIGATION:
        if wanted and not any(roles.has(request.user, role) for role in wanted):
            continue
        try:
            url = name if name.startswith("/") else reverse(name)
        except NoReverseMatch:
            continue
        here = request.path == url if url == "/" else request.path.startswith(url)
        words.append(Word(key, label, url, here))
    return words

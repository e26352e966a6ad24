"""The criteria in force, and how another edition comes about. Nothing is ever rescored."""

import json

from django.db import connections, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import seats
from ideas.deeds import canonical, digest_of
from ideas.models import Criteria
from ideas.risk import body as bodies
from ideas.risk import defaults
from ideas.risk.method import Method
from portal import roles, trail
from portal.roles import Role

LONGEST = 300  # characters of a reason

trail.register(
    "criteria.published",
    gettext_lazy("%(actor)s published edition %(number)s of the risk criteria: %(why)s"),
    *("number", "why", "digest"),
)


class Refused(seats.Refused):
    """It was not published; ``field`` names the place in the body, as ideas.risk.body does."""

    def __init__(self, reason, field="", status=None):
        super().__init__(reason, status)
        self.field = field


def current():
    """The edition in force. There always is one: edition 1 is kept after each migrate."""
    return Criteria.objects.latest("number")


def method_of(criteria):
    """The Method of an edition. Editions never change, so each is read once by a process."""
    if criteria.digest not in _methods:
        _methods[criteria.digest] = Method.of(json.loads(canonical(criteria.body)))
    return _methods[criteria.digest]


def method_with(digest):
    """The Method of the edition with this digest, which is read if this process has not met it."""
    return _methods.get(digest) or method_of(Criteria.objects.get(digest=digest))


_methods = {}  # digest: Method


def outdated(assessment):
    """Whether a newer edition came out since. It is said, and nothing is scored anew."""
    return Criteria.objects.filter(number__gt=assessment.criteria.number).exists()


@transaction.atomic
def publish(*, by, body, why, seen=None):
    """Publish another edition and return it. ``seen`` is the number of the edition that the person
    changed, when it matters that nobody published one meanwhile.

    Raises Refused for somebody without the role (403), a body that is off, a missing reason, a
    body that says the same as before, and a stale ``seen`` (409).
    """
    if not roles.has(by, Role.ADMINISTRATOR):
        raise Refused(_("Administrators look after the risk criteria."), status=403)
    list(Criteria.objects.select_for_update().filter(number=1))  # one publication at a time
    latest = current()
    if seen is not None and seen != latest.number:
        raise Refused(
            _(
                "%(person)s published edition %(number)s meanwhile. What you chose is below; look "
                "at what changed, then publish yours on top."
            )
            % {"person": latest.made_by or _("Somebody"), "number": latest.number},
            status=409,
        )
    try:
        bodies.check(body)
    except bodies.Off as off:
        raise Refused(off.reason, off.field) from off
    if not why.strip() or len(why.strip()) > LONGEST:
        raise Refused(_("Say in a sentence why you change it, no longer than this line."), "why")
    if digest_of(canonical(body)) == latest.digest:
        raise Refused(_("Nothing changed, so there is nothing to publish."))
    made = _store(latest.number + 1, body, why=why.strip(), by=by)
    trail.record(
        "criteria.published",
        actor=by,
        subject=made,
        number=made.number,
        why=made.why,
        digest=made.digest,
    )
    return made


def keep(sender=None, using="default", **kwargs):
    """Make edition 1 where there is none. Kept after each migrate, safe to repeat; does nothing
    before the table exists."""
    if Criteria._meta.db_table not in connections[using].introspection.table_names():
        return
    if not Criteria.objects.using(using).exists():
        _store(1, defaults.body(), why="How we begin.", using=using)


def _store(number, body, *, why, by=None, using="default"):
    return Criteria.objects.using(using).create(
        number=number, body=body, digest=digest_of(canonical(body)), why=why, made_by=by
    )

"""What the trail remembers about signing in. Nothing that was typed is ever kept.

Keys: ``how`` and ``why`` are words of this file, ``kind`` is the type of the second step.
"""

import logging

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal import trail

logger = logging.getLogger(__name__)

trail.register("person.signed_in", _("%(actor)s signed in."), "how")
trail.register("person.sign_in_refused", _("Somebody could not sign in as %(subject)s."), "why")
trail.register(
    "person.second_factor_added", _("%(actor)s added a second step to their sign-in."), "kind"
)
trail.register(
    "person.second_factor_removed",
    _("A second step was taken off the sign-in of %(subject)s."),
    "kind",
)
trail.register("person.password_changed", _("%(subject)s has a new password."), "how")

SECOND_STEPS = {"totp", "webauthn"}  # recovery codes only come along with one of these


@transaction.atomic
def signed_in(*, person, how):
    """Somebody is in; ``how`` is the last step they took (password, mfa, socialaccount, demo)."""
    return trail.record("person.signed_in", actor=person, subject=person, how=how)


@transaction.atomic
def refused(*, person, why):
    """Somebody was kept out. Without a known person only the log hears of it."""
    logger.warning("Sign-in refused (%s) for %s", why, person.pk if person else "nobody we know")
    if person is not None:
        return trail.record("person.sign_in_refused", subject=person, why=why)
    return None


@transaction.atomic
def second_factor_added(*, person, kind):
    """An authenticator app or a passkey now guards the person."""
    if kind in SECOND_STEPS:
        trail.record("person.second_factor_added", actor=person, subject=person, kind=kind)


@transaction.atomic
def second_factor_removed(*, person, kind):
    """One of them is gone."""
    if kind in SECOND_STEPS:
        trail.record("person.second_factor_removed", actor=person, subject=person, kind=kind)


@transaction.atomic
def password_changed(*, person, how, actor=None):
    """``how`` is "changed", "set" or "reset"; a reset by mail has no actor."""
    return trail.record("person.password_changed", actor=actor, subject=person, how=how)

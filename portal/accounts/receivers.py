"""allauth says what happened; the trail writes it down."""

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as second_step
from django.dispatch import receiver

from portal.accounts import events, lockout


@receiver(account.user_logged_in, dispatch_uid="portal.accounts.signed_in")
def signed_in(request, user, **kwargs):
    steps = get_authentication_records(request, user)
    events.signed_in(person=user, how=steps[-1]["method"] if steps else "unknown")


@receiver(second_step.authentication_failed, dispatch_uid="portal.accounts.second_step_refused")
def second_step_refused(user, **kwargs):
    events.refused(person=user, why="second_step")


@receiver(second_step.authenticator_added, dispatch_uid="portal.accounts.second_step_added")
def second_step_added(user, authenticator, **kwargs):
    if authenticator.type != authenticator.Type.TOTP:  # portal.accounts.views.AddApp tells of it
        events.second_factor_added(person=user, kind=authenticator.type)


@receiver(second_step.authenticator_removed, dispatch_uid="portal.accounts.second_step_removed")
def second_step_removed(user, authenticator, **kwargs):
    events.second_factor_removed(person=user, kind=authenticator.type)


@receiver(account.password_changed, dispatch_uid="portal.accounts.password_changed")
def password_changed(user, **kwargs):
    events.password_changed(person=user, actor=user, how="changed")


@receiver(account.password_set, dispatch_uid="portal.accounts.password_set")
def password_set(user, **kwargs):
    events.password_changed(person=user, actor=user, how="set")


@receiver(account.password_reset, dispatch_uid="portal.accounts.password_reset")
def password_reset(request, user, **kwargs):
    events.password_changed(person=user, how="reset")
    lockout.forgive(request, lockout.pair(request, user.username))

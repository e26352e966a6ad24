"""How a person at the desk helps somebody in who lost a phone, or has no mail."""

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse

from portal import trail
from portal.accounts import sessions


@transaction.atomic
def take_off_second_step(*, person, by=None):
    """Remove every app, passkey and paper code of a person, and end their sessions.

    ``by`` is who did it, None for an operator at the console. Returns how many steps went.
    """
    steps = Authenticator.objects.filter(user_id=person.pk)
    kinds = list(steps.exclude(type="recovery_codes").values_list("type", flat=True))
    steps.delete()
    sessions.end_all(person)
    for kind in kinds:
        trail.record("person.second_factor_removed", subject=person, actor=by, kind=kind)
    return len(kinds)


def password_link(person):
    """An address where this person sets a new password: once, within the hour.

    For people without mail. Say it only to them, and only when you know who they are.
    """
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(person),
            "key": default_token_generator.make_token(person),
        },
    )
    return settings.BASE_URL + path

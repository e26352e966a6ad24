"""A lost phone, or no mail: how the desk helps somebody in."""

from io import StringIO
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command
from django.urls import reverse

from portal import trail
from portal.accounts import helping

NEW = "four blue boots dancing"


def test_a_lost_phone(client, amina, sam, ada):
    for person in (amina, sam):
        TOTP.activate(person, generate_totp_secret())
        RecoveryCodes.activate(person)
    client.force_login(amina)
    assert helping.take_off_second_step(person=amina, by=ada) == 1
    assert set(Authenticator.objects.values_list("user_id", flat=True)) == {sam.pk}
    assert client.get(reverse("account_email")).status_code == 302, "her sessions ended"
    event = trail.about(amina).first()
    assert (event.kind, event.actor_id, event.data) == (
        "person.second_factor_removed",
        str(ada.pk),
        {"kind": "totp"},
    )


def test_a_link_for_somebody_without_mail(client, amina):
    TOTP.activate(amina, generate_totp_secret())
    said = StringIO()
    call_command("help_in", "amina.yusuf", "--second-step-off", stdout=said)
    form = client.get(urlsplit(said.getvalue().split()[-1]).path)
    client.post(form.url, {"password1": NEW, "password2": NEW})
    signed_in = client.post(reverse("account_login"), {"login": "amina.yusuf", "password": NEW})
    assert signed_in.url == "/"


def test_nobody_who_left_is_helped_in(sam):
    sam.is_active = False
    sam.save()
    for username in ("sam.whitlock", "nobody"):
        with pytest.raises(CommandError, match="Nobody who works here"):
            call_command("help_in", username)

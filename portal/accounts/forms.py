"""allauth's forms in our words."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from django.contrib.auth.tokens import default_token_generator
from django.utils.translation import gettext_lazy as _

from portal.models import User

ADVICE = _("Twelve characters or more. Three or four words you can picture do well.")
AGAIN = _("The same once more")
ASK_PASSWORD = _("Type your password")
ASK_NEW = _("Think of a new password")
ASK_AGAIN = _("Type the new password once more")
ASK_CODE = _("Type the code")


def say(form, name, label, *, help_text="", ask=""):
    """Label a field, drop the greyed-out example in it, and ask in words when it stays empty."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    if ask:
        field.error_messages["required"] = ask
    return field


def say_new_password(form):
    say(form, "password1", _("Your new password"), help_text=ADVICE, ask=ASK_NEW)
    say(form, "password2", AGAIN, ask=ASK_AGAIN)


def say_code(form, help_text):
    """A code from an app, or one of the codes that were written down."""
    field = say(form, "code", _("The code"), help_text=help_text, ask=ASK_CODE)
    field.widget.attrs |= {"inputmode": "text", "spellcheck": "false", "autocapitalize": "off"}


class SignInForm(account.LoginForm):
    """Name or address, and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = say(
            self,
            "login",
            _("Your username or e-mail address"),
            ask=_("Type your username or e-mail address"),
        )
        name.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        name.max_length = 254
        say(self, "password", _("Your password"), ask=ASK_PASSWORD)


class ResetForm(account.ResetPasswordForm):
    """Where to send the link. The mail goes to the address HR keeps, not to the one typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = say(
            self, "email", _("Your e-mail address"), ask=_("Type the e-mail address we know")
        )
        field.error_messages["invalid"] = _("That isn’t a whole e-mail address yet")

    def clean_email(self):
        email = self.cleaned_data["email"]
        person = User.objects.present().filter(email__iexact=email).first()
        self.users = [person] if person else []
        return person.email if person else email

    def save(self, request, **kwargs):
        return super().save(request, token_generator=default_token_generator, **kwargs)


class UserTokenForm(account.UserTokenForm):
    """Links end with the hour, with the new password and with the next sign-in."""

    token_generator = default_token_generator


class NewPasswordForm(account.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_new_password(self)


class SetPasswordForm(account.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_new_password(self)


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self, "oldpassword", _("The password you have now"), ask=ASK_PASSWORD)
        say_new_password(self)


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self, "password", _("Your password"), ask=ASK_PASSWORD)


FROM_APP = _("Six digits from your authenticator app, or one of the codes you wrote down.")


class SecondStepForm(second_step.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_code(self, FROM_APP)


class SecondStepAgainForm(second_step.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_code(self, FROM_APP)


class AddAppForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_code(self, _("Six digits that your app shows after it has seen the square."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


PASSKEY_NAME = _("What shall we call it?")
PASSKEY_HINT = _("For example: my phone, or the blue key on my ring.")


class AddPasskeyForm(passkey.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self, "name", PASSKEY_NAME, help_text=PASSKEY_HINT)
        self.fields["name"].initial = self.initial["name"] = ""
        say(
            self,
            "passwordless",
            _("Let it sign me in without my password"),
            help_text=_("Your phone or key then asks for your finger, your face or its PIN."),
        )


class RenamePasskeyForm(passkey.EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self, "name", PASSKEY_NAME, help_text=PASSKEY_HINT, ask=_("Give it a name"))

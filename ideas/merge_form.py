"""The form that says which idea this one is the same as."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ideas import references


class MergeForm(forms.Form):
    """The number of the other idea, as people write it: HERO-2026-0042."""

    kept = forms.RegexField(
        f"^{references.PATTERN}$",
        label=_("Which idea is it the same as?"),
        help_text=_("Its number stands above its title, for example HERO-2026-0042."),
        max_length=20,
        strip=True,
        error_messages={
            "required": _("Write the number of the other idea."),
            "invalid": _("Write its number like this: HERO-2026-0042."),
        },
    )
    why = forms.CharField(
        label=_("What makes them the same?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

"""What got in somebody's way, and what its owner says about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.models import Friction, FrictionTask


class FrictionForm(forms.ModelForm):
    """Words help, and are not needed: to say where is enough."""

    class Meta:
        model = Friction
        fields = ["words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"words": _("A sentence is plenty. None is fine too.")}


class AnswerForm(forms.ModelForm):
    """One of two answers, with words that everybody reads."""

    changed = forms.TypedChoiceField(
        label=_("What came of it?"),
        choices=[("yes", _("We changed something")), ("no", _("We leave it as it is"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two")},
    )

    class Meta:
        model = FrictionTask
        fields = ["changed", "answer"]
        labels = {"answer": _("What you changed, or why not")}
        help_texts = {"answer": _("Everybody who works here can read it.")}
        widgets = {"answer": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.fields["answer"].error_messages["required"] = _("Write a sentence or two first")

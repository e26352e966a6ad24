"""The form of a move that signs: what it asks, that it was read, and the typed name."""

from django import forms
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from ideas import deeds, step_forms, words
from portal import look

TYPED = ("deed", "name")  # asked in their own way, last


class SealForm(forms.Form):
    """``deed`` is the Deed that is signed with it; None while its text still waits for a condition,
    and then only the words are asked that go into it. ``typed`` are words to begin with."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, move, idea, person, deed, typed=None):
        super().__init__(data, auto_id=f"{move.verb}_%s", initial=typed)
        self.move, self.person = move, person
        self.initial["seen"] = f"{idea.state}:{idea.round}"
        for name in move.asks:
            if name not in TYPED:
                self.fields[name] = self._area(name, rows=3)
        if deed is not None:
            self._ask_for_the_seal(deed)

    def _area(self, name, *, rows, required=True):
        label = step_forms.LABELS.get((self.move.verb, name), step_forms.LABELS.get(name))
        hint = step_forms.HINTS.get((self.move.verb, name), step_forms.HINTS.get(name, ""))
        missing = {"required": words.MISSING[name]} if name in words.MISSING else {}
        return forms.CharField(
            label=label,
            help_text=hint,
            required=required,
            max_length=words.most(name),
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages=missing,
        )

    def _ask_for_the_seal(self, deed):
        if "says" in self.move.may_say:
            self.fields["says"] = self._area("says", rows=2, required=False)
        self.fields["deed"] = forms.CharField(widget=forms.HiddenInput)
        self.initial["deed"] = deed.digest
        self.fields["read"] = forms.BooleanField(
            label=_("I’ve read all of it, and I’m happy with my part."),
            error_messages={"required": _("Read it first, then tick this.")},
        )
        self.fields["name"] = forms.CharField(
            label=_("Type your name to sign"),
            help_text=_("As it stands here: %(name)s. Today’s date is added for you: %(day)s.")
            % {"name": escape(str(self.person)), "day": look.day(timezone.now(), "year")},
            max_length=words.most("name"),
            widget=forms.TextInput(attrs={"autocomplete": "name", "class": "sig-in"}),
            error_messages={"required": words.MISSING["name"]},
        )

    def clean_name(self):
        name = self.cleaned_data["name"]
        if deeds.plain(name) != deeds.plain(str(self.person)):
            raise forms.ValidationError(
                _("Type your name as it stands here, to sign: %(name)s.") % {"name": self.person}
            )
        return name

    def answers(self):
        """What goes to ideas.services.perform."""
        return {name: self.cleaned_data.get(name, "") for name in self.move.words}

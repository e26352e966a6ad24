"""One form for every move: its fields are what the move asks (ideas.compact)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ideas import seats, words

# What a field is called, for one move or (without a verb) for all of them.
LABELS = {
    "question": gettext_lazy("What would you like to know?"),
    "answer": gettext_lazy("What is your answer?"),
    "reason": gettext_lazy("Why?"),
    ("decline", "reason"): gettext_lazy("Why not now?"),
    ("appeal", "reason"): gettext_lazy("What should the other manager know?"),
    ("withdraw", "reason"): gettext_lazy("Why are you taking it back?"),
    ("hand-over", "reason"): gettext_lazy("Why are you handing it over?"),
    "would_be_yes": gettext_lazy("What would make it a yes?"),
    "look_again": gettext_lazy("When do we look at it again?"),
    "to": gettext_lazy("Who takes over?"),
}
HINTS = {
    ("decline", "reason"): gettext_lazy(
        "A no is a letter to a colleague. They read exactly what you write here. "
        "Ringing first is even better."
    ),
    ("ask", "question"): gettext_lazy("One question, the one that matters most."),
    ("withdraw", "reason"): gettext_lazy("Only the people involved read this."),
    ("hand-over", "reason"): gettext_lazy("Only the people involved read this."),
}


class StepForm(forms.Form):
    """The words of a move. ideas.words says what counts, here and for every other caller."""

    def __init__(self, data=None, *, move, idea):
        super().__init__(data)
        self.move = move
        for name in move.asks:
            self.fields |= self._fields(name, idea)

    def _fields(self, name, idea):
        label = LABELS.get((self.move.verb, name), LABELS.get(name))
        hint = HINTS.get((self.move.verb, name), "")
        told = {"label": label, "help_text": hint, "error_messages": self._missing(name)}
        if name == "to":
            return {"to": forms.ChoiceField(choices=self._successors(idea), **told)}
        if name == "look_again":
            never = _("Never. It would not become a yes.")
            return {
                "look_again": forms.DateField(
                    required=False, widget=forms.DateInput(attrs={"type": "date"}), **told
                ),
                "never": forms.BooleanField(required=False, label=never),
            }
        area = forms.Textarea(attrs={"rows": 4})
        return {name: forms.CharField(max_length=words.LONGEST, widget=area, **told)}

    @staticmethod
    def _missing(name):
        return {"required": words.MISSING[name], "invalid": words.MISSING[name]}

    @staticmethod
    def _successors(idea):
        """Whoever may sit in the holder's seat, with what they hold already."""
        people = seats.eligible(idea, idea.stage.holder).exclude(pk=idea.holder_id)
        choices = [("", _("Choose somebody"))]
        for person in people:
            load = ngettext("%(n)s idea in hand", "%(n)s ideas in hand", person.load)
            said = _("%(person)s, %(load)s") % {
                "person": person,
                "load": load % {"n": person.load},
            }
            choices.append((person.username, said))
        return choices

    def clean(self):
        cleaned = super().clean()
        asked = "look_again" in self.fields and "look_again" not in self.errors
        if asked and bool(cleaned.get("look_again")) == bool(cleaned.get("never")):
            self.add_error("look_again", words.MISSING["look_again"])
        return cleaned

    def answers(self):
        """What goes to ideas.services.perform."""
        answers = {name: self.cleaned_data[name] for name in self.move.asks}
        if "look_again" in answers:
            day = answers["look_again"]
            answers["look_again"] = day.isoformat() if day else words.NEVER
        return answers

"""One form for every move: its fields are what the move asks and may hear (ideas.compact)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import seats, words
from ideas.models import Result

# What a field is called, for one move or (without a verb) for all of them.
LABELS = {
    "question": gettext_lazy("What would you like to know?"),
    ("query", "question"): gettext_lazy("What isn’t right yet?"),
    "answer": gettext_lazy("What is your answer?"),
    "reason": gettext_lazy("Why?"),
    ("decline", "reason"): gettext_lazy("Why not now?"),
    ("appeal", "reason"): gettext_lazy("What should the other manager know?"),
    ("withdraw", "reason"): gettext_lazy("Why are you taking it back?"),
    ("hand-over", "reason"): gettext_lazy("Why are you handing it over?"),
    ("swap", "reason"): gettext_lazy("Why would you like somebody else?"),
    ("reweigh", "reason"): gettext_lazy("What has changed, or what is missing?"),
    ("park", "reason"): gettext_lazy("What are we waiting for?"),
    "would_be_yes": gettext_lazy("What would make it a yes?"),
    "look_again": gettext_lazy("When do we look at it again?"),
    "until": gettext_lazy("When do you look at it again?"),
    "to": gettext_lazy("Who takes over?"),
    "heard": gettext_lazy("Who was it hard for, in your own words?"),
    "note": gettext_lazy("What do you make of it?"),
    "condition": gettext_lazy("What must be so for you to sign?"),
    "support": gettext_lazy("What does it take to support it?"),
    "scale": gettext_lazy("What would it take to give it to everybody?"),
    "advice": gettext_lazy("What is your advice?"),
    "learned": gettext_lazy("What did we learn?"),
    ("celebrate", "learned"): gettext_lazy("What is worth celebrating?"),
    "progress": gettext_lazy("How does it go?"),
    "number": gettext_lazy("What do you count today?"),
    "hours": gettext_lazy("How many hours have you had for it since the last time?"),
    ("extend", "reason"): gettext_lazy("Why does it need longer?"),
    ("extend", "until"): gettext_lazy("Until when?"),
    "where": gettext_lazy("Where does it go next, and with whom?"),
    "grade": gettext_lazy("How sure can we be?"),
    ("confirm", "note"): gettext_lazy("What did you look at?"),
    ("confirm-lesson", "note"): gettext_lazy("What did you look at?"),
    ("send-back", "question"): gettext_lazy("What would you need to confirm it?"),
    ("reopen", "reason"): gettext_lazy("What is different now?"),
    ("go-on", "reason"): gettext_lazy("How do you go on without it?"),
    "says": gettext_lazy("A sentence to go with your seal"),
}
HINTS = {
    ("decline", "reason"): gettext_lazy(
        "A no is a letter to a colleague. They read exactly what you write here. "
        "Ringing first is even better."
    ),
    ("ask", "question"): gettext_lazy("One question, the one that matters most."),
    ("withdraw", "reason"): gettext_lazy("Only the people involved read this."),
    ("hand-over", "reason"): gettext_lazy("Only the people involved read this."),
    ("swap", "reason"): gettext_lazy(
        "Whoever takes over reads this. The colleague who has it now doesn’t."
    ),
    ("reweigh", "reason"): gettext_lazy(
        "Seals that are on it lapse, and everybody signs again once it is weighed."
    ),
    ("park", "reason"): gettext_lazy("Everybody who sees the idea reads this."),
    ("extend", "until"): gettext_lazy("A day after the end that was planned."),
    "number": gettext_lazy("In the unit of your plan, where you have it."),
    "where": gettext_lazy("All that makes it safe has been verified, so it may grow."),
    "until": gettext_lazy("Within a year. It comes back to you on that day by itself."),
    "heard": gettext_lazy("The author reads this first, and knows that you listened."),
    "condition": gettext_lazy("It becomes part of the compact, so whoever signed signs again."),
    "learned": gettext_lazy("It is worth as much as a success. Everybody reads it."),
    "says": gettext_lazy("Everybody who sees the idea reads it."),
}
ONE_LINE = ("number", "hours", "where")
SHORT = {"heard": 3, "note": 3}  # rows of what needs fewer than four


class StepForm(forms.Form):
    """The words of a move. ideas.words says what counts, here and for every other caller.

    What a seal costs is asked beside the compact itself (ideas.seal_form).
    """

    def __init__(self, data=None, *, move, idea):
        super().__init__(data)
        self.move = move
        for name in move.words:
            self.fields |= self._fields(name, idea)

    def _fields(self, name, idea):
        asked = name in self.move.asks
        told = {
            "label": LABELS.get((self.move.verb, name), LABELS.get(name, "")),
            "help_text": HINTS.get((self.move.verb, name), HINTS.get(name, "")),
            "error_messages": self._missing(name) if asked else {},
            "required": asked,
        }
        if name == "to":
            return {"to": forms.ChoiceField(choices=self._successors(idea), **told)}
        if name == "look_again":
            never = _("Never. It would not become a yes.")
            return {
                "look_again": self._day(told | {"required": not self.data.get("never")}),
                "never": forms.BooleanField(required=False, label=never),
            }
        if name == "until":
            return {"until": self._day(told)}
        if name == "grade":
            return {
                "grade": forms.ChoiceField(choices=Result.Grade, widget=forms.RadioSelect, **told)
            }
        if name in ONE_LINE:
            return {name: forms.CharField(max_length=words.most(name), **told)}
        area = forms.Textarea(attrs={"rows": SHORT.get(name, 4)})
        return {name: forms.CharField(max_length=words.most(name), widget=area, **told)}

    @staticmethod
    def _day(told):
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **told)

    @staticmethod
    def _missing(name):
        return {"required": words.MISSING[name], "invalid": words.MISSING[name]}

    @staticmethod
    def _successors(idea):
        """Whoever has room, or one of those who may sit in the holder's seat, with their load."""
        party, holder = idea.stage.holder, idea.holder
        people = [one for one in seats.eligible(idea, party) if one != holder]
        loads = {one.pk: seats.in_words(one.load) for one in people}
        named = _("%(person)s, who has %(load)s")
        anybody = _("Whoever has room: %(person)s, who has %(load)s")
        choices = [(one.username, named % {"person": one, "load": loads[one.pk]}) for one in people]
        if people:
            free = seats.propose(idea, party, besides=[holder]).person
            said = anybody % {"person": free, "load": loads[free.pk]}
            choices.insert(0, (seats.ANYBODY, said))
        return [("", _("Choose somebody")), *choices]

    def clean(self):
        cleaned = super().clean()
        asked = "look_again" in self.fields and "look_again" not in self.errors
        if asked and bool(cleaned.get("look_again")) == bool(cleaned.get("never")):
            self.add_error("look_again", words.MISSING["look_again"])
        return cleaned

    def answers(self):
        """What goes to ideas.services.perform."""
        answers = {name: self.cleaned_data[name] for name in self.move.words}
        if "look_again" in answers:
            answers["look_again"] = answers["look_again"] or words.NEVER
        return {
            name: given if isinstance(given, str) else given.isoformat()
            for name, given in answers.items()
        }

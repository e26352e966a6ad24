"""The small forms of an assessment. Each is sent by itself, so that half-done work is kept.

They say beside the field what is missing; what a rule forbids is said by the services.
"""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ideas.forms import Words
from ideas.models import Consultation, Mitigation, Risk
from ideas.risk import method as methods
from ideas.risk.assessing import MISSING, SIDES
from ideas.risk.scales import tiles
from ideas.risk.screening import DONE, PERSONAL_DETAILS, SCREEN
from portal.people.fields import PersonField

LONG = 3000
BY_WHEN = gettext_lazy("Pick the day by which it is done.")
UNTIL = gettext_lazy("Pick the day on which it ends.")
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def area(label, *, hint="", rows=2, missing="", longest=LONG):
    """Some words; ``missing`` is what we say without them, "" when they may be missing."""
    field = Words(label=label, help_text=hint, max_length=longest, rows=rows)
    field.required = bool(missing)
    field.error_messages["required"] = missing
    return field


def day(label, missing, hint=""):
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": missing},
    )


class ScenarioForm(forms.Form):
    """Because … , … could happen, so that … suffers …: four small fields that make one sentence."""

    guide_word = tiles(gettext_lazy("A word to think along"), [])
    cause = area(pgettext_lazy("cause of a risk", "Because …"), rows=1, missing=MISSING["cause"])
    event = area(gettext_lazy("… it could happen that …"), rows=1, missing=MISSING["event"])
    sufferer = area(
        gettext_lazy("… so that who?"), rows=0, longest=200, missing=MISSING["sufferer"]
    )
    harm = area(gettext_lazy("… suffers what?"), rows=1, missing=MISSING["harm"])
    side = tiles(
        gettext_lazy("Whom does it hurt?"),
        [(side.value, side.label) for side in SIDES],
        missing=gettext_lazy("Say whom it hurts."),
    )
    category = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        error_messages={"required": gettext_lazy("Choose what it is about.")},
    )
    vulnerable = forms.BooleanField(
        label=gettext_lazy("They are vulnerable, or a child"), required=False
    )

    def __init__(self, data=None, *, method, initial=None, prefix=None):
        super().__init__(data, initial=initial, prefix=prefix)
        self.ask_along(method)

    def ask_along(self, method):
        """Fill in what the criteria say: the guide words, and what a risk may be about."""
        words = self.fields["guide_word"]
        words.choices = [(word.key, word.label) for word in method.guide_words]
        words.option_hints = {
            word.key: f"{word.ask} {word.example}." for word in method.guide_words
        }
        self.fields["category"].choices = [("", _("Choose one")), *categories(method)]

    @property
    def sentence(self):
        """The fields that make the sentence."""
        return [self[name] for name in ("cause", "event", "sufferer", "harm")]


def categories(method):
    """What a risk may be about, but for doing nothing."""
    kinds = method.categories.values()
    return [(one.key, one.label) for one in kinds if one.key != methods.NOTHING]


class NothingForm(forms.Form):
    """The risk of doing nothing: what goes on as it is."""

    event = area(
        gettext_lazy("What happens if we leave it as it is?"),
        missing=gettext_lazy("Say what happens if we leave it as it is."),
    )
    sufferer = area(gettext_lazy("Who suffers from it?"), rows=0, longest=200)
    harm = area(gettext_lazy("What do they suffer?"), missing=MISSING["harm"])


class MitigationForm(forms.Form):
    """Something that would help; who does it and by when may be named, too."""

    text = area(
        gettext_lazy("What would help?"),
        missing=gettext_lazy("Say what would make it less likely, or less bad."),
    )
    owner = PersonField(label=gettext_lazy("Who could do it?"), required=False)
    due_on = day(gettext_lazy("By when?"), BY_WHEN)

    def __init__(self, data=None, *, people, needed=False, initial=None, prefix=None):
        """``needed``: whoever says so decides it, and names who does it, and by when."""
        super().__init__(data, initial=initial, prefix=prefix)
        self.fields["owner"].suggest(people)
        self.fields["owner"].required = self.fields["due_on"].required = needed
        self.fields["owner"].error_messages["required"] = _("Say who does it.")
        if needed:
            self.fields["owner"].label = _("Who does it?")


class OwnedForm(forms.Form):
    """A proposal is taken up: who does it, and by when."""

    owner = PersonField(
        label=gettext_lazy("Who does it?"),
        error_messages={"required": gettext_lazy("Say who does it.")},
    )
    due_on = day(gettext_lazy("By when?"), BY_WHEN)

    def __init__(self, data=None, *, people, initial=None, prefix=None):
        super().__init__(data, initial=initial, prefix=prefix)
        self.fields["owner"].suggest(people)


class SetAsideForm(forms.Form):
    """Why not: whoever proposed it reads this."""

    why = area(
        gettext_lazy("Why not?"),
        hint=gettext_lazy("Whoever proposed it reads this as written."),
        missing=gettext_lazy("Say in a sentence why you set it aside."),
    )


class ProgressForm(forms.Form):
    """How far it is, and how we know."""

    status = tiles(gettext_lazy("How far is it?"), [], missing=gettext_lazy("Say how far it is."))
    evidence = area(
        gettext_lazy("How do we know?"),
        hint=gettext_lazy("A photo in the files, a count, a date: whatever shows it."),
    )

    def __init__(self, data=None, *, statuses, prefix=None):
        super().__init__(data, prefix=prefix)
        self.fields["status"].choices = [
            (status.value, Mitigation.Status(status).label) for status in statuses
        ]


class AdviceForm(forms.Form):
    """What a specialist says, in the same place. About personal details there is a screening."""

    verdict = tiles(
        gettext_lazy("What do you say?"),
        Consultation.Verdict.choices,
        missing=gettext_lazy("Say whether it’s fine."),
    )
    advice = area(
        gettext_lazy("In your own words"),
        hint=gettext_lazy("Whoever weighs it reads this, and so does the author."),
        rows=3,
    )

    def __init__(self, data=None, *, consultation, prefix=None):
        given = consultation.screen
        initial = {"verdict": consultation.verdict, "advice": consultation.advice}
        initial |= {key: "yes" if yes else "no" for key, yes in given.items() if key != DONE}
        super().__init__(data, initial=initial | {DONE: given.get(DONE, False)}, prefix=prefix)
        self.screened = consultation.tripwire == PERSONAL_DETAILS
        if self.screened:
            for one in SCREEN:
                self.fields[one.key] = tiles(
                    one.asks, YES_NO, missing=_("Answer each of these with yes or no.")
                )
            self.fields[DONE] = forms.BooleanField(
                label=_("The data protection impact assessment is written and agreed"),
                required=False,
            )

    @property
    def questions(self):
        """The screening questions."""
        return [self[one.key] for one in SCREEN] if self.screened else []

    @property
    def done(self):
        return self[DONE] if self.screened else None

    def told(self):
        """As the services take it."""
        given = self.cleaned_data
        screen = {one.key: given[one.key] == "yes" for one in SCREEN if one.key in given}
        return {
            "verdict": given["verdict"],
            "advice": given["advice"],
            "screen": screen | ({DONE: given[DONE]} if self.screened else {}),
        }


class HandOnForm(forms.Form):
    """Somebody else knows more about it."""

    to = PersonField(
        label=gettext_lazy("Who knows more about it?"),
        error_messages={"required": gettext_lazy("Type a colleague’s name")},
    )


class LeaveForm(forms.Form):
    """Asking for an exception: to go further than we usually do, for a while."""

    category = forms.CharField(widget=forms.HiddenInput)
    level = forms.CharField(widget=forms.HiddenInput)
    why = area(
        gettext_lazy("Why is it worth going further?"),
        missing=gettext_lazy("Say why it is worth it, in a sentence or two."),
    )
    until = day(gettext_lazy("Until when?"), UNTIL, gettext_lazy("At most ninety days from now."))


class LeaveAnswerForm(forms.Form):
    """Yes under conditions, or no with the reason."""

    granted = tiles(
        gettext_lazy("Do you grant it?"),
        [("yes", gettext_lazy("Yes, under conditions")), ("no", gettext_lazy("No"))],
        missing=gettext_lazy("Say yes or no."),
    )
    said = area(
        gettext_lazy("Under which conditions, or why not?"),
        missing=gettext_lazy("Say it in your own words."),
    )

    def told(self):
        """As the services take it."""
        granted, said = self.cleaned_data["granted"] == "yes", self.cleaned_data["said"]
        return {"granted": granted, "conditions" if granted else "why": said}


class WorthForm(forms.Form):
    """Effort and value: ten small questions, each with five answers in words."""

    def __init__(self, data=None, *, method, assessment, prefix=None):
        super().__init__(data, prefix=prefix)
        self.sides = {"effort": [], "value": []}
        for side, questions, given in (
            ("effort", method.effort_questions, assessment.effort),
            ("value", method.value_questions, assessment.value),
        ):
            for place, question in enumerate(questions):
                self.fields[f"{side}{place}"] = forms.TypedChoiceField(
                    label=question.label,
                    choices=[("", _("Not sure yet")), *enumerate(question.answers)],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    initial=given[place] if place < len(given) else None,
                )
                self.sides[side].append(f"{side}{place}")

    @property
    def effort(self):
        return [self[name] for name in self.sides["effort"]]

    @property
    def value(self):
        return [self[name] for name in self.sides["value"]]

    def told(self):
        """As the services take it: five answers each, None for what is open."""
        return {
            side: [self.cleaned_data[name] for name in names] for side, names in self.sides.items()
        }


def wording_of(risk):
    """A risk as ScenarioForm and NothingForm show it."""
    names = (*ScenarioForm.base_fields,)
    return {name: getattr(risk, name) for name in names if hasattr(Risk, name)}


def plan_of(mitigation):
    """A mitigation as MitigationForm and OwnedForm show it."""
    return {
        "text": mitigation.text,
        "owner": mitigation.owner,
        "due_on": mitigation.due_on,
    }

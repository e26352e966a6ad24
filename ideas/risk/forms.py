"""The small forms of an assessment. Each is sent by itself, so that half-done work is kept.

They say what is missing beside the field; what a rule forbids is said by the services.
"""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ideas.forms import Words
from ideas.models import Confidence, Consultation, Mitigation, Risk
from ideas.risk import method as methods
from portal.people.fields import PersonField

LONG = 3000
SURE = gettext_lazy("How sure are you?")


@dataclass(frozen=True, slots=True)
class Option:
    """One of the five: the radio button, its number, what it means, and a small line."""

    box: str
    number: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A question with five answers, each with an anchor in words."""

    field: BoundField
    options: list[Option]


def scale(bound):
    """How a field of five answers is drawn."""
    hints = getattr(bound.field, "hints", ())
    options = []
    for one in bound:
        number = one.data["value"]
        hint = hints[int(number) - 1] if hints else ""
        options.append(Option(one.tag(), number, one.choice_label, hint))
    return Scale(bound, options)


def five(label, anchors, *, mark, hints=(), missing=""):
    """A field of five answers. ``mark`` tells the matrix on the page which way it goes."""
    field = forms.TypedChoiceField(
        label=label,
        choices=list(zip(methods.SCORES, anchors, strict=True)),
        coerce=int,
        empty_value=None,
        required=bool(missing),
        error_messages={"required": missing},
        widget=forms.RadioSelect(attrs={"data-mark": mark}),
    )
    field.hints = hints
    return field


def area(label, *, hint="", rows=2, missing="", longest=LONG):
    """Some sentences; ``missing`` is what we say without them, "" when they may be missing."""
    field = Words(label=label, help_text=hint, max_length=longest, rows=rows)
    field.required = bool(missing)
    field.error_messages["required"] = missing
    return field


def tiles(label, choices, *, missing="", **more):
    """A few choices side by side; ``missing`` is what we say without one."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=bool(missing),
        error_messages={"required": missing},
        widget=forms.RadioSelect,
        **more,
    )


class ScoreForm(forms.Form):
    """How likely, and how bad: in the columns that the category reads, and anywhere else.

    ``when`` is "before" or "after", for the words of the questions and the mark in the matrix.
    """

    ASKS = {
        "before": (
            gettext_lazy("How likely is it, as things are?"),
            gettext_lazy("How bad would it be, at worst?"),
        ),
        "after": (
            gettext_lazy("With all of that in place, how likely?"),
            gettext_lazy("And how bad would it be then, at worst?"),
        ),
        "nothing": (
            gettext_lazy("If we change nothing, how likely is it?"),
            gettext_lazy("And how bad does it get, at worst?"),
        ),
    }

    def __init__(self, data=None, *, method, category, when, prefix, initial=None):
        super().__init__(data, prefix=prefix, initial=initial)
        self.method, self.when = method, when
        self.columns = method.categories[category].columns
        mark = "a" if when == "after" else "b"
        likely, self.legend = self.ASKS[when]
        words = [one.label for one in method.likelihoods]
        shares = [one.share for one in method.likelihoods]
        self.fields["likelihood"] = five(
            likely, words, mark=f"{mark}l", hints=shares, missing=_("Say how likely it is.")
        )
        for key, label in method.columns:
            self.fields[key] = five(label, method.anchors[key], mark=f"{mark}i")

    @property
    def likely(self):
        return scale(self["likelihood"])

    @property
    def own(self):
        """The columns of impact that this kind of risk is scored in."""
        return [scale(self[key]) for key in self.columns]

    @property
    def others(self):
        """The columns behind “It also hurts somewhere else”."""
        return [scale(self[key]) for key, _label in self.method.columns if key not in self.columns]

    @property
    def others_open(self):
        return any(one.field.value() for one in self.others)

    def clean(self):
        given = super().clean()
        if not any(given.get(key) for key in self.columns) and not self.errors.keys() & {
            *self.columns
        }:
            self.add_error(self.columns[0], _("Say how bad it would be, at worst."))
        return given

    def scores(self):
        """As the services take it: {"likelihood": 3, "impacts": {"customer": 2}}."""
        given = self.cleaned_data
        impacts = {key: given[key] for key, _label in self.method.columns if given.get(key)}
        return {"likelihood": given["likelihood"], "impacts": impacts}

    @staticmethod
    def of(likelihood, impacts):
        """Initial values from what is stored."""
        return {"likelihood": likelihood, **impacts}


class FirstScoreForm(ScoreForm):
    """What one person thinks before they see what anybody else thinks."""

    confidence = tiles(SURE, Confidence.choices, missing=gettext_lazy("Say how sure you are."))


class ScenarioForm(forms.Form):
    """Because … , … could happen, so that … suffers …: four small fields that make one sentence."""

    guide_word = forms.CharField(required=False, widget=forms.HiddenInput)
    side = tiles(
        gettext_lazy("Whom could it hurt?"),
        [choice for choice in Risk.Side.choices if choice[0] != Risk.Side.NOTHING],
        missing=gettext_lazy("Say whom it could hurt."),
    )
    category = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        error_messages={"required": gettext_lazy("Choose what it is about.")},
    )
    cause = area(pgettext_lazy("cause of a risk", "Because …"), rows=1)
    event = area(
        gettext_lazy("… this could happen"),
        missing=gettext_lazy("Say in a few words what could happen."),
    )
    sufferer = area(gettext_lazy("… so that who"), rows=0, longest=200)
    harm = area(gettext_lazy("… suffers what"), rows=1)
    vulnerable = forms.BooleanField(
        label=gettext_lazy("They are vulnerable, or a child"), required=False
    )

    def __init__(self, data=None, *, method, initial=None, prefix=None):
        super().__init__(data, initial=initial, prefix=prefix)
        self.method = method
        self.fields["category"].choices = [
            ("", _("Choose one")),
            *(
                (one.key, one.label)
                for one in method.categories.values()
                if one.key != methods.NOTHING
            ),
        ]
        for name in ("side", "category"):
            self.fields[name].widget.choices = self.fields[name].choices

    def clean_guide_word(self):
        known = {word.key for word in self.method.guide_words}
        word = self.cleaned_data["guide_word"]
        return word if word in known else ""


class NothingForm(forms.Form):
    """The risk of doing nothing: what goes on as it is."""

    event = area(
        gettext_lazy("What happens if we leave it as it is?"),
        hint=gettext_lazy("Doing nothing is a choice, too, and somebody pays for it."),
        missing=gettext_lazy("Say what happens if we leave it as it is."),
    )


class MitigationForm(forms.Form):
    """Something that would help."""

    text = area(
        gettext_lazy("What would help?"),
        missing=gettext_lazy("Say in a sentence what would help."),
    )


class OwnedForm(forms.Form):
    """Who does it, and by when."""

    owner = PersonField(
        label=gettext_lazy("Who will do it?"),
        error_messages={"required": gettext_lazy("Say who will do it.")},
    )
    due_on = forms.DateField(
        label=gettext_lazy("By when?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Pick the day by which it is done."),
            "invalid": gettext_lazy("Pick the day by which it is done."),
        },
    )


class PlannedForm(OwnedForm, MitigationForm):
    """Something that would help, with who does it and by when: all at once."""

    field_order = ("text", "owner", "due_on")


class SetAsideForm(forms.Form):
    """Why not: whoever proposed it reads this."""

    answer = area(
        gettext_lazy("Why not?"),
        hint=gettext_lazy("Whoever proposed it reads this as written."),
        missing=gettext_lazy("Say why not. A sentence is enough."),
    )


class ProgressForm(forms.Form):
    """How far it is, and how we know."""

    status = tiles(
        gettext_lazy("How far is it?"),
        Mitigation.Status.choices,
        missing=gettext_lazy("Say how far it is."),
    )
    evidence = area(
        gettext_lazy("How do we know?"),
        hint=gettext_lazy("A photo in the files, a count, a date: whatever shows it."),
    )


class AdviceForm(forms.Form):
    """What a specialist says, in the same place."""

    verdict = tiles(
        gettext_lazy("What do you say?"),
        Consultation.Verdict.choices,
        missing=gettext_lazy("Say whether it’s fine."),
    )
    advice = area(
        gettext_lazy("Your advice"),
        hint=gettext_lazy("Everybody who weighs it reads this, and so does the author."),
        rows=4,
    )


class WaiverForm(forms.Form):
    """Asking for leave to go further than we usually do, for a while."""

    why = area(
        gettext_lazy("Why is it worth going further?"),
        missing=gettext_lazy("Say why it is worth it."),
    )
    conditions = area(gettext_lazy("Under which conditions?"))
    until = forms.DateField(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("At most 90 days."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Pick the day on which it ends."),
            "invalid": gettext_lazy("Pick the day on which it ends."),
        },
    )


class WaiverAnswerForm(forms.Form):
    """Yes or no to going further, in words."""

    answer = area(
        gettext_lazy("Your answer, in your own words"),
        missing=gettext_lazy("Say why, in your own words."),
    )
    conditions = area(gettext_lazy("Under which conditions?"))


class WorthForm(forms.Form):
    """Effort and value: ten small questions, each with five answers in words."""

    def __init__(self, data=None, *, method, effort=(), value=(), prefix=None):
        super().__init__(data, prefix=prefix)
        for name, questions, given in (
            ("effort", method.effort_questions, effort),
            ("value", method.value_questions, value),
        ):
            for place, question in enumerate(questions):
                self.fields[f"{name}{place}"] = forms.TypedChoiceField(
                    label=question.label,
                    choices=[("", _("Not sure yet")), *enumerate(question.answers)],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    initial=given[place] if place < len(given) else None,
                )

    @property
    def effort(self):
        return [self[name] for name in self.fields if name.startswith("effort")]

    @property
    def value(self):
        return [self[name] for name in self.fields if name.startswith("value")]

    def answers(self):
        """(effort, value): five answers each, None for what is open."""
        return [
            [self.cleaned_data[bound.name] for bound in bounds]
            for bounds in (self.effort, self.value)
        ]

"""Forms of scores: five answers to each question, and for each answer an anchor in words."""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.models import Risk
from ideas.models.risk import Confidence
from ideas.risk import method as methods


@dataclass(frozen=True, slots=True)
class Option:
    """One of the five: the radio button, its number, what it means, and a small line."""

    box: str
    number: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A question with its five answers, as _scale.html draws it. ``side``: only when it hurts
    customers, or staff; "" for always."""

    field: BoundField
    options: list[Option]
    side: str = ""


def scale(bound, side=""):
    """How a field of five answers is drawn."""
    hints = bound.field.hints or [""] * 5
    return Scale(
        bound,
        [
            Option(one.tag(), str(one.data["value"]), one.choice_label, hint)
            for one, hint in zip(bound, hints, strict=True)
        ],
        side,
    )


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

    ``when`` is a key of ASKS: it gives the questions their words, and the matrix its ``mark``.
    """

    ASKS = {
        "before": (
            gettext_lazy("If we did nothing about it, how likely is it?"),
            gettext_lazy("And if it happened, how bad would it be, at worst?"),
        ),
        "nothing": (
            gettext_lazy("If we leave it as it is, how likely is that?"),
            gettext_lazy("And how bad does it get, at worst?"),
        ),
        "after": (
            gettext_lazy("With all that in place, how likely is it?"),
            gettext_lazy("And how bad would it be then, at worst?"),
        ),
        "now": (
            gettext_lazy("With only what is verified, how likely is it now?"),
            gettext_lazy("And how bad would it be now, at worst?"),
        ),
    }

    def __init__(self, data=None, *, method, columns, when, prefix, mark="", **more):
        super().__init__(data, prefix=prefix, **more)
        self.method, self.columns = method, columns
        mark = mark or ("a" if when in ("after", "now") else "b")
        likely, self.legend = self.ASKS[when]
        self.fields["likelihood"] = five(
            likely,
            [one.label for one in method.likelihoods],
            hints=[one.share for one in method.likelihoods],
            mark=f"{mark}l",
            missing=_("Say how likely it is."),
        )
        for key, label in method.columns:
            self.fields[key] = five(label, method.anchors[key], mark=f"{mark}i")

    @property
    def needed(self):
        """The columns of which one must be scored."""
        return self.columns

    @property
    def likely(self):
        return scale(self["likelihood"])

    @property
    def own(self):
        """The columns of impact that this kind of risk is scored in."""
        return [scale(self[key], self.side_of(key)) for key in self.columns]

    def side_of(self, column):
        """Whose column it is, where only one side's counts."""
        return ""

    @property
    def others(self):
        """The columns behind “It also hurts somewhere else”."""
        return [scale(bound) for bound in self._others]

    @property
    def others_open(self):
        """Whether something is chosen, or off, behind it."""
        return any(bound.value() or bound.errors for bound in self._others)

    @property
    def _others(self):
        return [self[key] for key, _label in self.method.columns if key not in self.columns]

    @property
    def tiles(self):
        """What else is asked, below the scales."""
        return [self[name] for name in ("confidence", "treatment") if name in self.fields]

    def clean(self):
        given = super().clean()
        if not any(given.get(key) for key in self.needed):
            self.add_error(self.needed[0], _("Say how bad it would be, at worst."))
        return given

    def score(self):
        """As the services take it: {"likelihood": 3, "impacts": {"customer": 2}}."""
        given = self.cleaned_data
        impacts = {key: given[key] for key, _label in self.method.columns if given[key]}
        return {"likelihood": given["likelihood"], "impacts": impacts}


SURE = gettext_lazy("How sure are you?")
NOT_SURE = gettext_lazy("Say how sure you are.")


class FirstScoreForm(ScoreForm):
    """What one person thinks before they see what anybody else thinks."""

    confidence = tiles(SURE, Confidence.choices, missing=NOT_SURE)

    def score(self):
        return super().score() | {"confidence": self.cleaned_data["confidence"]}


class AgreeForm(ScoreForm):
    """What it comes to, and what kind of answer we give it."""

    confidence = tiles(SURE, Confidence.choices, missing=NOT_SURE)
    treatment = tiles(
        gettext_lazy("What do we do about it?"),
        Risk.Treatment.choices,
        missing=gettext_lazy("Say what we do about it."),
    )

    def score(self):
        given = self.cleaned_data
        return super().score() | {name: given[name] for name in ("confidence", "treatment")}


class NothingScoreForm(FirstScoreForm):
    """Of the risk of doing nothing: there is nothing to do about it, other than the idea. It may
    hurt anywhere."""

    @property
    def needed(self):
        return [key for key, _label in self.method.columns]

    def score(self):
        return super().score() | {"treatment": Risk.Treatment.ACCEPT}


def at(score):
    """A score as a form shows it."""
    return {"likelihood": score.likelihood, **score.impacts} if score else {}


def begun(line):
    """What an agreed score begins with: as it is, else what the reader thought first."""
    if line is None:
        return {}
    risk, mine = line.risk, line.mine
    sure = risk.confidence or (mine.confidence if mine else "")
    return at(line.inherent or mine) | {"confidence": sure, "treatment": risk.treatment}

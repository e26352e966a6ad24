"""The fast lane: all that one manager says about an idea, as one form in parts."""

from ideas.compact import BY_VERB
from ideas.models import Risk
from ideas.risk import forms, scales
from ideas.risk.assessing import SIDES
from ideas.risk.method import NOTHING
from ideas.step_forms import StepForm


class FastNothingForm(forms.NothingForm):
    """What happens if we leave it: who suffers from it is in the words."""

    sufferer = None


class FastScenarioForm(forms.ScenarioForm):
    """What could go wrong. What it is about follows from whom it hurts."""

    guide_word = category = None

    field_order = ("side", "cause", "event", "sufferer", "harm", "vulnerable")

    def ask_along(self, method):
        """One page has no room for guide words."""


class OfOneSide:
    """Scores of whom it hurts. The columns of both sides are on the page; ``sides`` are {side:
    its columns}, ``needed`` those of which one is scored."""

    def __init__(self, *args, sides, needed, **kwargs):
        self._sides, self._needed = sides, needed
        columns = dict.fromkeys(column for many in sides.values() for column in many)
        super().__init__(*args, columns=tuple(columns), **kwargs)

    @property
    def needed(self):
        return self._needed

    def side_of(self, column):
        of = [side for side, columns in self._sides.items() if column in columns]
        return of[0] if len(of) == 1 else ""


class FastScoreForm(OfOneSide, scales.AgreeForm):
    """What it is before anything is done."""


class FastAfterForm(OfOneSide, scales.ScoreForm):
    """What is left then."""


class Parts:
    """The parts of the one page, each a form. ``data`` is what was sent, or None.

    Together they look like one form: for the sentences at the top, and the title of the page.
    """

    def __init__(self, sight, *, idea, people, said=None, data=None):
        self.sight, method = sight, sight.method
        self.line = next(iter(sight.risks), None)
        self.category = self._category(data or {})
        sides = zip(SIDES, self._sides(), strict=True)
        nothing, risk = sight.nothing, self.line.risk if self.line else None
        told = forms.wording_of
        self.nothing = FastNothingForm(data, prefix="n", initial=told(nothing.risk))
        self.nothing_score = scales.NothingScoreForm(
            data,
            method=method,
            columns=method.categories[NOTHING].columns[:2],
            when="nothing",
            mark="n",
            prefix="ns",
            initial=scales.at(nothing.inherent) | {"confidence": nothing.risk.confidence},
        )
        self.scenario = FastScenarioForm(
            data, method=method, prefix="s", initial=told(risk) if risk else None
        )
        scored = {
            "method": method,
            "sides": {side.value: method.categories[key].columns for side, key in sides},
            "needed": method.categories[self.category].columns,
        }
        self.score = FastScoreForm(
            data, when="before", prefix="b", initial=scales.begun(self.line), **scored
        )
        self.plan = forms.MitigationForm(
            data, people=people, needed=True, prefix="m", initial=self._planned()
        )
        after = scales.at(self.line and self.line.target)
        self.after = FastAfterForm(data, when="after", prefix="a", initial=after, **scored)
        self.words = StepForm(data, move=BY_VERB["weigh"], idea=idea)
        self.words.initial = said or {}

    def _sides(self):
        """The categories that stand for customers and for colleagues."""
        known = self.sight.method.categories
        return [side.value if side in known else next(iter(known)) for side in SIDES]

    def _category(self, data):
        side = data.get("s-side", "")
        if self.line and side in ("", self.line.risk.side):
            return self.line.risk.category
        return self._sides()[side == Risk.Side.STAFF]

    def _planned(self):
        if self.line is None or not self.line.mitigations:
            return None
        return forms.plan_of(self.line.mitigations[0].mitigation)

    @property
    def helps(self):
        """Whether something is to be done about it."""
        begun = self.plan.is_bound and (self.plan.has_changed() or self.after.has_changed())
        return bool(self.plan.initial) or begun

    @property
    def all(self):
        parts = (self.nothing, self.nothing_score, self.scenario, self.score)
        return [*parts, self.plan, self.after, self.words]

    def wanted(self, finishing):
        """The parts that must be complete: to finish all that there is to say, to keep it for
        later what was begun. The others say nothing is missing."""
        spared = set() if self.helps else {self.plan, self.after}
        if not finishing:
            spared = {part for part in self.all if not part.has_changed()} | {self.words}
            for name in self.words.fields:
                self.words.fields[name].required = False
        for part in spared:
            part.empty_permitted, part.use_required_attribute = True, False
        return [part for part in self.all if part not in spared]

    @property
    def said(self):
        """The last words as they were typed."""
        return {name: self.words[name].data for name in self.words.fields if self.words[name].data}

    @property
    def errors(self):
        return [error for part in self.all if part.is_bound for error in part.errors]

    def non_field_errors(self):
        return [error for part in self.all for error in part.non_field_errors()]

    def __iter__(self):
        for part in self.all:
            yield from part

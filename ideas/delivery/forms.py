"""The plan of a trial, its result, and one figure: all of them may be half done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ideas.delivery import planning
from ideas.models import Figure, Result, Trial

NUMBER = {"step": "any", "inputmode": "decimal"}


class PlanForm(forms.ModelForm):
    """What must stand before a trial begins. The hours are for the sponsor to promise."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Trial
        fields = planning.FIELDS
        widgets = {
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "lower_is_better": forms.CheckboxInput,
        }
        help_texts = {
            "where": _("One shop, one team: as small as it can be and still tell us something."),
            "measure": _("One thing that shows whether it helps. Customers first."),
            "baseline": _("Count it before you begin. Afterwards nobody can."),
            "comparison": _("A team that goes on as before, or the weeks before."),
            "stop_rule": _("Anybody may stop it when this happens, on the spot."),
        }

    def __init__(self, *args, pledges, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name, field in self.fields.items():
            field.required, field.wanted = name == "version", True
        if not pledges:
            del self.fields["hours_pledged"]

    def _post_clean(self):
        """The service decides and stores; the instance of the page stays as it is."""

    def given(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ResultForm(forms.ModelForm):
    """What changed, in words."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    effect = forms.ChoiceField(
        label=_("What came of it?"),
        choices=Result.Effect,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Result
        fields = ("effect", "words", "lesson")
        widgets = {
            "words": forms.Textarea(attrs={"rows": 4}),
            "lesson": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for field in self.fields.values():
            field.wanted = True

    def _post_clean(self):
        """The service decides and stores; the instance of the page stays as it is."""


class FigureForm(forms.ModelForm):
    """Before and after, with the source of both."""

    class Meta:
        model = Figure
        fields = ("kind", "what", "unit", "before", "after", "lower_is_better", "source")
        labels = {
            "kind": _("What kind of thing is it?"),
            "what": _("What did you count?"),
            "unit": _("In what?"),
            "before": _("Before"),
            "after": _("After"),
            "lower_is_better": _("Less of it is better"),
            "source": _("Where do the figures come from?"),
        }
        error_messages = {
            "source": {
                "required": _(
                    "Say where the figures come from. Without a source they count for nothing."
                )
            },
            "what": {"required": _("Say what you counted.")},
            "before": {"required": _("Say what it was before.")},
            "after": {"required": _("Say what it is now.")},
        }

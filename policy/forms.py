"""What readers and owners write about a policy."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.models import PolicyQuestion

AGREE = "agree"  # id of the form of the bar; the question above it belongs to it


class AgreeForm(forms.Form):
    """The text that was shown, by its digest, and the answer to its question if it asks one.

    The service judges the answer: a wrong one says more than "pick one of these".
    """

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
    answer = forms.ChoiceField(widget=forms.RadioSelect(attrs={"form": AGREE}), required=False)

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, **kwargs)
        asked = edition.check_question
        if not asked:
            del self.fields["answer"]
            return
        self.fields["answer"].label = asked["question"]
        self.fields["answer"].choices = [
            (str(number), answer["text"]) for number, answer in enumerate(asked["answers"])
        ]


class QuestionForm(forms.ModelForm):
    """I have a question."""

    class Meta:
        model = PolicyQuestion
        fields = ["text", "anchor", "may_be_shown"]
        labels = {"text": gettext_lazy("Your question")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, prefix="q", **kwargs)
        self.fields["text"].error_messages["required"] = _("Tell us in a few words what it’s about")
        sections = [("", _("The whole of it"))] + [
            (section["anchor"], f"{section['number']}. {section['title']}")
            for section in edition.sections
        ]
        self.fields["anchor"] = forms.ChoiceField(
            label=_("Which part is it about?"), choices=sections, required=False
        )


class AnswerForm(forms.Form):
    """The owner's answer, on the page or between the two of them."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write your answer, a sentence is plenty")},
    )
    where = forms.ChoiceField(
        label=gettext_lazy("Who reads it?"),
        widget=forms.RadioSelect,
        initial="private",
        error_messages={"required": gettext_lazy("Choose who reads your answer")},
    )

    def __init__(self, *args, question, **kwargs):
        super().__init__(*args, **kwargs)
        private = ("private", _("Only %(name)s") % {"name": question.asker})
        if not question.may_be_shown:
            self.fields["where"].choices = [private]
            self.fields["where"].help_text = _("They asked to keep it between you.")
            return
        self.fields["where"].choices = [
            ("public", _("Everybody, on the page, without their name")),
            private,
        ]
        self.fields["where"].initial = "public"

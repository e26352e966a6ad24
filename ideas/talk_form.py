"""The forms of the conversation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ideas import talk
from ideas.models import Comment


def _words(label):
    return forms.CharField(
        label=label,
        max_length=talk.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("*Stars* make it stand out. @first.last calls somebody, if they may read it."),
        error_messages={"required": _("Write what you want to say first.")},
    )


class CommentForm(forms.Form):
    """Who reads it comes first, because it can’t be changed afterwards."""

    for_whom = forms.ChoiceField(
        label=_("Who reads this?"),
        choices=Comment.Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who reads this before you send it.")},
    )
    text = _words(_("Add to the conversation"))

    def __init__(self, data=None, *, idea):
        super().__init__(data, initial={"for_whom": talk.usual_audience(idea)})


class RewordForm(forms.Form):
    text = _words(_("Put it another way"))

"""What people write to the desk, and what the desk writes back."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import look, roster
from portal.models import User, ZeroCall


class WhoField:
    """Name and reach, asked only of people who are not signed in."""

    def ask_who(self, author):
        """Leave out what we know; ask the rest plainly."""
        if author is not None:
            del self.fields["name"]
        else:
            self.fields["name"].required = True
            self.fields["name"].error_messages["required"] = _("Tell us who to ask for")


class MessageForm(WhoField, forms.ModelForm):
    """Rather write? The author gives a way to be reached only when we do not know one."""

    class Meta:
        model = ZeroCall
        fields = ["name", "reach", "body", "keep_name_out"]
        labels = {
            "name": gettext_lazy("Your name"),
            "reach": gettext_lazy("Your number or e-mail address"),
            "body": gettext_lazy("Your message"),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "body": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, author, **kwargs):
        super().__init__(*args, prefix="m", **kwargs)
        self.ask_who(author)
        body = self.fields["body"]
        body.required = True
        body.error_messages["required"] = _("Tell us in a few words what it’s about")
        self.order_fields(["body", "keep_name_out", "name", "reach"])
        if author is not None:
            del self.fields["reach"]
            return
        del self.fields["keep_name_out"]
        self.fields["reach"].required = True
        self.fields["reach"].error_messages["required"] = _("Tell us where to answer you")

    def promise(self, holder):
        """Say beside the tick box who will know the name all the same."""
        if holder is not None and "keep_name_out" in self.fields:
            self.fields["keep_name_out"].help_text = _(
                "%(name)s will know. Nobody else will, unless you tell them."
            ) % {"name": holder.first_name or holder}


class RingForm(WhoField, forms.ModelForm):
    """Or we can ring you."""

    class Meta:
        model = ZeroCall
        fields = ["when", "name", "reach"]
        labels = {
            "when": gettext_lazy("When suits?"),
            "name": gettext_lazy("Your name"),
            "reach": gettext_lazy("Your number"),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "reach": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    def __init__(self, *args, author, **kwargs):
        kwargs.setdefault("initial", {})
        kwargs["initial"].setdefault("when", ZeroCall.When.SOON)
        kwargs["initial"].setdefault("reach", author.phone if author else "")
        super().__init__(*args, prefix="r", **kwargs)
        self.ask_who(author)
        self.fields["when"] = forms.ChoiceField(
            label=_("When suits?"), choices=self.choices(author), widget=forms.RadioSelect
        )
        if author is not None:
            self.fields["when"].option_hints = {
                str(ZeroCall.When.AFTER_SHIFT): _("from %(clock)s, as your hours say")
                % {"clock": look.clock(author.work_ends)}
            }
        self.fields["reach"].required = True
        self.fields["reach"].error_messages["required"] = _("Leave a number we can ring")

    @staticmethod
    def choices(author):
        """Whose shift we do not know, we do not speak of."""
        known = author is not None
        return [c for c in ZeroCall.When.choices if known or c[0] != ZeroCall.When.AFTER_SHIFT]


class AnswerForm(forms.Form):
    """What the desk answers."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write your answer first")},
    )

    def __init__(self, *args, call, **kwargs):
        super().__init__(*args, **kwargs)
        if call.wish == ZeroCall.Wish.RING or call.author is None:
            self.fields["text"].label = _("What you two agreed")
            self.fields["text"].help_text = _("A line is enough. It closes the call.")


class HandOverForm(forms.Form):
    """Somebody else of the roster takes over."""

    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Who takes over?"),
        empty_label=gettext_lazy("Pick a person"),
        error_messages={"required": gettext_lazy("Pick who takes over")},
    )

    def __init__(self, *args, call, **kwargs):
        super().__init__(*args, **kwargs)
        away = [pk for pk in (call.holder_id, call.author_id) if pk]
        self.fields["to"].queryset = roster.on_roster().exclude(pk__in=away)

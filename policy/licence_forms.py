"""What people write about licences, and to ambassadors."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.models import AmbassadorProfile, Appeal, Channel, Topic

LONG = {"rows": 5}


class TopicsForm(forms.Form):
    """Topics to choose from; red ones are on no list."""

    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("On which topics?"),
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one topic")},
    )

    def __init__(self, *args, own=None, **kwargs):
        """``own`` is the Sponsorship that stands, from policy.evidence: its boxes are ticked."""
        super().__init__(*args, **kwargs)
        topics = self.offer("topics", Topic.objects.filter(red=False), own and own.topic_names)
        self.fields["topics"].option_hints = {str(one.pk): one.covers for one in topics}

    def offer(self, name, things, ticked):
        """Make these the choices of a field, asked for once. Returns them."""
        things = things.all()
        self.fields[name].queryset = things
        self.fields[name].choices = [(one.pk, str(one)) for one in things]
        self.initial.setdefault(name, [one.pk for one in things if one.name in (ticked or ())])
        return things


class SponsorForm(TopicsForm):
    """Put one's name to somebody."""

    channels = forms.ModelMultipleChoiceField(
        label=gettext_lazy("On which channels?"),
        queryset=Channel.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one channel")},
    )

    def __init__(self, *args, own=None, **kwargs):
        super().__init__(*args, own=own, **kwargs)
        self.offer("channels", Channel.objects.all(), own and own.channel_names)


class EndForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Why, in a line they read"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why in a line")},
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What happened, and what would put it right?"),
        help_text=gettext_lazy("They read it word for word, and may ask for a second look."),
        max_length=2000,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": gettext_lazy("Say why, so that they can put it right")},
    )


class LiftForm(forms.Form):
    """Giving a licence back asks for nothing."""


class AppealForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What should they know?"),
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
        error_messages={
            "required": gettext_lazy("Tell them in your own words what they should know")
        },
    )


class DecideForm(forms.Form):
    """The second look."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did you decide?"),
        choices=[
            (Appeal.Outcome.LIFTED, gettext_lazy("They get it back")),
            (Appeal.Outcome.STANDS, gettext_lazy("It rests a while longer")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two")},
    )
    words = forms.CharField(
        label=gettext_lazy("Your words to them"),
        help_text=gettext_lazy("If it rests longer: what would bring it back?"),
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": gettext_lazy("Write a few words")},
    )


class ProfileForm(forms.ModelForm):
    """One's own card on the roster."""

    class Meta:
        model = AmbassadorProfile
        fields = (
            "chosen_name",
            "show_surname",
            "show_site",
            "languages",
            "hours",
            "signature",
            "limit",
            "quiet_until",
        )
        widgets = {"quiet_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.fields["chosen_name"].error_messages
        asked["required"] = _("Choose the name that others see")
        self.fields["limit"].error_messages = {
            "required": _("Say how many, from 1 to 20"),
            "min_value": _("One is the least; leave the roster for none"),
            "max_value": _("Twenty is plenty"),
            "invalid": _("Write a number from 1 to 20"),
        }
        self.fields["quiet_until"].error_messages["invalid"] = _("Pick a day")


class AskForm(forms.Form):
    """A question to an ambassador, about one of their topics."""

    topic = forms.ModelChoiceField(
        label=gettext_lazy("Which topic?"),
        queryset=Topic.objects.none(),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose a topic"),
            "invalid_choice": gettext_lazy("Choose one of their topics"),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy("No customer’s name, address or number, please."),
        max_length=2000,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": gettext_lazy("Tell them in a few words what it’s about")},
    )

    def __init__(self, *args, topics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.filter(pk__in=[topic.pk for topic in topics])


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": gettext_lazy("Write your answer, a sentence is plenty")},
    )

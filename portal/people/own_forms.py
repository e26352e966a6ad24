"""The forms of /me/: one for each section, each saved by itself."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import look, notices, topics
from portal.models import User
from portal.models.people import MOST_AT_A_TIME
from portal.people import own, own_mail
from portal.people.fields import PersonField
from portal.people.forms import TIME, ZoneField
from portal.topics import How

OPTIONAL_TIME = {"required": False, "widget": TIME}


class OwnForm(forms.ModelForm):
    """Some settings of one person, who gives them to themself."""

    section = ""
    said = gettext_lazy("Saved.")

    class Meta:
        model = User
        fields = ()

    def __init__(self, data=None, *, person):
        super().__init__(data, instance=person, auto_id=f"{self.section}_%s")

    def keep(self, person):
        own.change_settings(person, **self.cleaned_data)


class QuietForm(OwnForm):
    """When nothing may buzz, and how news comes otherwise."""

    section = "quiet"
    said = gettext_lazy("Your hours are saved.")
    quiet_from = forms.TimeField(label=gettext_lazy("From"), **OPTIONAL_TIME)
    quiet_until = forms.TimeField(label=gettext_lazy("Until"), **OPTIONAL_TIME)
    delivery = forms.ChoiceField(
        label=gettext_lazy("Otherwise, tell me"),
        choices=User.Delivery.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three")},
    )
    digest_at = forms.TimeField(
        label=gettext_lazy("Daily round-up at"),
        widget=TIME,
        error_messages={"required": gettext_lazy("Pick a time for your round-up")},
    )

    class Meta(OwnForm.Meta):
        fields = ("quiet_from", "quiet_until", "delivery", "digest_at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["delivery"].option_hints = {"daily": _("Most people choose this.")}
        for name in ("quiet_from", "quiet_until", "digest_at"):
            self.fields[name].error_messages["invalid"] = _("Write it like 18:00")

    def clean(self):
        given = super().clean()
        names = ("quiet_from", "quiet_until")
        empty = [name for name in names if name in given and given[name] is None]
        if len(empty) == 1:
            reason = _("Quiet hours need both ends. Leave both empty for none of your own.")
            self.add_error(empty[0], reason)
        return given


class MailForm(forms.Form):
    """Which news comes by mail, topic by topic. Where somebody waits, none can be switched off."""

    section = "mail"
    SAME = "same"
    said = gettext_lazy("Saved. Your mail follows your choices from now on.")

    def __init__(self, data=None, *, person):
        super().__init__(data, auto_id=f"{self.section}_%s")
        picked = topics.chosen(person)
        for topic in topics.everything():
            stoppable = notices.may_stop_some_of(topic)
            ways = [way for way in How.choices if stoppable or way[0] != How.NEVER]
            self.fields[topic.key] = forms.ChoiceField(
                label=topic.label,
                choices=[(self.SAME, _("As chosen for everything")), *ways],
                initial=picked.get(topic.key, self.SAME),
                error_messages={"required": _("Choose one")},
                help_text="" if stoppable else _("It always comes. You choose when."),
            )

    def keep(self, person):
        given = self.cleaned_data.items()
        own_mail.choose(person, {key: "" if how == self.SAME else how for key, how in given})


class FullForm(OwnForm):
    """No new work, and no reason asked."""

    section = "full"

    load_limit = forms.IntegerField(
        label=gettext_lazy("Most ideas to weigh at a time"),
        help_text=gettext_lazy("Empty: five. The next one goes to a colleague who has room."),
        required=False,
        min_value=1,
        max_value=MOST_AT_A_TIME,
    )

    class Meta(OwnForm.Meta):
        fields = ("is_full", "load_limit")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bounds = _("Write a number from 1 to %(most)s, or leave it empty") % {
            "most": MOST_AT_A_TIME
        }
        for wrong in ("invalid", "min_value", "max_value"):
            self.fields["load_limit"].error_messages[wrong] = bounds

    @property
    def said(self):
        if "is_full" not in self.changed_data:
            return _("Saved.")
        if self.cleaned_data["is_full"]:
            return _("Done. New work goes to somebody else.")
        return _("Done. Good to have you back.")


class ReachForm(OwnForm):
    """What colleagues see on the person's page."""

    section = "reach"
    said = gettext_lazy("Saved. Colleagues see it on your page.")

    class Meta(OwnForm.Meta):
        fields = ("phone", "reach", "about")
        widgets = {
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "about": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "phone": gettext_lazy("Telephone"),
            "reach": gettext_lazy("Best way to reach me"),
            "about": gettext_lazy("What I can help with"),
        }


class LookForm(OwnForm):
    """How the portal looks and speaks to this person."""

    section = "look"
    time_zone = ZoneField(label=gettext_lazy("Time zone"))

    class Meta(OwnForm.Meta):
        fields = ("theme", "language", "time_zone", "zero_key")
        widgets = {"theme": forms.RadioSelect}
        labels = {
            "theme": gettext_lazy("Colours"),
            "zero_key": gettext_lazy("The key 0 opens “A person”"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].required = False
        if len(settings.LANGUAGES) > 1:
            company = _("As the company")
            self.fields["language"] = forms.ChoiceField(
                label=_("Language"), choices=[("", company), *settings.LANGUAGES], required=False
            )
        else:
            del self.fields["language"]


class AwayForm(forms.Form):
    """Days away, and who covers."""

    section = "away"
    starts = forms.DateField(
        label=gettext_lazy("First day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends = forms.DateField(
        label=gettext_lazy("Last day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    delegate = PersonField(
        label=gettext_lazy("Who covers for you"),
        help_text=gettext_lazy("Begin to type a name. Ask them first: it’s kinder."),
        error_messages={"required": gettext_lazy("Name somebody who covers for you")},
    )

    def __init__(self, data=None, *, person):
        super().__init__(data, auto_id=f"{self.section}_%s")
        self.fields["delegate"].suggest(colleagues(person))
        for name in ("starts", "ends"):
            messages = self.fields[name].error_messages
            messages["required"] = messages["invalid"] = _("Pick a day from %(today)s on") % {
                "today": look.day(timezone.localdate())
            }

    def keep(self, person):
        self.absence = own.plan_absence(person, **self.cleaned_data)

    @property
    def said(self):
        return _("Have a good time. %(name)s covers for you.") % {"name": self.absence.delegate}


def colleagues(person):
    """People close by, for the list under the field; everybody else can be typed."""
    people = User.objects.present().exclude(pk=person.pk)
    if person.department_id:
        return people.filter(department_id=person.department_id)
    return people


SECTIONS = {
    form.section: form for form in (QuietForm, MailForm, FullForm, AwayForm, ReachForm, LookForm)
}

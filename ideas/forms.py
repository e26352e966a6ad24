"""The one form of writing an idea. It never says that something is missing: a draft may be empty.

What an idea needs to be sent is asked by the guards of the move, not here.
"""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas import drafts
from ideas.models import ChallengePage, Idea
from ideas.tripwires import TRIPWIRES
from portal.models import Site
from portal.people.fields import PersonField

TECHNOLOGY = {"yes": True, "no": False, "unsure": None}
ANSWER = {"yes": True, "no": False}
WORDS = ("kind", "title", "moment", "help", "category", "pen_name")
FLAGS = ("confidential", "hidden_from_manager")


def key_for(answers, value):
    """The choice that stands for a stored value, or ""."""
    return next((key for key, stored in answers.items() if stored is value), "")


class Words(forms.CharField):
    """Text of a limited length. A line break is one character, as browsers count it."""

    def __init__(self, *, max_length, rows=0, **kwargs):
        look = {"class": "input", "autocomplete": "off"}
        super().__init__(
            max_length=max_length,
            required=False,
            widget=forms.Textarea(look | {"rows": rows}) if rows else forms.TextInput(look),
            error_messages={
                "max_length": _("That’s %(show_value)s characters, and %(limit_value)s fit."),
                "null_characters_not_allowed": _("There is a sign in it that we can’t keep."),
            },
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


def choice(label, choices, **more):
    """One of a few tiles."""
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=forms.RadioSelect, **more
    )


class IdeaForm(forms.Form):
    """What a writer may set, and nothing else: state, author and seats are no fields of it."""

    kind = forms.ChoiceField(choices=Idea.Kind.choices, required=False, widget=forms.HiddenInput)
    title = Words(
        label=_("Your idea, in a sentence"),
        help_text=_("Plain words. You can change it later."),
        max_length=160,
    )
    moment = Words(
        label=_("Who was it hard for, and what was it like for them?"),
        help_text=_("Tell it the way you’d tell a friend on a break."),
        max_length=6000,
        rows=5,
    )
    help = Words(
        label=_("What would help?"), help_text=_("Rough is fine."), max_length=6000, rows=3
    )
    what = Words(label=_("What are you doing?"), max_length=drafts.ANSWER_AT_MOST, rows=4)
    since = Words(
        label=_("Since when, and how many people does it touch?"),
        max_length=drafts.ANSWER_AT_MOST,
        rows=2,
    )
    risk = Words(
        label=_("What could go wrong?"),
        help_text=_("Somebody could get hurt, details could get out: whatever crossed your mind."),
        max_length=drafts.ANSWER_AT_MOST,
        rows=3,
    )
    technology = choice(
        _("Does it need any technology?"),
        [("yes", _("Yes, I think so")), ("no", _("No")), ("unsure", _("Not sure"))],
    )
    category = forms.ChoiceField(
        label=_("What it is about"),
        choices=[("", _("Not sure")), *Idea.Category.choices],
        required=False,
    )
    site = forms.ModelChoiceField(
        label=_("Where"), queryset=Site.objects.all(), required=False, empty_label=_("Everywhere")
    )
    pen_name = Words(
        label=_("Pen name"),
        help_text=_(
            "Colleagues read this instead of your name. Whoever weighs it knows who you are."
        ),
        max_length=60,
    )
    confidential = forms.BooleanField(
        label=_("Only the people involved see it"),
        help_text=_("You, your co-authors and whoever weighs it. It is in no list and no search."),
        required=False,
    )
    hidden_from_manager = forms.BooleanField(
        label=_("Keep it from my line manager for now"),
        help_text=_("Another manager looks at it instead."),
        required=False,
    )
    challenge = forms.ModelChoiceField(
        queryset=ChallengePage.objects.none(), required=False, widget=forms.HiddenInput
    )
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, idea=None, initial=None):
        self.idea = idea
        super().__init__(data, initial=(values(idea) if idea else {}) | (initial or {}))
        self.fields["technology"].option_hints = {
            "yes": _("We’ll find someone in IT to back you."),
            "no": _("A bench, a sign, a kinder way of doing it."),
            "unsure": _("We’ll work it out together."),
        }
        for tripwire in TRIPWIRES:
            self.fields[tripwire.key] = choice(tripwire.asks, [("yes", _("Yes")), ("no", _("No"))])
        today = timezone.localdate()
        self.fields["challenge"].queryset = ChallengePage.objects.live().filter(
            Q(opens_on__lte=today, closes_on__gte=today) | Q(pk=idea.challenge_id if idea else None)
        )

    @property
    def tripwires(self):
        """The eight questions, for the page."""
        return [self[tripwire.key] for tripwire in TRIPWIRES]

    @property
    def of_words(self):
        """What is written in words, for a page that shows two texts."""
        return [self[name] for name in ("title", "moment", "help", *drafts.QUESTIONS)]

    @property
    def put_away(self):
        """Fields that this kind of idea does not ask. They travel along, so that nothing is lost
        by changing one's mind."""
        if self["kind"].value() == Idea.Kind.ALREADY:
            return [self["moment"], self["help"], self["technology"], *self.tripwires]
        return [self[name] for name in (*drafts.QUESTIONS, "hidden_from_manager")]

    def clean_kind(self):
        return self.cleaned_data["kind"] or Idea.Kind.NEW

    def clean_version(self):
        return self.cleaned_data["version"] or 0

    def written(self):
        """What was typed, as ``drafts.keep`` takes it."""
        given = self.cleaned_data
        answers = {key: ANSWER[given[key]] for key in (t.key for t in TRIPWIRES) if given[key]}
        hidden = given["hidden_from_manager"] and given["kind"] == Idea.Kind.ALREADY
        return {
            **{name: given[name] for name in (*WORDS, "confidential", "site", "challenge")},
            "hidden_from_manager": hidden,
            "technology": TECHNOLOGY.get(given["technology"]),
            "tripwires": answers,
            "already": {key: given[key] for key in drafts.QUESTIONS if given[key]},
        }


def values(idea):
    """An idea as the fields of the form show it: text, and yes or no for what is ticked."""
    return {
        **{name: getattr(idea, name) for name in (*WORDS, *FLAGS)},
        **{key: idea.already.get(key, "") for key in drafts.QUESTIONS},
        **{t.key: key_for(ANSWER, idea.tripwires.get(t.key)) for t in TRIPWIRES},
        "technology": key_for(TECHNOLOGY, idea.technology),
        "site": idea.site_id or "",
        "challenge": idea.challenge_id or "",
        "version": idea.version,
    }


class CoAuthorForm(forms.Form):
    """Somebody to share the idea with."""

    person = PersonField(
        label=_("Whom do you want to ask?"),
        error_messages={"required": _("Type a colleague’s name")},
    )


class ColleagueForm(forms.Form):
    """Whose idea it is, when it was written down for somebody."""

    colleague = PersonField(
        label=_("Whose idea is it?"),
        error_messages={"required": _("Type your colleague’s name")},
    )

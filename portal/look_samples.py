"""Invented people and things for the gallery of components: no database is asked."""

from dataclasses import dataclass, field
from datetime import timedelta

from django import forms
from django.utils import timezone


@dataclass
class Person:
    """Stands in for a User: the same names, nothing stored."""

    first_name: str
    last_name: str
    job_title: str
    tint: int

    @property
    def username(self):
        return self.first_name.lower()

    @property
    def initials(self):
        return self.first_name[0] + self.last_name[0]

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}"

    def get_absolute_url(self):
        return "/gallery/"  # nobody of this name works here


@dataclass
class Task:
    url: str
    title: str
    text: str
    minutes: int
    state: str = ""


@dataclass
class Stage:
    label: str
    note: str
    state: str = ""


@dataclass
class Note:
    person: Person
    text: str
    url: str
    label: str
    at: object
    tag: str = ""
    tag_kind: str = ""


@dataclass
class Card:
    person: Person
    place: str
    url: str
    title: str
    text: str
    used: int
    promised: int
    waiting: str
    due: str
    actions: list = field(default_factory=list)


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(
        label="Your idea, in a sentence",
        help_text="Plain words. You can change it later.",
        error_messages={"required": "Tell us your idea in a sentence"},
    )
    now = forms.CharField(label="What happens now?", widget=forms.Textarea(attrs={"rows": 3}))
    who = forms.MultipleChoiceField(
        label="Who does it help?",
        help_text="Tick any that fit.",
        choices=[("c", "Customers"), ("k", "Colleagues"), ("p", "Our shop or site")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    technology = forms.ChoiceField(
        label="Does it need any technology?",
        choices=[("y", "Yes, I think so"), ("n", "No"), ("u", "Not sure")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it needs technology. “Not sure” is fine"},
    )
    technology.option_hints = {
        "y": "We’ll find someone in IT to back you.",
        "n": "A bench, a sign, a kinder way of doing it.",
        "u": "We’ll work it out together.",
    }
    place = forms.ChoiceField(label="Where?", choices=[("l", "Leeds"), ("d", "Doncaster")])
    start = forms.DateField(
        label="When could you start?",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Pick a start date after today"},
    )
    photo = forms.FileField(label="A photo", help_text="Up to 10 MB.", required=False)
    vow = forms.BooleanField(
        label="I’ll try this inside what we agree, and speak up early if something goes wrong.",
        error_messages={"required": "Tick this when you’re happy with your part"},
    )


AMINA = Person("Amina", "Yusuf", "Help desk adviser, Leeds", 3)
MARCUS = Person("Marcus", "Bell", "Manager, Leeds help desk", 4)
TOMASZ = Person("Tomasz", "Wróbel", "IT champion", 2)
PRIYA = Person("Priya", "Nair", "Weighs risk", 6)


def _tasks():
    return [
        Task(
            "#", "Add your seal to Pick-your-moment call-backs", "Yours is the last one.", 3, "turn"
        ),
        Task("#", "Carry on with When a customer is upset", "Only in a quiet moment. It keeps.", 4),
        Task("#", "You answered Priya about the filming booth", "Done at 08:52.", 0, "done"),
    ]


def _stages():
    return [
        Stage("Shared", "Amina, 12 May", "done"),
        Stage("Heard", "Marcus rang back, 14 May", "done"),
        Stage("Weighed", "Marcus and Priya, since Monday", "now"),
        Stage("Backed", "Marcus, about 3 days"),
        Stage("Fitted", "Tomasz, about 3 days"),
        Stage("Sealed", "All three sign"),
        Stage("Tried", "Four weeks"),
        Stage("Celebrated", "Boots out"),
    ]


def _parties():
    return {
        "parties": [
            {
                "key": "h",
                "title": "HERO: Amina Yusuf",
                "state": "turn",
                "note": "You agree to try this inside the limits below.",
            },
            {
                "key": "m",
                "title": "Manager: Marcus Bell",
                "state": "signed",
                "note": "Signed Mon 18 May at 16:05. “Proud of this one. Go.”",
            },
            {
                "key": "i",
                "title": "IT: not needed here",
                "state": "spared",
                "note": "No technology in it.",
            },
        ],
    }


def _deed():
    return {
        "terms": [
            {"term": "What we’ll try", "text": "Text MOMENT and pick a half-hour. We ring then."},
            {"term": "Where and when", "text": "Leeds help desk, mornings only, four weeks."},
        ],
        "vows": [
            {
                "key": "h",
                "title": "The HERO agrees to",
                "promises": ["Try new things inside these limits", "Speak up early"],
            },
            {
                "key": "m",
                "title": "The manager agrees to",
                "promises": ["Encourage it, out loud", "Give real time, not spare time"],
            },
            {
                "key": "i",
                "title": "IT agrees to",
                "promises": ["Support it from the first day", "Help it grow if it works"],
            },
        ],
    }


def _cards():
    actions = [
        {"label": "Ring Sunita", "url": "tel:4127", "icon": "phone"},
        {"label": "Write back", "url": "#"},
    ]
    sunita = Person("Sunita", "Rao", "Help desk, Leeds", 6)
    return [
        Card(
            sunita,
            "Help desk, Leeds",
            "#",
            "A callback number that shows who we are",
            "People don’t pick up because our number looks like a scam.",
            4,
            5,
            "Waiting four working days.",
            "You promised a reply by tomorrow.",
            actions,
        )
    ]


def _notes(now):
    return [
        Note(
            TOMASZ,
            "Tomasz Wróbel signed. Yours is the last seal.",
            "#",
            "Read it",
            now - timedelta(days=1),
            "Your turn",
            "turn",
        ),
        Note(
            PRIYA,
            "Priya Nair asked about the filming booth.",
            "#",
            "Answer her",
            now - timedelta(minutes=9),
        ),
    ]


def gallery_context():
    """Everything templates/gallery.html shows; only invented things."""
    now = timezone.now()
    answers = {"title": "", "start": "soon", "who": ["c"], "now": "They ring again.", "place": "l"}
    return {
        "people": [AMINA, MARCUS, TOMASZ, PRIYA],
        "tasks": _tasks(),
        "stages": _stages(),
        "cards": _cards(),
        "notes": _notes(now),
        "form": SampleForm(auto_id="sample_%s"),
        "wrong_form": SampleForm(answers, auto_id="wrong_%s"),
        "sigs": [
            {"name": p.get_full_name(), "role": p.job_title, "at": now}
            for p in (AMINA, MARCUS, TOMASZ)
        ],
        "now": now,
        "moments": [
            now,
            now - timedelta(days=1),
            now - timedelta(days=4),
            now - timedelta(days=400),
        ],
        "rows": [
            ["Leeds", 14, 12, "1 day", "3"],
            ["Doncaster", 9, 9, "6 hours", "1"],
            ["Night shifts everywhere", 26, 25, "2 days", "4"],
        ],
        "columns": ["Place", "Ideas", "On time", "Longest wait", "Being tried"],
        "crumbs": [{"label": "Ideas", "url": "#"}, {"label": "HERO-2026-0042", "url": "#"}],
        "scale": ["Hardly ever", "Now and then", "Could well", "Likely", "Most days"],
        "bands": [(1, "Low"), (2, "Medium"), (2, "Medium"), (3, "High"), (4, "Severe")],
        **_parties(),
        **_deed(),
    }

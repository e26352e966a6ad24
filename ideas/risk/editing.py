"""The form in which administrators edit the criteria: one page, no script, one body out of it.

A field is called as its place in the body (ideas.risk.body), so a refusal finds its way back.
"""

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import tripwires
from ideas.risk import body as bodies
from ideas.risk import changes
from ideas.risk.method import NOTHING, Level

SPARE = 2  # empty rows for new categories and guide words
LEVELS = [("", gettext_lazy("Choose")), *Level.choices]


class CriteriaForm(forms.Form):
    """Everything the criteria say. A category or guide word without a name is taken out."""

    why = forms.CharField(
        label=gettext_lazy("Why you change it"),
        help_text=gettext_lazy("A sentence. It stands beside this edition for ever."),
        required=False,
        widget=forms.TextInput({"maxlength": 300}),
    )

    def __init__(self, data=None, *, body):
        super().__init__(data)
        self.body = body
        self.kept = {}  # part: the rows of the form that made it into the body
        self.rows = {
            part: [*body[part], *({} for _spare in range(SPARE))]
            for part in ("categories", "guide_words")
        }
        self._add_likelihoods_and_impacts()
        self._add_matrix()
        self._add_categories()
        self._add_guide_words()
        for part in ("effort", "value"):
            self._add_questions(part)

    def _text(self, name, initial, label):
        self.fields[name] = forms.CharField(
            label=label,
            initial=initial,
            required=False,
            widget=forms.TextInput({"maxlength": bodies.LONGEST}),
        )

    def _add_likelihoods_and_impacts(self):
        for row, one in enumerate(self.body["likelihoods"]):
            self._text(f"likelihoods-{row}-label", one["label"], _("In words"))
            self._text(f"likelihoods-{row}-share", one["share"], _("How often"))
        for row, column in enumerate(self.body["columns"]):
            self._text(f"columns-{row}-label", column["label"], _("Name"))
            for number, anchor in enumerate(column["anchors"]):
                self._text(f"columns-{row}-anchors-{number}", anchor, str(number + 1))

    def _add_matrix(self):
        for row, levels in enumerate(self.body["matrix"]):
            for column, level in enumerate(levels):
                label = _("Likelihood %(likelihood)s, impact %(impact)s") % {
                    "likelihood": row + 1,
                    "impact": column + 1,
                }
                self.fields[f"matrix-{row}-{column}"] = forms.ChoiceField(
                    label=label,
                    choices=LEVELS,
                    initial=level,
                    required=False,
                    widget=forms.Select(attrs={"aria-label": label, "class": "level"}),
                )

    def _add_categories(self):
        columns = [(column["key"], column["label"]) for column in self.body["columns"]]
        for row, one in enumerate(self.rows["categories"]):
            name = f"categories-{row}"
            self._text(f"{name}-label", one.get("label", ""), _("Name"))
            self.fields[f"{name}-columns"] = forms.MultipleChoiceField(
                label=_("How bad is read in"),
                choices=columns,
                initial=one.get("columns"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            if one.get("key") != NOTHING:
                self._add_appetite(name, one)

    def _add_appetite(self, name, one):
        relaxed = one.get("relaxed")
        self.fields[f"{name}-appetite"] = forms.ChoiceField(
            label=_("We accept up to"),
            choices=LEVELS,
            initial=one.get("appetite"),
            required=False,
        )
        self.fields[f"{name}-relaxed"] = forms.ChoiceField(
            label=_("Or, when a specialist doesn’t advise against it"),
            choices=[("", _("no more than that")), *_conditions()],
            initial="{level}-{tripwire}".format(**relaxed) if relaxed else "",
            required=False,
        )
        self.fields[f"{name}-vulnerable"] = forms.BooleanField(
            label=_("Whoever it hits is vulnerable: one impact up"),
            initial=one.get("vulnerable", False),
            required=False,
        )

    def _add_guide_words(self):
        for row, word in enumerate(self.rows["guide_words"]):
            for name, label in (
                ("label", _("Word")),
                ("ask", _("What it asks")),
                ("example", _("Example")),
            ):
                self._text(f"guide_words-{row}-{name}", word.get(name, ""), label)

    def _add_questions(self, part):
        for row, question in enumerate(self.body[part]):
            self._text(f"{part}-{row}-label", question["label"], _("Question"))
            for answer, words in enumerate(question["answers"]):
                self._text(f"{part}-{row}-answers-{answer}", words, str(answer))

    def to_body(self):
        """The body that was typed, good or not: ideas.risk.body looks at it."""
        given = self.cleaned_data
        return {
            "columns": [
                {
                    "key": column["key"],
                    "label": given[f"columns-{row}-label"],
                    "anchors": [given[f"columns-{row}-anchors-{n}"] for n in range(5)],
                }
                for row, column in enumerate(self.body["columns"])
            ],
            "likelihoods": [
                {name: given[f"likelihoods-{row}-{name}"] for name in ("label", "share")}
                for row in range(5)
            ],
            "matrix": [
                "".join(given[f"matrix-{row}-{column}"] or " " for column in range(5))
                for row in range(5)
            ],
            "categories": self._named("categories", self._category),
            "guide_words": self._named("guide_words", self._guide_word),
            "effort": self._questions("effort"),
            "value": self._questions("value"),
        }

    def _named(self, part, read):
        """The rows that have a name, each with its key; a new one gets a key from its name."""
        named = [
            (row, one)
            for row, one in enumerate(self.rows[part])
            if self.cleaned_data[f"{part}-{row}-label"]
        ]
        self.kept[part] = [row for row, _one in named]
        return [
            {
                "key": one.get("key") or key_from(self.cleaned_data[f"{part}-{row}-label"]),
                "label": self.cleaned_data[f"{part}-{row}-label"],
                **read(f"{part}-{row}", one),
            }
            for row, one in named
        ]

    def _category(self, name, one):
        given = self.cleaned_data
        columns = given[f"{name}-columns"]
        if sorted(columns) == sorted(one.get("columns", ())):
            columns = one["columns"]  # a page sends them in its own order: that is no change
        if one.get("key") == NOTHING:
            same = {key: one[key] for key in ("appetite", "vulnerable", "relaxed")}
            return {"columns": columns, **same}
        level, _dash, tripwire = given[f"{name}-relaxed"].partition("-")
        return {
            "columns": columns,
            "appetite": given[f"{name}-appetite"],
            "vulnerable": given[f"{name}-vulnerable"],
            "relaxed": {"level": level, "tripwire": tripwire} if tripwire else None,
        }

    def _guide_word(self, name, _one):
        return {key: self.cleaned_data[f"{name}-{key}"] for key in ("ask", "example")}

    def _questions(self, part):
        given = self.cleaned_data
        return [
            {
                "label": given[f"{part}-{row}-label"],
                "answers": [given[f"{part}-{row}-answers-{n}"] for n in range(5)],
            }
            for row in range(5)
        ]

    def refuse(self, refused):
        """Put the sentence of a refusal beside the field that it is about."""
        part, _dash, rest = refused.field.partition("-")
        field = refused.field
        if part in self.kept and rest:
            row, _dash, name = rest.partition("-")
            field = f"{part}-{self.kept[part][int(row)]}-{name}"
        self.add_error(field if field in self.fields else None, refused.reason)


def key_from(label):
    """What a new category or guide word is stored under."""
    return slugify(label).replace("-", "_")[:12].strip("_")


def _conditions():
    """Each level above the lowest, with each specialist who may allow it."""
    return [
        (f"{level}-{one.key}", changes.condition(level.value, one.key))
        for level in (Level.MEDIUM, Level.HIGH, Level.SEVERE)
        for one in tripwires.TRIPWIRES
    ]

"""What a body of criteria must look like. The first thing that is off becomes one sentence.

A field is named as its place in the body, with dashes: ``matrix-2-3`` is the fourth cell of the
third row, ``categories-0-appetite`` the appetite of the first category.
"""

import re

from django.utils.translation import gettext as _

from ideas import tripwires
from ideas.risk import method

KEY = re.compile(r"[a-z][a-z0-9_]{0,11}")
PARTS = {
    "columns",
    "likelihoods",
    "matrix",
    "categories",
    "guide_words",
    "effort",
    "value",
}
LEVELS = list(method.RANKS)
LONGEST = 200  # characters of one text


class Off(Exception):
    """Something in the body is off: ``field`` says where, ``reason`` is the sentence."""

    def __init__(self, field, reason):
        super().__init__(reason)
        self.field, self.reason = field, reason


def check(body):
    """Raise Off with the first thing that is not as it must be."""
    if not isinstance(body, dict) or set(body) != PARTS:
        raise Off("", _("These criteria lack a part, or have one too many."))
    _columns(body)
    _rows(body, "likelihoods", texts=("label", "share"), exactly=5)
    _matrix(body["matrix"])
    _categories(body, [column["key"] for column in body["columns"]])
    _rows(body, "guide_words", texts=("label", "ask", "example"), keyed=True)
    for part in ("effort", "value"):
        _rows(body, part, texts=("label",), more=("answers",), exactly=5)
        for number, question in enumerate(body[part]):
            _words(question["answers"], f"{part}-{number}-answers", question["label"])


def _columns(body):
    _rows(body, "columns", texts=("label",), more=("anchors",), keyed=True)
    for number, column in enumerate(body["columns"]):
        _words(column["anchors"], f"columns-{number}-anchors", column["label"])


def _rows(body, part, *, texts, more=(), exactly=None, keyed=False):
    """A list of dicts with these texts, and nothing beside; keys are well formed, once each."""
    rows, names = body[part], {*texts, *more, *(("key",) if keyed else ())}
    well = isinstance(rows, list) and rows and (not exactly or len(rows) == exactly)
    if not well or not all(isinstance(row, dict) and set(row) == names for row in rows):
        raise Off(part, _("Something is missing in the part “%(part)s”.") % {"part": part})
    for number, row in enumerate(rows):
        for name in texts:
            _text(row[name], f"{part}-{number}-{name}", row["label"])
    if keyed:
        _keys(rows, part)


def _keys(rows, part):
    seen = set()
    for number, row in enumerate(rows):
        key = row["key"]
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise Off(
                f"{part}-{number}-label",
                _("“%(label)s” needs a name that starts with a letter.") % {"label": row["label"]},
            )
        if key in seen:
            raise Off(
                f"{part}-{number}-label",
                _("“%(label)s” is there twice. Give one of them another name.")
                % {"label": row["label"]},
            )
        seen.add(key)


def _words(words, field, label):
    """Five texts, from the least to the most."""
    if not isinstance(words, list) or len(words) != 5:
        raise Off(field, _("“%(label)s” needs five answers.") % {"label": label})
    for number, word in enumerate(words):
        _text(word, f"{field}-{number}", label)


def _text(text, field, label):
    if not isinstance(text, str) or not text.strip():
        raise Off(
            field,
            _("“%(label)s” has a gap. Put it in words.") % {"label": label}
            if label and not field.endswith("-label")
            else _("Give it a name."),
        )
    if len(text) > LONGEST:
        raise Off(
            field,
            _("“%(text)s…” is longer than %(n)s characters. Say it shorter.")
            % {"text": text[:30], "n": LONGEST},
        )


def _matrix(matrix):
    rows = matrix if isinstance(matrix, list) else []
    if len(rows) != 5 or not all(isinstance(row, str) and len(row) == 5 for row in rows):
        raise Off("matrix", _("The matrix needs five rows of five levels."))
    for likelihood, impact in ((a, b) for a in range(5) for b in range(5)):
        if rows[likelihood][impact] not in method.RANKS:
            raise Off(
                f"matrix-{likelihood}-{impact}",
                _("Likelihood %(likelihood)s, impact %(impact)s: choose a level.")
                % {"likelihood": likelihood + 1, "impact": impact + 1},
            )
    if off := method.monotone(rows) or method.smooth(rows):
        raise Off("matrix", off)


def _categories(body, columns):
    more = ("columns", "appetite", "vulnerable", "relaxed")
    _rows(body, "categories", texts=("label",), more=more, keyed=True)
    categories = body["categories"]
    for number, category in enumerate(categories):
        field, label = f"categories-{number}", {"label": category["label"]}
        read = category["columns"]
        if not isinstance(read, list) or not read or any(one not in columns for one in read):
            raise Off(
                f"{field}-columns",
                _("“%(label)s” reads a column that isn’t there. Tick at least one that is.")
                % label,
            )
        if category["appetite"] not in LEVELS:
            raise Off(
                f"{field}-appetite",
                _("“%(label)s”: choose the gravest level we accept.") % label,
            )
        if not isinstance(category["vulnerable"], bool):
            raise Off(
                f"{field}-vulnerable", _("“%(label)s”: are they vulnerable, yes or no?") % label
            )
        _relaxed(category, f"{field}-relaxed")
    if method.NOTHING not in [category["key"] for category in categories]:
        raise Off(
            "categories",
            _("Keep “Doing nothing”: every idea is weighed against it. You may rename it."),
        )


def _relaxed(category, field):
    relaxed = category["relaxed"]
    if relaxed is None:
        return
    label = {"label": category["label"]}
    well = isinstance(relaxed, dict) and set(relaxed) == {"level", "tripwire"}
    if not well or relaxed["tripwire"] not in tripwires.KEYS:
        raise Off(field, _("“%(label)s”: choose whose word allows more.") % label)
    if relaxed["level"] not in LEVELS or not method.above(relaxed["level"], category["appetite"]):
        raise Off(
            field,
            _("“%(label)s”: with a specialist’s word it must be more than without.") % label,
        )

"""Cast rows from other rows: the demo company's become those of a company of ten thousand people.

Every row is text, as PostgreSQL's COPY writes it. What belongs to one copy only is found in that
text and becomes a place: the numbers of rows and people, names, references, titles, days, and the
digests that seal them. To tell numbers apart, the demo is loaded with its sequences set to 700
million and more, each table in a million of its own (``CODES``).
"""

import hashlib
import hmac
import re
from collections import defaultdict
from datetime import date, timedelta
from functools import cache

FIRST = 1_000_000_000  # the numbers of what is cast begin here, above all that the mould has
CODES = {
    name: code
    for code, name in enumerate(
        [
            "portal_user",
            "portal_user_groups",
            "portal_department",
            "portal_event",
            "portal_notice",
            "policy_agreement",
            "policy_edition",
            "policy_sectiontext",
            "wagtailcore_page",
            "wagtailcore_revision",
            "ideas_idea",
            "ideas_assessment",
            "ideas_boots",
            "ideas_cheer",
            "ideas_coauthor",
            "ideas_comment",
            "ideas_consultation",
            "ideas_deed",
            "ideas_figure",
            "ideas_firstscore",
            "ideas_follow",
            "ideas_glance",
            "ideas_ideaseat",
            "ideas_mitigation",
            "ideas_report",
            "ideas_result",
            "ideas_risk",
            "ideas_round",
            "ideas_signature",
            "ideas_step",
            "ideas_story",
            "ideas_support",
            "ideas_trial",
            "ideas_waiver",
            "ideas_wordofidea",
            "ideas_word",
        ],
        start=10,
    )
}
TABLES = {str(code): table for table, code in CODES.items()}
DAY = re.compile(r"20\d\d-\d\d-\d\d")


def first_number(table):
    """Where the sequence of a table begins in the mould."""
    return int(f"7{CODES[table]}000000")


class Numbers:
    """The next free number of each table."""

    def __init__(self):
        self.next = defaultdict(lambda: FIRST)

    def take(self, table, count=1):
        """The first of ``count`` numbers that nobody else gets."""
        first = self.next[table]
        self.next[table] += count
        return first


class Mould:
    """Rows that are cast together: an idea with all that hangs on it, a branch, a policy.

    ``known`` is {text: name of the place}; ``own`` are tables whose rows get numbers of their own.
    ``sealed`` are hexadecimal digests that ``derive`` computes anew for each copy, in their order.
    """

    def __init__(self, known, own):
        self.known, self.own = known, set(own)
        self.rows = {}  # table: format of all its rows
        self.days, self.numbers = set(), defaultdict(set)
        self.derived = []  # (place, how it is computed, format of the text)
        self.sealed = set()
        wanted = sorted(known, key=len, reverse=True)
        self.pattern = re.compile(
            r"(?P<row>\b7\d{8}\b)|(?P<hex>\b[0-9a-f]{64}\b)|(?P<day>\b20\d\d-\d\d-\d\d(?!\d))"
            + (f"|(?P<known>{'|'.join(map(re.escape, wanted))})" if wanted else "")
        )

    def format(self, text):
        """The text with places in it, for ``%``."""
        parts, end = [], 0
        for found in self.pattern.finditer(text):
            place = self._place(found)
            if place:
                parts += [text[end : found.start()].replace("%", "%%"), f"%({place})s"]
                end = found.end()
        return "".join([*parts, text[end:].replace("%", "%%")])

    def _place(self, found):
        kind, text = found.lastgroup, found[0]
        if kind == "known":
            return self.known[text]
        if kind == "day":
            self.days.add(text)
            return f"d{text}"
        if kind == "hex":
            return f"h{text}" if text in self.sealed else None
        table = TABLES.get(text[1:3])
        if table in self.own:
            self.numbers[table].add(int(text))
        return f"i{text}" if table in self.own or table in GIVEN else None

    def add(self, table, lines):
        """Rows of a table, as COPY wrote them."""
        if lines:
            self.rows[table] = self.format("".join(lines))

    def seal(self, digest, how, text):
        """``digest`` is ``how`` over ``text``, and will be so in each copy. Refuses if it isn't."""
        if how(text) != digest:
            raise ValueError(f"The bench computes another digest than the portal: {text[:200]}")
        self.derived.append((f"h{digest}", how, self.format(text)))
        self.sealed.add(digest)

    def cast(self, numbers, out, given, shift=0, without=()):
        """One copy: its rows go to ``out`` ({table: list of texts}). Returns all its values.

        ``given`` fills the places of people and words; ``shift`` is how many days earlier.
        """
        values = dict(given)
        for table, own in self.numbers.items():
            first = numbers.take(table, len(own))
            for place, number in enumerate(sorted(own), start=first):
                values[f"i{number}"] = place
        for day in self.days:
            values[f"d{day}"] = earlier(day, shift)
        for place, how, text in self.derived:
            values[place] = how(text % values)
        for table, rows in self.rows.items():
            if table not in without:
                out[table].append(rows % values)
        return values


GIVEN = {"portal_user", "portal_department"}  # whoever casts says which


@cache
def earlier(day, shift):
    """The day so many days before, both as text."""
    return (date.fromisoformat(day) - timedelta(days=shift)).isoformat()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def hmac_sha256(key):
    """The MAC of the trail, under a key."""
    ready = hmac.new(key.encode(), digestmod=hashlib.sha256)

    def mac(text):
        one = ready.copy()
        one.update(text.encode())
        return one.hexdigest()

    return mac


def spellings(text, place):
    """{how a text stands in a row: its place}: as it is, within JSON, and both as COPY writes."""
    import json

    inside = [json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(text)[1:-1]]
    every = {text, *inside}
    every |= {one.replace("\\", "\\\\").replace("\n", "\\n") for one in every}
    return dict.fromkeys(every, place)

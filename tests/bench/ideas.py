"""A hundred thousand ideas: most of them finished, as in a company that has done this for years."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from types import SimpleNamespace
from unittest import mock

from ideas import deeds, similar, terms
from ideas.compact import PUBLIC
from ideas.models import Deed, Idea, Signature
from portal.models import Event
from tests.bench import words
from tests.bench.databases import read
from tests.bench.mould import Mould, sha256, spellings
from tests.bench.people import seal_events

YEARS = 3
OPEN_SHARE = 0.03  # of all ideas; and no branch has more open ones than the demo has
NEWS = 28  # days: the portal forgets older notices
BATCH = 400
OF_IDEA = "idea_id = %s"
OF_ASSESSMENT = "assessment_id IN (SELECT id FROM ideas_assessment WHERE idea_id = %s)"
OF_RISK = (
    "risk_id IN (SELECT r.id FROM ideas_risk r JOIN ideas_assessment a ON a.id = r.assessment_id "
    "WHERE a.idea_id = %s)"
)
HANGING = {
    "ideas_idea": "id = %s",
    **dict.fromkeys(
        [
            "ideas_assessment",
            "ideas_boots",
            "ideas_cheer",
            "ideas_coauthor",
            "ideas_comment",
            "ideas_deed",
            "ideas_follow",
            "ideas_glance",
            "ideas_round",
            "ideas_result",
            "ideas_signature",
            "ideas_step",
            "ideas_story",
            "ideas_support",
            "ideas_trial",
        ],
        OF_IDEA,
    ),
    "ideas_ideaseat": "content_object_id = %s",
    "ideas_risk": OF_ASSESSMENT,
    "ideas_consultation": OF_ASSESSMENT,
    "ideas_waiver": OF_ASSESSMENT,
    "ideas_firstscore": OF_RISK,
    "ideas_mitigation": OF_RISK,
    "ideas_figure": "result_id IN (SELECT id FROM ideas_result WHERE idea_id = %s)",
    "ideas_report": "trial_id IN (SELECT id FROM ideas_trial WHERE idea_id = %s)",
    "portal_event": "subject_type = 'ideas.idea' AND subject_id = %s::text",
}
# How often a finished idea ends like this.
ENDS = {"celebrated": 0.34, "learned": 0.18, "declined": 0.38, "withdrawn": 0.10}


@dataclass(frozen=True, slots=True)
class Kind:
    """An idea of the demo as a mould."""

    mould: Mould
    state: str
    shared: str  # the day, or an empty string for a draft

    @property
    def open(self):
        return self.state not in ENDS


def kinds(connection, company, key):
    """A Kind of each idea of the demo."""
    return [_kind(connection, company, key, idea) for idea in Idea.objects.order_by("pk")]


def _kind(connection, company, key, idea):
    known = company.known() | {idea.token: "token"}
    if idea.reference:
        known[idea.reference] = "reference"
    for name in ("title", "moment", "help"):
        known |= spellings(getattr(idea, name), name) if getattr(idea, name) else {}
    mould = Mould(known, [*HANGING, "portal_notice"])
    for deed in Deed.objects.filter(idea=idea):
        mould.seal(deed.digest, sha256, deed.body)
    for signature in Signature.objects.filter(idea=idea).select_related("deed"):
        mould.seal(deeds.seal_of(signature), sha256, seal_text(signature))
    events = Event.objects.filter(subject_type="ideas.idea", subject_id=str(idea.pk))
    seal_events(mould, events, key)
    for table, where in HANGING.items():
        mould.add(table, read(connection, table, where, [idea.pk]))
    if idea.reference:
        told = read(connection, "portal_notice", "url LIKE %s", [f"/ideas/{idea.reference}/%"])
        mould.add("portal_notice", told)
    shared = idea.submitted_at.date().isoformat() if idea.submitted_at else ""
    return Kind(mould, idea.state, shared)


def seal_text(signature):
    """What the seal of a signature is the digest of."""
    with mock.patch.object(deeds.hashlib, "sha256") as digest:
        deeds.seal_of(signature)
    return digest.call_args.args[0].decode()


class Filler:
    """Casts ideas into a database until there are as many as wanted."""

    def __init__(self, connection, company, kinds, numbers, sink):
        self.company, self.kinds, self.numbers, self.sink = company, kinds, numbers, sink
        self.random = Random(2026)
        self.words = dict(connection.execute("SELECT text, id FROM ideas_word").fetchall())
        self.last = dict(connection.execute("SELECT * FROM ideas_referencecounter").fetchall())
        self.there = connection.execute("SELECT count(*) FROM ideas_idea").fetchone()[0]
        self.orders = _orders(company.cast, self.random)

    def fill(self, size):
        """Finished ideas from the oldest to the newest, then what is going on in the branches."""
        plan = self._finished(size) + self._open(size)
        with mock.patch.object(terms, "stem", lru_cache(None)(terms.stem)):
            for made, (kind, branch, shift) in enumerate(plan, start=1):
                self._cast(kind, branch, shift)
                if made % BATCH == 0:
                    self.sink.flush()
        self._keep_counters()

    def _branches(self, size):
        """How many branches have ideas under way: the demo's is one of them."""
        each = sum(kind.open for kind in self.kinds)
        return max(1, min(len(self.company.branches), round(size * OPEN_SHARE / each)))

    def _open(self, size):
        branches = range(1, self._branches(size))
        return [(kind, one, 0) for one in branches for kind in self.kinds if kind.open]

    def _finished(self, size):
        ends = [kind for kind in self.kinds if not kind.open]
        shares = [ENDS[k.state] / sum(o.state == k.state for o in ends) for k in ends]
        count = size - self.there - len(self._open(size))
        chosen = self.random.choices(ends, shares, k=max(0, count))
        weeks = sorted(int(YEARS * 52 * self.random.random() ** 1.5) for _one in chosen)
        places = range(len(self.company.branches))
        return [
            (kind, self.random.choice(places), 7 * week)
            for kind, week in zip(chosen, reversed(weeks), strict=True)
        ]

    def _cast(self, kind, branch, shift):
        people = self.company.branches[branch]
        likes = None if kind.open else self.random.choice(self.orders)
        told = words.idea(self.random)
        given = self.company.values(people, likes) | told
        given["token"] = f"b{self.numbers.take('tokens'):015d}"
        if kind.shared:
            given["reference"] = self._reference(kind.shared, shift)
        old = ("portal_notice",) if shift > NEWS else ()
        values = kind.mould.cast(self.numbers, self.sink.rows, given, shift, without=old)
        if kind.state in PUBLIC:
            self._index(values[f"i{min(kind.mould.numbers['ideas_idea'])}"], told)

    def _reference(self, shared, shift):
        year = date.fromordinal(date.fromisoformat(shared).toordinal() - shift).year
        self.last[year] = self.last.get(year, 0) + 1
        return f"HERO-{year}-{self.last[year]:04d}"

    def _index(self, number, told):
        weights = similar.weights(SimpleNamespace(**told, already={}))
        first = self.numbers.take("ideas_wordofidea", len(weights))
        rows = []
        for place, (text, weight) in enumerate(weights.items(), start=first):
            if text not in self.words:
                self.words[text] = self.numbers.take("ideas_word")
                self.sink.rows["ideas_word (id, text)"].append(f"{self.words[text]}\t{text}\n")
            rows.append(f"{place}\t{self.words[text]}\t{number}\t{weight}\n")
        self.sink.rows["ideas_wordofidea (id, word_id, idea_id, weight)"] += rows

    def _keep_counters(self):
        """References go on where the bench ended."""
        self.sink.rows["bench_counter (year, last)"] = [f"{y}\t{n}\n" for y, n in self.last.items()]


def _orders(cast, random, count=200):
    """Ways in which people of a role take each other's parts: lists of likenesses."""
    by_role = {}
    for person in cast:
        by_role.setdefault(tuple(sorted(g.name for g in person.groups.all())), []).append(person.pk)
    orders = []
    for _one in range(count):
        part = {}
        for alike in by_role.values():
            part |= dict(zip(alike, random.sample(alike, len(alike)), strict=True))
        orders.append([part[person.pk] for person in cast])
    return orders

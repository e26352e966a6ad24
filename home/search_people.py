"""People who answer a question in the search: by name, role or department, with slips forgiven."""

import json
import math
from dataclasses import dataclass
from functools import cache

from django.db import connection
from rapidfuzz import fuzz, utils

from portal.models import Department, Site, User

MOST = 20
CANDIDATES = 500  # people that are compared letter by letter
GOOD_ENOUGH = 72  # of 100: one letter wrong in a short name still passes
NAMED = 100  # a whole word of the name
ROLE = 10  # a role or department tells so much less than a name
LEAST, LONG = 2, 4  # letters of a word that may begin a name, and of one with a slip in it

# Names and roles are fewer than people, so each is compared once. In a large company half a word
# fits many ("ght": every night adviser): those whose names begin with a word come first.
PEOPLE = """
WITH part AS MATERIALIZED (SELECT UPPER(value) AS likeness FROM {parts}),
word AS MATERIALIZED (SELECT UPPER(value) AS likeness FROM {words}),
first AS MATERIALIZED (SELECT DISTINCT first_name AS name FROM {people} WHERE is_active),
last AS MATERIALIZED (SELECT DISTINCT last_name AS name FROM {people} WHERE is_active),
role AS MATERIALIZED (SELECT DISTINCT job_title AS name FROM {people} WHERE is_active)
SELECT p.id, p.username, p.first_name, p.last_name, p.job_title, d.name, s.name
FROM {people} p LEFT JOIN {departments} d ON d.id = p.department_id
LEFT JOIN {sites} s ON s.id = p.site_id
WHERE p.is_active AND (
    p.first_name IN (SELECT name FROM first JOIN part ON UPPER(name) LIKE likeness ESCAPE '\\')
    OR p.last_name IN (SELECT name FROM last JOIN part ON UPPER(name) LIKE likeness ESCAPE '\\')
    OR p.job_title IN (SELECT name FROM role JOIN part ON UPPER(name) LIKE likeness ESCAPE '\\')
    OR p.department_id IN (
        SELECT id FROM {departments} JOIN part ON UPPER(name) LIKE likeness ESCAPE '\\'))
ORDER BY CASE WHEN
    p.first_name IN (SELECT name FROM first JOIN word ON UPPER(name) LIKE likeness ESCAPE '\\')
    OR p.last_name IN (SELECT name FROM last JOIN word ON UPPER(name) LIKE likeness ESCAPE '\\')
    THEN 0 ELSE 1 END, p.first_name, p.last_name, p.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who answers, ``score`` of 100; ``place`` is what they do and where."""

    person: User
    place: str
    score: float


def find(words):
    """The people who answer best, as a list of Found. One query, none where nobody can."""
    asked = [utils.default_process(word) for word in words]
    parts = _parts(words, asked)
    if not parts:
        return []
    likely = [*_scored(_candidates(parts, words), asked)]
    likely.sort(key=lambda found: (-found[0], str(found[1])))
    return [
        Found(person, ", ".join(part for part in place if part), score)
        for score, person, place in likely[:MOST]
    ]


def _parts(words, asked):
    """Pieces of the words, of which everybody who can be good enough holds one.

    A short word counts only where a name begins with it. Where the long ones do not make it without
    some of those, only they are looked for.
    """
    long = sum(len(word) >= LONG for word in asked)
    short = [word for word, said in zip(words, asked, strict=True) if LEAST <= len(said) < LONG]
    missing = math.ceil(GOOD_ENOUGH / NAMED * len(words)) - long
    if missing > len(short):
        return set()
    return set(short) if missing > 0 else {half for word in words for half in _halves(word)}


def _halves(word):
    """Two parts of a word: one slip of the finger leaves at least one of them whole."""
    middle = len(word) // 2
    return (word,) if len(word) < LONG else (word[:middle], word[middle:])


def _candidates(parts, words):
    """Rows of PEOPLE. One query."""
    some = "JSON_EACH(%s)" if connection.vendor == "sqlite" else "JSON_ARRAY_ELEMENTS_TEXT(%s)"
    tables = {"people": User, "departments": Department, "sites": Site}
    quoted = {name: connection.ops.quote_name(kept._meta.db_table) for name, kept in tables.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            PEOPLE.format(parts=some, words=some, **quoted),
            [
                json.dumps([f"%{_plain(part)}%" for part in parts]),
                json.dumps([f"{_plain(word)}%" for word in words]),
                CANDIDATES,
            ],
        )
        return cursor.fetchall()


def _plain(part):
    """A piece of a word, in which LIKE sees no sign of its own."""
    return part.replace("_", r"\_")


def _scored(rows, asked):
    """(score, person, what they do and where) of whoever is good enough."""

    @cache
    def alike(text):
        names = utils.default_process(text).split()
        return [max((likeness(word, name) for name in names), default=0) for word in asked]

    @cache
    def at_most(text):
        return sum(alike(text))

    least = GOOD_ENOUGH * len(asked)
    for pk, username, first, last, title, department, site in rows:
        told = (first, last, title, department or "")
        if sum(map(at_most, told)) < least:
            continue
        by_first, by_last, by_title, by_department = map(alike, told)
        named, placed = map(max, by_first, by_last), map(max, by_title, by_department)
        score = sum(max(name, role - ROLE) for name, role in zip(named, placed, strict=True))
        score /= len(asked)
        if score >= GOOD_ENOUGH:
            person = User(pk=pk, username=username, first_name=first, last_name=last)
            yield score, person, (title, department, site)


def likeness(asked, name):
    """How well a word answers for a name, of 100, both in small letters; a slip is forgiven."""
    if len(asked) >= LEAST and name.startswith(asked):
        return NAMED - min(8, len(name) - len(asked))
    return fuzz.ratio(asked, name) if len(asked) >= LONG else 0

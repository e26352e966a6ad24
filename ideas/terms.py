"""Words of a text as they are compared: small letters, without endings, with what they stand for.

``terms("They rang me twice")`` gives "rang", "twice" and "~phone": a sign before a word says that
it is a meaning from meanings.toml, shared by all the words that people use for it.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

LONGEST = 24  # characters of a term
SPELT_ALIKE = 86  # of 100
WORDS = re.compile(r"[a-z0-9]+")
_told = tomllib.loads(Path(__file__).with_name("meanings.toml").read_text(encoding="utf-8"))
EMPTY = frozenset(_told["empty"].split())
ENDINGS = (
    ("izations", "ize"),
    ("ization", "ize"),
    ("ational", "ate"),
    ("fulness", "ful"),
    ("ations", "ate"),
    ("ation", "ate"),
    ("nesses", ""),
    ("ments", ""),
    ("ment", ""),
    ("ness", ""),
    ("ities", "ity"),
    ("ingly", ""),
    ("edly", ""),
    ("ings", ""),
    ("ing", ""),
    ("ied", "y"),
    ("ies", "y"),
    ("ers", ""),
    ("ed", ""),
    ("er", ""),
    ("ly", ""),
)


def words_of(text):
    """The words of a text in small letters of the plain alphabet, without the empty ones."""
    text = text.lower().replace("ł", "l").replace("’", "'")
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"'(s|re|ve|ll|d|m|t)\b", "", text)
    return [word for word in WORDS.findall(text) if len(word) > 1 and word not in EMPTY]


@lru_cache(maxsize=4096)
def stem(word):
    """A word without its ending, near enough: fitted, fitter, fitting and fits meet at "fit"."""
    if len(word) <= 3 or word.isdigit():
        return word
    for ending, instead in (("sses", "ss"), ("ies", "y"), ("ss", "ss"), ("us", "us"), ("s", "")):
        if word.endswith(ending):
            word = word.removesuffix(ending) + instead
            break
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = _single(word.removesuffix(ending) + instead)
            break
    return (word.removesuffix("e") if len(word) > 3 else word)[:LONGEST]


def _single(word):
    """“fitt” is “fit”; but “call” stays."""
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"
    return word[:-1] if doubled else word


def _stems_of_meanings():
    found = {}
    for name, words in _told["meanings"].items():
        for word in words.split():
            found.setdefault(stem(word), set()).add(f"~{name}")
    return found


MEANT_BY = _stems_of_meanings()


def meant_by(term):
    """The meanings of a stem, in order."""
    return sorted(MEANT_BY.get(term, ()))


@lru_cache(maxsize=4096)
def guessed(term):
    """Meanings of the word that a misspelt stem stands for, most likely; none for a known one."""
    if term in MEANT_BY or len(term) < 5 or term[0] == "~":
        return []
    alike = process.extractOne(term, MEANT_BY.keys(), scorer=fuzz.ratio, score_cutoff=SPELT_ALIKE)
    return meant_by(alike[0]) if alike else []


def terms(text):
    """A Counter of the stems of a text and of their meanings."""
    counted = Counter(stem(word) for word in words_of(text))
    meant = Counter()
    for term, number in counted.items():
        for name in meant_by(term):
            meant[name] += number
    return counted + meant

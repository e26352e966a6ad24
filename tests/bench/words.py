"""Made-up names and sentences: enough different ones that a search has something to sort."""

import tomllib
from itertools import product
from pathlib import Path

_told = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
WORDS = {name: text.split() for name, text in _told.items() if isinstance(text, str)}
ENDINGS = ("nsund", "rvik", "lby", "sholt")
PRODUCTS = [
    f"{first}{second}{end}".capitalize()
    for first, second, end in product(WORDS["syllables"], WORDS["syllables"], ENDINGS)
]


def full_name(random):
    """A first name and a last name."""
    return random.choice(WORDS["first_names"]), random.choice(WORDS["last_names"])


def idea(random):
    """The words of an idea: title, moment and help."""
    slots = _slots(random)
    title = random.choice(_told["patterns"]).format(**slots)
    about = {name: slots[name] for name in ("thing", "place", "trouble")}
    moments = random.sample(_told["moments"], random.randint(2, 3))
    helps = random.sample(_told["helps"], random.randint(1, 2))
    return {
        "title": title[0].upper() + title[1:],
        "moment": " ".join(one.format(**_slots(random) | about) for one in moments),
        "help": " ".join(one.format(**_slots(random) | about) for one in helps),
    }


def policy(random, number):
    """The title and the address of a policy; the number keeps them apart."""
    trouble, place = random.choice(WORDS["troubles"]), random.choice(WORDS["places"])
    title = f"{trouble.capitalize()} safely at the {place.replace('-', ' ')} ({number})"
    return title, f"policy-{number}"


def _slots(random):
    """A word for each place of a sentence."""
    slots = {
        "who": _common(random, WORDS["who"]),
        "thing": _common(random, WORDS["things"]),
        "place": _common(random, WORDS["places"]),
        "trouble": _common(random, WORDS["troubles"]),
        "town": _common(random, WORDS["towns"]),
        "product": random.choice(PRODUCTS),
        "n": str(random.randint(2, 60)),
    }
    return {name: word.replace("-", " ") for name, word in slots.items()}


def _common(random, words):
    """A word of a list; few are common and many are rare, as in life."""
    return words[int(len(words) * random.random() ** 2)]

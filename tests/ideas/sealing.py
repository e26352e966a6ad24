"""How people sign the compact of an idea that tests.ideas.playing has weighed."""

from ideas import deeds, services
from tests.ideas import playing
from tests.ideas.playing import fresh

MORE = {
    "sponsor-with": {"condition": "Only on weekdays."},
    "adopt": {"support": "One day of mine.", "scale": "A day a shop."},
    "adopt-with": {
        "condition": "Only with our own plugs.",
        "support": "One day of mine.",
        "scale": "A day a shop.",
    },
    "advise": {"advice": "Use the socket by the door."},
}


def weighed(idea, *, sponsor, champion=None):
    """Medium before, Low after: so something is done about it."""
    return playing.weighed(idea, backer=sponsor, champion=champion, inherent="M", target="L")


def answers(idea, verb, by, **more):
    """What somebody types who signs the text that stands, or would with their condition."""
    typed = MORE.get(verb, {}) | {"name": str(by)} | more
    if "condition" in typed:
        deed = deeds.preview(idea, by=by, condition=typed["condition"])
    else:
        deed = deeds.of_round(idea)
    return {"deed": deed.digest} | typed


def sign(idea, verb, by, **more):
    """Sign it as it stands now; returns the idea after that."""
    idea = fresh(idea)
    services.perform(idea, verb, by=by, answers=answers(idea, verb, by, **more))
    return fresh(idea)

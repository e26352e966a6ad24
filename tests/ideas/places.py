"""How an idea comes to each place of the truth table (tests.ideas.truth)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ideas import drafts, seats, services
from ideas.compact import Party
from ideas.delivery import planning, results
from ideas.models import Idea
from ideas.risk import waiving
from tests.ideas import playing
from tests.ideas.delivery.conftest import FIGURE, PLAN, TOLD
from tests.ideas.truth import make


def at(place, draft, cast, *, technology):
    """The idea at a place, with everybody in their seats."""
    author = cast["author"]
    Idea.objects.filter(pk=draft.pk).update(technology=technology)
    drafts.invite(draft, cast["co-author"], by=author)
    drafts.answer_invitation(draft, by=cast["co-author"], yes=True)
    if place == "draft":
        return playing.fresh(draft)
    services.perform(playing.fresh(draft), "submit", by=author)
    idea = playing.fresh(draft)
    with transaction.atomic():
        seats.fill(idea, Party.VERIFIER, cast["verifier"], by=None)
    services.reseat(idea, Party.ASSESSOR, cast["assessor"], by=cast["manager"])
    return STAGED[place](playing.fresh(idea), cast)


def _weighed(idea, cast):
    champion = cast["champion"] if idea.needs_it else None
    return playing.weighed(idea, backer=cast["sponsor"], champion=champion)


def _countersign(idea, cast):
    champion = cast["champion"] if idea.needs_it else None
    return playing.countersign(idea, backer=cast["sponsor"], champion=champion)


def _trial(idea, cast):
    return playing.sealed_by(_countersign(idea, cast), "sign", Party.AUTHOR)


def _unanswered(idea, cast):
    idea = make(idea, "ask", cast["assessor"])
    Idea.objects.filter(pk=idea.pk).update(due_at=timezone.now() - timedelta(hours=1))
    return playing.fresh(idea)


def _of_level(level, *, leave=True):
    """At sponsorship, with an exception for what is more than we accept, where there can be one."""

    def stage(idea, cast):
        idea = playing.weigh(idea, inherent=level)
        if leave:
            waiver = waiving.ask(
                playing.assessment_of(idea),
                by=cast["assessor"],
                category=playing.CUSTOMER["category"],
                level=level,
                why="One shop only.",
                until=playing.tomorrow(30),
            )
            waiving.answer(waiver, by=cast["sponsor"], granted=True, conditions="One shop.")
        with transaction.atomic():
            seats.fill(idea, Party.SPONSOR, cast["sponsor"], by=None)
        return make(idea, "weigh", cast["assessor"])

    return stage


def _beyond(idea, cast):
    """It comes to a manager who is the head of nothing, and it is Medium."""
    idea = _of_level("M")(idea, cast)
    cast["sponsor"], cast["executive"] = cast.pop("manager"), cast["sponsor"]
    services.reseat(idea, Party.SPONSOR, cast["sponsor"], by=None)
    return playing.fresh(idea)


def _planned(idea, cast):
    fields = PLAN | {"ends_on": playing.tomorrow(28), "hours_pledged": 4}
    planning.save(_trial(idea, cast), by=cast["sponsor"], version=1, **fields)
    return playing.fresh(idea)


def _launched(idea, cast, effect="better"):
    idea, author = make(_planned(idea, cast), "launch", cast["sponsor"]), cast["author"]
    results.tell(idea, by=author, version=1, **TOLD | {"effect": effect})
    results.add_figure(idea, by=author, **FIGURE)
    return playing.fresh(idea)


def _measuring(idea, cast, effect="better"):
    return make(_launched(idea, cast, effect), "finish", cast["author"])


def _late(idea, cast):
    Idea.objects.filter(pk=idea.pk).update(due_at=timezone.now() - timedelta(hours=1))
    return playing.weigh(idea)


def _appealed(idea, cast):
    idea = make(make(idea, "decline", cast["assessor"]), "appeal", cast["author"])
    return make(idea, "decline", idea.holder)


STAGED = {
    "clarifying": lambda idea, cast: make(idea, "ask", cast["assessor"]),
    "unanswered": _unanswered,
    "assessing": lambda idea, cast: playing.weigh(idea),
    "late": _late,
    "sponsorship": _weighed,
    "queried": lambda idea, cast: make(_countersign(idea, cast), "query", cast["author"]),
    "sign_off": lambda idea, cast: playing.sealed_by(
        _weighed(idea, cast), "sponsor", Party.SPONSOR
    ),
    "countersign": _countersign,
    "trial": _trial,
    "medium": _of_level("M"),
    "beyond": _beyond,
    "high": _of_level("H"),
    "severe": _of_level("S", leave=False),
    "planned": _planned,
    "launched": _launched,
    "measuring": _measuring,
    "no_better": lambda idea, cast: _measuring(idea, cast, "none"),
    "celebrated": lambda idea, cast: make(_measuring(idea, cast), "confirm", cast["verifier"]),
    "learned": lambda idea, cast: make(_trial(idea, cast), "stop", cast["author"]),
    "parked": lambda idea, cast: make(_weighed(idea, cast), "park", cast["sponsor"]),
    "declined": lambda idea, cast: make(_weighed(idea, cast), "decline", cast["sponsor"]),
    "appealed": _appealed,
    "withdrawn": lambda idea, cast: make(idea, "withdraw", cast["author"]),
}

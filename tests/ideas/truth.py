"""The truth table of the compact as people would write it, and the company that plays it.

A line says: at this place, this move is for these people, and leads there. ``a/b`` is without and
with technology; ``champion?`` sits at the table only with it. Whatever has no line is refused.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ideas import deeds, drafts, seats, services
from ideas.compact import BY_VERB, Party
from ideas.models import Idea, Round, Signature, Step
from portal.models import Event, Notice
from portal.roles import Role
from tests.ideas import playing

TABLE = """
draft        submit        author                      assessing
draft        discard       author                      withdrawn
clarifying   answer        author                      assessing
clarifying   withdraw      author                      withdrawn
assessing    weigh         assessor                    sponsorship
assessing    ask           assessor                    clarifying
assessing    hand-over     assessor                    assessing
assessing    decline       assessor                    declined
assessing    swap          author                      assessing
assessing    withdraw      author                      withdrawn
late         weigh         assessor                    sponsorship
late         ask           assessor                    clarifying
late         hand-over     assessor                    assessing
late         decline       assessor                    declined
late         swap          author                      assessing
late         escalate      author,clock                assessing
late         withdraw      author                      withdrawn
sponsorship  sponsor       sponsor                     countersign/sign_off
sponsorship  sponsor-with  sponsor                     countersign/sign_off
sponsorship  sign          author                      sponsorship
sponsorship  reweigh       author,sponsor,champion?    assessing
sponsorship  ask           sponsor                     clarifying
sponsorship  hand-over     sponsor                     sponsorship
sponsorship  swap          author                      sponsorship
sponsorship  park          sponsor                     parked
sponsorship  decline       sponsor                     declined
sponsorship  withdraw      author                      withdrawn
queried      sponsor-with  sponsor                     countersign/sign_off
queried      sign          author                      trial
queried      reply         sponsor                     countersign
queried      reweigh       author,sponsor,champion?    assessing
queried      ask           sponsor                     clarifying
queried      hand-over     sponsor                     sponsorship
queried      swap          author                      sponsorship
queried      park          sponsor                     parked
queried      decline       sponsor                     declined
queried      withdraw      author                      withdrawn
sign_off     adopt         champion                    countersign
sign_off     adopt-with    champion                    sponsorship
sign_off     advise        champion                    countersign
sign_off     sign          author                      sign_off
sign_off     reweigh       author,sponsor,champion     assessing
sign_off     ask           champion                    clarifying
sign_off     hand-over     champion                    sponsorship
sign_off     decline       champion                    declined
sign_off     withdraw      author                      withdrawn
countersign  sign          author                      trial
countersign  query         author                      sponsorship
countersign  reweigh       author,sponsor,champion?    assessing
countersign  withdraw      author                      withdrawn
trial        reweigh       author,sponsor,champion?    assessing
trial        stop          author,sponsor              learned
learned      reopen        author                      assessing
learned      celebrate     sponsor                     celebrated
parked       wake          sponsor                     sponsorship
parked       withdraw      author                      withdrawn
declined     appeal        author                      assessing
appealed     -             -                           -
withdrawn    -             -                           -
"""
PLACES = list(dict.fromkeys(line.split()[0] for line in TABLE.split("\n") if line))
ROUTES = {"free": False, "technology": True}


def told(place, *, technology):
    """{verb: (who may, where it leads)} of a place."""
    rows = {}
    for line in filter(None, TABLE.split("\n")):
        here, verb, who, after = line.split()
        if here == place and verb in BY_VERB:
            people = who.split(",")
            if technology:
                people = [one.rstrip("?") for one in people]
            rows[verb] = (set(people), after.split("/")[-1 if technology else 0])
    return rows


def company(person, **known):
    """Everybody who could try: {part: person}. Nobody else may do what one of them may."""
    return {
        **known,
        "co-author": person("Bola Akande", Role.FRONTLINE),
        "verifier": person("Vera Lind", Role.MANAGER),
        "clock": None,
    }


def answers(idea, verb, by):
    """All that the move costs, as a person would say it who reads what they sign."""
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    move = BY_VERB[verb]
    given = dict.fromkeys(move.words, "In my own words.")
    given |= {"to": seats.ANYBODY, "until": day, "look_again": day, "name": str(by)}
    if move.signs and by:
        preview = deeds.preview(idea, by=by, condition=given["condition"]) if move.renews else None
        deed = preview or deeds.of_round(idea)
        given["deed"] = deed.digest if deed else "none"
    return {name: given[name] for name in move.words}


def make(idea, verb, by):
    idea = playing.fresh(idea)
    services.perform(idea, verb, by=by, answers=answers(idea, verb, by))
    return playing.fresh(idea)


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


def _late(idea, cast):
    Idea.objects.filter(pk=idea.pk).update(due_at=timezone.now() - timedelta(hours=1))
    return playing.weigh(idea)


def _appealed(idea, cast):
    idea = make(make(idea, "decline", cast["assessor"]), "appeal", cast["author"])
    return make(idea, "decline", idea.holder)


STAGED = {
    "clarifying": lambda idea, cast: make(idea, "ask", cast["assessor"]),
    "assessing": lambda idea, cast: playing.weigh(idea),
    "late": _late,
    "sponsorship": _weighed,
    "queried": lambda idea, cast: make(_countersign(idea, cast), "query", cast["author"]),
    "sign_off": lambda idea, cast: playing.sealed_by(
        _weighed(idea, cast), "sponsor", Party.SPONSOR
    ),
    "countersign": _countersign,
    "trial": _trial,
    "learned": lambda idea, cast: make(_trial(idea, cast), "stop", cast["author"]),
    "parked": lambda idea, cast: make(_weighed(idea, cast), "park", cast["sponsor"]),
    "declined": lambda idea, cast: make(_weighed(idea, cast), "decline", cast["sponsor"]),
    "appealed": _appealed,
    "withdrawn": lambda idea, cast: make(idea, "withdraw", cast["author"]),
}


def written(idea):
    """All that a move could write, to see that nothing was."""
    row = Idea.objects.filter(pk=idea.pk).values().get()
    seated = sorted(idea.seats.values_list("user", "permission"))
    counts = [model.objects.count() for model in (Step, Event, Notice, Round, Signature)]
    return row, seated, counts

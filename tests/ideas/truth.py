"""The truth table of the compact as people would write it, and the company that plays it.

A line says: at this place, this move is for these people, and leads there. ``a/b`` is without and
with technology; ``champion?`` sits at the table only with it. Whatever has no line is refused.
"""

from datetime import timedelta

from django.utils import timezone

from ideas import deeds, seats, services
from ideas.compact import BY_VERB
from ideas.models import Idea, Round, Signature, Step
from portal.models import Event, Notice
from portal.roles import Role
from tests.ideas import playing

TABLE = """
draft        submit        author                      assessing
draft        discard       author                      withdrawn
clarifying   answer        author                      assessing
clarifying   withdraw      author                      withdrawn
unanswered   answer        author                      assessing
unanswered   go-on         assessor                    assessing
unanswered   withdraw      author                      withdrawn
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
medium       sponsor       sponsor                     countersign
medium       sponsor-with  sponsor                     countersign
medium       sign          author                      sponsorship
medium       reweigh       author,sponsor              assessing
medium       ask           sponsor                     clarifying
medium       hand-over     sponsor                     sponsorship
medium       swap          author                      sponsorship
medium       park          sponsor                     parked
medium       decline       sponsor                     declined
medium       withdraw      author                      withdrawn
beyond       sign          author                      sponsorship
beyond       reweigh       author,sponsor              assessing
beyond       ask           sponsor                     clarifying
beyond       hand-over     sponsor                     sponsorship
beyond       swap          author                      sponsorship
beyond       park          sponsor                     parked
beyond       decline       sponsor                     declined
beyond       withdraw      author                      withdrawn
high         sponsor       sponsor                     countersign
high         sponsor-with  sponsor                     countersign
high         sign          author                      sponsorship
high         reweigh       author,sponsor              assessing
high         ask           sponsor                     clarifying
high         hand-over     sponsor                     sponsorship
high         swap          author                      sponsorship
high         park          sponsor                     parked
high         decline       sponsor                     declined
high         withdraw      author                      withdrawn
severe       sign          author                      sponsorship
severe       reweigh       author,sponsor              assessing
severe       ask           sponsor                     clarifying
severe       hand-over     sponsor                     sponsorship
severe       swap          author                      sponsorship
severe       park          sponsor                     parked
severe       decline       sponsor                     declined
severe       withdraw      author                      withdrawn
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
planned      launch        sponsor                     trial
planned      reweigh       author,sponsor,champion?    assessing
planned      stop          author,sponsor              learned
launched     report        author                      trial
launched     extend        author,sponsor              trial
launched     widen         sponsor                     trial
launched     finish        author                      measuring
launched     reweigh       author,sponsor,champion?    assessing
launched     stop          author,sponsor              learned
measuring    confirm       verifier                    celebrated
measuring    send-back     verifier                    trial
measuring    hand-over     verifier                    measuring
no_better    confirm-lesson  verifier                  learned
no_better    send-back     verifier                    trial
no_better    hand-over     verifier                    measuring
celebrated   -             -                           -
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
# Technology makes no difference there, so one route is enough.
ALIKE = {
    *("unanswered", "medium", "beyond", "high", "severe"),
    *("planned", "launched", "measuring", "no_better", "celebrated"),
}
CASES = [
    (place, route)
    for place in PLACES
    for route in ROUTES
    if (place, route) != ("sign_off", "free") and not (place in ALIKE and route == "technology")
]


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
    given |= {"grade": "A", "number": "", "hours": ""}
    if move.signs and by:
        preview = deeds.preview(idea, by=by, condition=given["condition"]) if move.renews else None
        deed = preview or deeds.of_round(idea)
        given["deed"] = deed.digest if deed else "none"
    return {name: given[name] for name in move.words}


def make(idea, verb, by):
    idea = playing.fresh(idea)
    services.perform(idea, verb, by=by, answers=answers(idea, verb, by))
    return playing.fresh(idea)


def written(idea):
    """All that a move could write, to see that nothing was."""
    row = Idea.objects.filter(pk=idea.pk).values().get()
    seated = sorted(idea.seats.values_list("user", "permission"))
    counts = [model.objects.count() for model in (Step, Event, Notice, Round, Signature)]
    return row, seated, counts

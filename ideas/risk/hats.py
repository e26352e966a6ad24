"""Who somebody is to an assessment, and what that lets them do: one table for services and pages.

Nobody gets a hat for being a superuser.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from ideas import audience
from ideas.compact import SEALING, Party, State
from ideas.seats import authors_of


class Hat(StrEnum):
    """Somebody may wear several. COLLEAGUE is whoever may see the idea and wears no other."""

    AUTHOR = "author"
    CO_AUTHOR = "co_author"
    ASSESSOR = "assessor"
    SPONSOR = "sponsor"
    CHAMPION = "champion"
    SPECIALIST = "specialist"
    COLLEAGUE = "colleague"


SEATED = {
    Party.AUTHOR: Hat.AUTHOR,
    Party.ASSESSOR: Hat.ASSESSOR,
    Party.SPONSOR: Hat.SPONSOR,
    Party.CHAMPION: Hat.CHAMPION,
}
MAY = {
    "propose": frozenset(Hat),  # a risk or a mitigation, which somebody then answers
    "add": frozenset({Hat.AUTHOR, Hat.ASSESSOR}),  # the same, taken up at once
    "reword": frozenset({Hat.AUTHOR, Hat.ASSESSOR}),
    "take": frozenset({Hat.AUTHOR, Hat.ASSESSOR}),
    "set_aside": frozenset({Hat.ASSESSOR}),
    "describe_nothing": frozenset({Hat.AUTHOR, Hat.CO_AUTHOR, Hat.ASSESSOR}),
    "evaluate": frozenset({Hat.AUTHOR, Hat.CO_AUTHOR, Hat.ASSESSOR}),
    "score": frozenset({Hat.AUTHOR, Hat.CO_AUTHOR, Hat.ASSESSOR, Hat.SPECIALIST}),
    "agree": frozenset({Hat.ASSESSOR}),  # before anything is done, and with all that is planned
    "settle": frozenset({Hat.ASSESSOR, Hat.SPONSOR}),  # with only what is verified
    "plan": frozenset({Hat.AUTHOR, Hat.ASSESSOR}),  # what a mitigation is, whose, and by when
    "verify": frozenset({Hat.ASSESSOR, Hat.SPONSOR, Hat.SPECIALIST}),
    "note_talk": frozenset({Hat.ASSESSOR}),
    "ask_leave": frozenset({Hat.AUTHOR, Hat.ASSESSOR, Hat.SPONSOR}),
}
OTHERWISE = {
    "propose": _("This idea isn’t open to you any more."),
    "add": _("You can propose it, and whoever weighs the idea answers you."),
    "reword": _("The author and whoever weighs the idea word it. Tell them in the conversation."),
    "take": _("The author and whoever weighs the idea answer what is proposed."),
    "set_aside": _("Only whoever weighs the idea sets something aside, with the reason."),
    "describe_nothing": _("The authors and whoever weighs the idea write this."),
    "evaluate": _("The authors and whoever weighs the idea say what it costs and brings."),
    "score": _("Its authors, whoever weighs it and the colleagues who are consulted score it."),
    "agree": _("Only whoever weighs the idea says what the scores come to."),
    "settle": _("The sponsor and whoever weighs the idea say where the risk is now."),
    "plan": _("The author and whoever weighs the idea change what is planned."),
    "verify": _("The sponsor, whoever weighs it, or a consulted colleague looks whether it works."),
    "note_talk": _("Only whoever weighs the idea can write down what a colleague told them."),
    "ask_leave": _("The author, the sponsor or whoever weighs the idea asks for an exception."),
}
# Until when somebody may still propose something, and say how far a mitigation is.
ALIVE = frozenset(
    {State.ASSESSING, State.CLARIFYING, *SEALING, State.PARKED, State.TRIAL, State.MEASURING}
)


def of(idea, person, consulted):
    """The hats of this person; none at all for whom the idea isn't open.

    ``consulted`` are the ids of the colleagues who were asked about a tripwire.
    """
    parties = idea.parties_of(person)
    hats = {hat for party, hat in SEATED.items() if party in parties}
    if any(row.person_id == person.pk and row.confirmed_at for row in idea.co_authors.all()):
        hats.add(Hat.CO_AUTHOR)
    if person.pk in consulted and person.pk not in authors_of(idea):
        hats.add(Hat.SPECIALIST)
    if not hats and audience.who_sees(idea, [person]):
        hats.add(Hat.COLLEAGUE)
    return frozenset(hats)


def may(hats, verb):
    """Whether one of these hats is enough."""
    return bool(hats & MAY[verb])


def is_worked_on(idea):
    """Whether what people will sign may change: while it is weighed, and while seals go on it.

    While a question waits, and once it is tried, what is agreed stays.
    """
    state = State(idea.state)
    if state == State.CLARIFYING:
        return idea.returns_to == State.ASSESSING
    return state == State.ASSESSING or state in SEALING


def is_alive(idea):
    """Whether people work on the idea, or try it."""
    return State(idea.state) in ALIVE

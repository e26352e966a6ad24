"""What may happen to an idea: the verbs of the compact."""

from django.utils.translation import gettext_lazy as _

from .move import Move
from .sealing import SEALS
from .states import SEALING, UNDER_WAY, Party, State
from .trying import COUNTING, TRYING

AUTHOR = (Party.AUTHOR,)

DOOR = (
    Move(
        verb="submit",
        by=AUTHOR,
        sources=(State.DRAFT,),
        target=State.ASSESSING,
        label=_("Send my idea"),
        told=_("%(actor)s shared the idea."),
        needs=("is_told",),
        does="open_the_door",
        tells=(Party.ASSESSOR,),
        brave=True,
    ),
    Move(
        verb="discard",
        by=AUTHOR,
        sources=(State.DRAFT,),
        target=State.WITHDRAWN,
        label=_("Throw this draft away"),
        told=_("%(actor)s threw the draft away."),
    ),
)

WEIGHING = (
    Move(
        verb="weigh",
        by=(Party.ASSESSOR,),
        sources=(State.ASSESSING,),
        target=State.SPONSORSHIP,
        label=_("Finish weighing it"),
        told=_("%(actor)s finished weighing the idea."),
        asks=("heard", "note"),
        needs=("is_weighed",),
        does="close_the_assessment",
        tells=(Party.AUTHOR, Party.SPONSOR, Party.CHAMPION),
        brave=True,
    ),
)

TALKING = (
    Move(
        verb="ask",
        sources=UNDER_WAY,
        target=State.CLARIFYING,
        label=_("Ask a question first"),
        told=_("%(actor)s asked a question."),
        asks=("question",),
        needs=("rounds_left",),
        does="remember_who_asked",
        tells=(Party.AUTHOR,),
    ),
    Move(
        verb="answer",
        by=AUTHOR,
        sources=(State.CLARIFYING,),
        back=True,
        label=_("Send my answer"),
        told=_("%(actor)s answered the question."),
        asks=("answer",),
        does="go_on",
        brave=True,
    ),
    Move(
        verb="go-on",
        by=(Party.ASSESSOR, Party.SPONSOR, Party.CHAMPION),
        sources=(State.CLARIFYING,),
        back=True,
        label=_("Go on without an answer"),
        told=_("%(actor)s went on without an answer."),
        asks=("reason",),
        needs=("asked_it", "is_late"),
        does="go_on",
        tells=AUTHOR,
        quiet=True,
    ),
)

SEATING = (
    Move(
        verb="hand-over",
        sources=(*UNDER_WAY, State.MEASURING),
        label=_("Hand over"),
        told=_("%(actor)s handed the idea over to %(to)s."),
        asks=("to", "reason"),
        does="seat_the_next",
        tells=(Party.AUTHOR, Party.ASSESSOR),
    ),
    Move(
        verb="swap",
        by=AUTHOR,
        sources=(State.ASSESSING, State.SPONSORSHIP),
        label=_("Ask for somebody else"),
        told=_("%(actor)s asked for somebody else, and %(to)s has it now."),
        asks=("reason",),
        needs=("not_swapped_before",),
        does="seat_somebody_else",
        quiet=True,
    ),
    Move(
        verb="escalate",
        by=AUTHOR,
        sources=(*UNDER_WAY, State.MEASURING),
        label=_("Take it one level up"),
        told=_("It was late, so it went one level up, to %(to)s."),
        needs=("is_late",),
        does="seat_one_level_up",
        tells=(Party.AUTHOR, Party.ASSESSOR, Party.SPONSOR, Party.CHAMPION),
        timer=True,
        quiet=True,
    ),
)

WAITING = (
    Move(
        verb="reweigh",
        by=(Party.SPONSOR, Party.CHAMPION, Party.AUTHOR),
        sources=(*SEALING, State.TRIAL),
        target=State.ASSESSING,
        label=_("Weigh it again"),
        told=_("%(actor)s asked for it to be weighed again."),
        asks=("reason",),
        does="weigh_again",
        tells=tuple(Party),
        renews="reweigh",
    ),
    Move(
        verb="park",
        by=(Party.SPONSOR,),
        sources=(State.SPONSORSHIP,),
        target=State.PARKED,
        label=_("Park it until a date"),
        told=_("%(actor)s parked the idea until a date."),
        asks=("reason", "until"),
        does="sleep_until",
        tells=(Party.AUTHOR,),
    ),
    Move(
        verb="wake",
        by=(Party.SPONSOR,),
        sources=(State.PARKED,),
        target=State.SPONSORSHIP,
        label=_("Take it up again"),
        told=_("It was taken up again after a rest."),
        needs=("rest_is_over",),
        tells=(Party.AUTHOR,),
        timer=True,
        brave=True,
    ),
    Move(
        verb="decline",
        sources=UNDER_WAY,
        target=State.DECLINED,
        label=_("Not now"),
        told=_("%(actor)s said: not now."),
        asks=("reason", "would_be_yes", "look_again"),
        tells=(Party.AUTHOR,),
    ),
    Move(
        verb="appeal",
        by=AUTHOR,
        sources=(State.DECLINED,),
        target=State.ASSESSING,
        label=_("Ask another manager"),
        told=_("%(actor)s asked another manager to look at it."),
        asks=("reason",),
        needs=("not_appealed_before",),
        does="seat_another_assessor",
        tells=(Party.ASSESSOR,),
        renews="appeal",
    ),
    Move(
        verb="withdraw",
        by=AUTHOR,
        sources=(*UNDER_WAY, State.CLARIFYING, State.COUNTERSIGN, State.PARKED),
        target=State.WITHDRAWN,
        label=_("Take it back"),
        told=_("%(actor)s took the idea back."),
        asks=("reason",),
        needs=("is_theirs",),
        tells=(Party.ASSESSOR, Party.SPONSOR, Party.CHAMPION),
    ),
)

MOVES = (*DOOR, *WEIGHING, *SEALS, *TALKING, *SEATING, *WAITING, *TRYING, *COUNTING)
BY_VERB = {move.verb: move for move in MOVES}


def moves_from(state):
    """Every move that may begin in a state."""
    return tuple(move for move in MOVES if state in move.sources)

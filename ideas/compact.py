"""The three-way compact, as one table. It imports nothing of this room.

Buttons, step forms, permissions, the constraint on ``Idea.state``, the desk, notices, due dates
and the tests are read from it. A new stage is one entry, and no hunt.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.roles import Role


class Party(TextChoices):
    """A seat at the table. The author's is given by authorship, the others by guardian rows."""

    AUTHOR = "author", _("HERO")
    ASSESSOR = "assessor", _("Assessor")
    SPONSOR = "sponsor", _("Sponsor")
    CHAMPION = "champion", _("IT champion")
    VERIFIER = "verifier", _("Verifier")


class State(TextChoices):
    """Where an idea is, and how people read it."""

    DRAFT = "draft", _("Draft")
    CLARIFYING = "clarifying", _("One question back")
    ASSESSING = "assessing", _("Being weighed")
    SPONSORSHIP = "sponsorship", _("Looking for backing")
    SIGN_OFF = "sign_off", _("With IT")
    COUNTERSIGN = "countersign", _("Your seal")
    TRIAL = "trial", _("Being tried")
    MEASURING = "measuring", _("Counting what changed")
    CELEBRATED = "celebrated", _("Celebrated")
    LEARNED = "learned", _("Stopped, and we learned")
    PARKED = "parked", _("Parked until a date")
    DECLINED = "declined", _("Not now")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Word(TextChoices):
    """The plain words of the trail, in order."""

    SHARED = "shared", _("Shared")
    HEARD = "heard", _("Heard")
    WEIGHED = "weighed", _("Weighed")
    BACKED = "backed", _("Backed")
    FITTED = "fitted", _("Fitted")
    SEALED = "sealed", _("Sealed")
    TRIED = "tried", _("Tried")
    CELEBRATED = "celebrated", _("Celebrated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a state means. ``holder`` None: nobody has to do anything any more, or not yet."""

    holder: Party | None
    days: int | None = None  # working days of the holder until the due date; None: no promise
    public: bool = True  # colleagues may see it, unless the idea is confidential
    word: Word | None = None  # which word of the trail is being worked on

    @property
    def promised(self):
        """Whether a person has it in hand, with a date."""
        return self.holder is not None and self.days is not None


STAGES = {
    State.DRAFT: Stage(holder=Party.AUTHOR, public=False, word=Word.SHARED),
    State.CLARIFYING: Stage(holder=Party.AUTHOR, days=10, word=Word.WEIGHED),
    State.ASSESSING: Stage(holder=Party.ASSESSOR, days=5, word=Word.WEIGHED),
    State.SPONSORSHIP: Stage(holder=Party.SPONSOR, days=5, word=Word.BACKED),
    State.SIGN_OFF: Stage(holder=Party.CHAMPION, days=5, word=Word.FITTED),
    State.COUNTERSIGN: Stage(holder=Party.AUTHOR, days=10, word=Word.SEALED),
    State.TRIAL: Stage(holder=Party.AUTHOR, days=20, word=Word.TRIED),
    State.MEASURING: Stage(holder=Party.VERIFIER, days=10, word=Word.TRIED),
    State.CELEBRATED: Stage(holder=None, word=Word.CELEBRATED),
    State.LEARNED: Stage(holder=None),
    State.PARKED: Stage(holder=Party.SPONSOR, days=20),
    State.DECLINED: Stage(holder=None),
    State.WITHDRAWN: Stage(holder=None, public=False),
}
PUBLIC = tuple(state for state, stage in STAGES.items() if stage.public)
PROMISED = tuple(state for state, stage in STAGES.items() if stage.promised)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who may sit here, and the guardian permission whose row is the seat."""

    permission: str
    roles: tuple[Role, ...]


SEATS = {
    Party.ASSESSOR: Seat(permission="assess_idea", roles=(Role.MANAGER,)),
    Party.SPONSOR: Seat(permission="sponsor_idea", roles=(Role.MANAGER, Role.SPONSOR)),
    Party.CHAMPION: Seat(permission="champion_idea", roles=(Role.CHAMPION,)),
    Party.VERIFIER: Seat(permission="verify_idea", roles=()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that may happen to an idea.

    ``target`` None leaves the state as it is; ``back`` returns to the state that asked.
    ``needs`` names guards (ideas.guards), ``does`` names an effect (ideas.effects).
    """

    verb: str
    by: Party | None  # None: whoever holds the idea now
    sources: tuple[State, ...]
    label: str
    told: str  # the sentence of the trail
    target: State | None = None
    back: bool = False
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    does: str = ""
    tells: tuple[Party, ...] = ()
    brave: bool = False

    @property
    def event(self):
        return f"idea.{self.verb}"


UNDER_WAY = (State.ASSESSING,)

MOVES = (
    Move(
        verb="submit",
        by=Party.AUTHOR,
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
        by=Party.AUTHOR,
        sources=(State.DRAFT,),
        target=State.WITHDRAWN,
        label=_("Throw this draft away"),
        told=_("%(actor)s threw the draft away."),
    ),
    Move(
        verb="ask",
        by=None,
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
        by=Party.AUTHOR,
        sources=(State.CLARIFYING,),
        back=True,
        label=_("Send my answer"),
        told=_("%(actor)s answered the question."),
        asks=("answer",),
        tells=(Party.ASSESSOR,),
        brave=True,
    ),
    Move(
        verb="hand-over",
        by=None,
        sources=UNDER_WAY,
        label=_("Hand over"),
        told=_("%(actor)s handed the idea over to %(to)s."),
        asks=("to", "reason"),
        does="seat_the_next",
        tells=(Party.AUTHOR, Party.ASSESSOR),
    ),
    Move(
        verb="decline",
        by=None,
        sources=UNDER_WAY,
        target=State.DECLINED,
        label=_("Not now"),
        told=_("%(actor)s said: not now."),
        asks=("reason", "would_be_yes", "look_again"),
        tells=(Party.AUTHOR,),
    ),
    Move(
        verb="appeal",
        by=Party.AUTHOR,
        sources=(State.DECLINED,),
        target=State.ASSESSING,
        label=_("Ask another manager"),
        told=_("%(actor)s asked another manager to look at it."),
        asks=("reason",),
        needs=("not_appealed_before",),
        does="seat_another_assessor",
        tells=(Party.ASSESSOR,),
    ),
    Move(
        verb="withdraw",
        by=Party.AUTHOR,
        sources=(*UNDER_WAY, State.CLARIFYING),
        target=State.WITHDRAWN,
        label=_("Take it back"),
        told=_("%(actor)s took the idea back."),
        asks=("reason",),
        tells=(Party.ASSESSOR,),
    ),
)

BY_VERB = {move.verb: move for move in MOVES}


def moves_from(state):
    """Every move that may begin in a state."""
    return tuple(move for move in MOVES if state in move.sources)

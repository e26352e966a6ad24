"""States, parties, stages and seats: the nouns of the compact."""

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
    seals: bool = False  # its holder signs the compact here
    technology: bool = False  # only ideas that involve technology come here

    @property
    def promised(self):
        """Whether a person has it in hand, with a date."""
        return self.holder is not None and self.days is not None


STAGES = {
    State.DRAFT: Stage(holder=Party.AUTHOR, public=False, word=Word.SHARED),
    State.CLARIFYING: Stage(holder=Party.AUTHOR, days=10, word=Word.WEIGHED),
    State.ASSESSING: Stage(holder=Party.ASSESSOR, days=5, word=Word.WEIGHED),
    State.SPONSORSHIP: Stage(holder=Party.SPONSOR, days=5, word=Word.BACKED, seals=True),
    State.SIGN_OFF: Stage(
        holder=Party.CHAMPION, days=5, word=Word.FITTED, seals=True, technology=True
    ),
    State.COUNTERSIGN: Stage(holder=Party.AUTHOR, days=10, word=Word.SEALED, seals=True),
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
# A manager or an IT champion has it in hand, to decide.
UNDER_WAY = (State.ASSESSING, State.SPONSORSHIP, State.SIGN_OFF)
# The compact is written down, and not every seal is on it yet.
SEALING = tuple(state for state, stage in STAGES.items() if stage.seals)


def onward(signed, *, technology):
    """The state that comes next on the route: the first whose seal is missing, then the trial.

    ``signed`` are the parties that signed in this round. Technology decides the route: without it
    there is no sign-off, and an answer that changes puts the step back.
    """
    for state in SEALING:
        stage = STAGES[state]
        if stage.holder not in signed and (technology or not stage.technology):
            return state
    return State.TRIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who may sit here, and the guardian permission whose row is the seat."""

    permission: str
    roles: tuple[Role, ...]


SEATS = {
    Party.ASSESSOR: Seat(permission="assess_idea", roles=(Role.MANAGER,)),
    Party.SPONSOR: Seat(permission="sponsor_idea", roles=(Role.MANAGER, Role.SPONSOR)),
    Party.CHAMPION: Seat(permission="champion_idea", roles=(Role.CHAMPION,)),
    Party.VERIFIER: Seat(permission="verify_idea", roles=(Role.MANAGER,)),
}
# Separation of duties: who sits in one of these seats sits in none of the others. The same person
# may weigh and back what is in the fast lane, while no risk is above Low (ideas.seats).
APART = {
    Party.ASSESSOR: frozenset({Party.SPONSOR}),
    Party.SPONSOR: frozenset({Party.ASSESSOR, Party.CHAMPION, Party.VERIFIER}),
    Party.CHAMPION: frozenset({Party.SPONSOR}),
    Party.VERIFIER: frozenset({Party.SPONSOR}),
}
BOTH = frozenset({Party.ASSESSOR, Party.SPONSOR})

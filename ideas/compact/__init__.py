"""The three-way compact, as one table. It imports nothing else of this room.

Buttons, step forms, permissions, the constraint on ``Idea.state``, the desk, notices, due dates,
docs/compact.md and the tests are read from it. A new stage is one entry, and no hunt.
"""

from .move import Move
from .moves import BY_VERB, MOVES, moves_from
from .states import (
    APART,
    BOTH,
    PROMISED,
    PUBLIC,
    SEALING,
    SEATS,
    STAGES,
    UNDER_WAY,
    Party,
    Seat,
    Stage,
    State,
    Word,
    onward,
)

__all__ = [
    "APART",
    "BOTH",
    "BY_VERB",
    "MOVES",
    "PROMISED",
    "PUBLIC",
    "SEALING",
    "SEATS",
    "STAGES",
    "UNDER_WAY",
    "Move",
    "Party",
    "Seat",
    "Stage",
    "State",
    "Word",
    "moves_from",
    "onward",
]

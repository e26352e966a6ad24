"""What a row of the table says about one move."""

from dataclasses import dataclass

from .states import Party, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that may happen to an idea.

    ``by`` are the seats that may make it; none: whoever holds the idea now. ``target`` None leaves
    the state as it is; ``back`` returns to the state that asked; ``onward`` goes to the next
    state of the route (ideas.compact.onward). ``needs`` names guards (ideas.guards), ``does`` an
    effect (ideas.effects). ``asks`` must be answered, ``may_say`` need not. ``signs`` puts this
    party's seal on the compact; ``renews`` is why a new round begins, in which earlier seals
    have lapsed. ``timer``: the clock makes it too, in nobody's name. ``quiet``: nobody hears of
    it while it is not possible.
    """

    verb: str
    by: tuple[Party, ...] = ()
    sources: tuple[State, ...]
    label: str
    told: str  # the sentence of the trail
    target: State | None = None
    back: bool = False
    onward: bool = False
    asks: tuple[str, ...] = ()
    may_say: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    does: str = ""
    tells: tuple[Party, ...] = ()
    signs: bool = False
    renews: str = ""  # ideas.models.Round.Why
    timer: bool = False
    brave: bool = False
    quiet: bool = False

    @property
    def event(self):
        return f"idea.{self.verb}"

    @property
    def words(self):
        """Every answer that is kept."""
        return (*self.asks, *self.may_say)

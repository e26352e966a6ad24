"""Other words for an idea that was shared already: what they do to the compact, before and after.

While nothing is written down they are read as they are. Once there is a deed, they begin another
round: it is weighed again, and whoever had signed is asked again.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import deeds, rounds
from ideas.compact import SEALING, Party, State
from ideas.models import Round
from ideas.risk import assessing
from portal import trail

OPEN = (State.DRAFT, State.CLARIFYING, State.ASSESSING)  # the words are still being found
WRITABLE = (*OPEN, *SEALING)
MATERIAL = frozenset({"title", "moment", "help", "already", "technology", "tripwires"})


def refusal(idea):
    """The sentence that says why its words stay as they are in this state, or None."""
    if State(idea.state) in WRITABLE:
        return None
    if idea.state == State.TRIAL:
        return _("Its words are in force. Ask for it to be weighed again, and you can change them.")
    return _("Its words are agreed now. Talk to whoever has it, and they can open it again.")


def consequence(idea):
    """What changing the words of a shared idea does, as a sentence for the page of writing."""
    if State(idea.state) == State.DRAFT or deeds.of_round(idea) is None:
        return _("It’s still being weighed. Whoever reads it sees what you change.")
    names = [str(seal.signer) for seal in rounds.seals_of(idea).values()]
    assessor = idea.seated(Party.ASSESSOR)
    if not names:
        return _(
            "The compact is written down already. If you change what it says, %(assessor)s weighs "
            "the idea again."
        ) % {"assessor": assessor}
    return _(
        "The compact is written down already. If you change what it says, %(assessor)s weighs the "
        "idea again, and these seals lapse: %(names)s."
    ) % {"assessor": assessor, "names": ", ".join(names)}


def after(idea, changed, *, technology, by):
    """Draw the consequences of a change that was saved, in its transaction.

    ``changed`` are names of fields, ``technology`` whether the idea needed any before. Returns
    the Round that began, or None.
    """
    trail.record("idea.changed", actor=by, subject=idea, fields=", ".join(sorted(changed)))
    rerouted = idea.needs_it != technology
    if rerouted:
        trail.record(f"idea.route.{'it' if idea.needs_it else 'free'}", actor=by, subject=idea)
    begun = None
    if MATERIAL & set(changed):
        begun = rounds.changed(idea, Round.Why.ROUTE if rerouted else Round.Why.TEXT, by=by)
    if {"technology", "tripwires"} & set(changed):
        assessing.open(idea)
    return begun


trail.register("idea.changed", gettext_lazy("%(actor)s changed the words of the idea."), "fields")
trail.register("idea.route.it", gettext_lazy("It involves technology now, so IT has a seat."))
trail.register("idea.route.free", gettext_lazy("It involves no technology any more."))

"""Eight yes-or-no questions, two minutes. No "yes" means the fast lane; each "yes" brings in the
colleagues who know about it. T5 brings IT in, T4 calls for the licence to speak."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Tripwire:
    """``key`` is stored; ``asks`` is the question; ``brings`` names who is consulted on a yes."""

    key: str
    asks: str
    brings: str


TRIPWIRES = (
    Tripwire(
        "T1", _("Does it use anybody’s personal details?"), _("the data protection colleague")
    ),
    Tripwire("T2", _("Does money, a refund or a discount change hands?"), _("Finance")),
    Tripwire(
        "T3", _("Could somebody get hurt, or follow safety advice from us?"), _("Health and safety")
    ),
    Tripwire("T4", _("Does it speak in public for the company?"), _("Communications")),
    Tripwire(
        "T5", _("Does it need new software, an account, a connection or AI?"), _("IT security")
    ),
    Tripwire("T6", _("Does it touch vulnerable customers or children?"), _("Customer care")),
    Tripwire("T7", _("Does it change pay, hours, monitoring or what somebody’s job is?"), _("HR")),
    Tripwire("T8", _("Does it touch a contract, a supplier’s terms or a legal claim?"), _("Legal")),
)
KEYS = tuple(tripwire.key for tripwire in TRIPWIRES)


def tripped(answers):
    """The tripwires answered with yes, in order. ``answers`` is Idea.tripwires."""
    return [tripwire for tripwire in TRIPWIRES if answers.get(tripwire.key) is True]

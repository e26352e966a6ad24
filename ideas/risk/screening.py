"""The screening questions on personal details: do they ask for an impact assessment?"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.risk.ground import words
from ideas.seats import Refused

PERSONAL_DETAILS = "T1"  # the tripwire that opens the screening questions
DONE = "done"  # in the answers to the screen: the impact assessment is written and agreed


@dataclass(frozen=True, slots=True)
class Screening:
    """A question that decides whether a data protection impact assessment is needed.

    ``always``: a yes is enough. Else it takes technology as well.
    """

    key: str
    asks: str
    always: bool


SCREEN = (
    Screening("profile", gettext_lazy("Does it rate people, or guess what they will do?"), True),
    Screening("body", gettext_lazy("Does it know people by their face, voice or body?"), True),
    Screening("follow", gettext_lazy("Does it follow where people are, or what they do?"), True),
    Screening("join", gettext_lazy("Does it join details that were kept apart so far?"), True),
    Screening("child", gettext_lazy("Is it made for children, or does it decide on them?"), True),
    Screening(
        "delicate",
        gettext_lazy("Does it use health, faith, crime or other delicate details of many people?"),
        True,
    ),
    Screening("unseen", gettext_lazy("Would people be surprised that we know this?"), False),
    Screening("many", gettext_lazy("Is it about very many people?"), False),
    Screening("lasting", gettext_lazy("Does it keep details for longer than today?"), False),
    Screening("others", gettext_lazy("Does somebody outside the company see them?"), False),
    Screening("refuse", gettext_lazy("Could it keep somebody from something they need?"), False),
)


def needs_impact_assessment(idea, screen):
    """Whether the screening questions say so; ``screen`` is Consultation.screen."""
    return any(screen.get(one.key) is True and (one.always or idea.needs_it) for one in SCREEN)


def owes_impact_assessment(idea, consultation):
    """Whether one is needed that nobody has said to be done."""
    screen = consultation.screen
    return needs_impact_assessment(idea, screen) and screen.get(DONE) is not True


def answered(idea, screen, advice):
    """The answers as they are kept: each question with yes or no, and DONE only with words about
    what the impact assessment found. Raises Refused."""
    answers = {one.key: screen.get(one.key) for one in SCREEN}
    if not all(isinstance(yes, bool) for yes in answers.values()):
        raise Refused(_("Answer each of the screening questions with yes or no."))
    if screen.get(DONE) and needs_impact_assessment(idea, answers):
        words(advice, _("Say in a sentence what the impact assessment found."))
        answers[DONE] = True
    return answers

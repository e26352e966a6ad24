"""A question as the page shows it. Before it is answered, nothing here says what is right."""

import hashlib
from dataclasses import dataclass, field

from policy.learning import marking
from policy.models import Question


@dataclass(slots=True)
class Option:
    """One line to choose. ``place`` is its number in a chosen order, or None."""

    id: str
    text: str
    chosen: bool = False
    place: int | None = None


@dataclass(slots=True)
class Said:
    """What we say to an option once the question is answered."""

    text: str
    why: str
    chosen: bool = True


@dataclass(slots=True)
class Shown:
    """Inputs of templates/learn/quiz.html. ``right`` is None until it is answered.

    ``says`` is what we say to the choice, ``answer`` the right options with their whys; both are
    empty until then.
    """

    kind: str
    customer_who: str
    customer: str
    scenario: str
    question: str
    person: object
    critical: bool
    part: int
    options: list[Option]
    right: bool | None = None
    says: list[Said] = field(default_factory=list)
    answer: list[Said] = field(default_factory=list)

    @property
    def answered(self):
        return self.right is not None

    @property
    def places(self):
        """The numbers of an order."""
        return range(1, len(self.options) + 1)


def asked(attempt_question, *, choice=()):
    """A question of an attempt; ``choice`` is what somebody picked and could not send."""
    one = attempt_question
    shown = _shown(one, one.options, one.choice or list(choice))
    if one.right is not None:
        _say(shown, one.options, one.right_order, one.choice, one.right)
    return shown


def practice(question, *, person, choice=()):
    """A question of the bank for practice, with feedback if ``choice`` answers it.

    Raises marking's Refused for a choice that does not.
    """
    stored = question.option_list()
    options = sorted(stored, key=lambda option: _lot(person, option["id"]))
    shown = _shown(question, options, list(choice))
    if choice:
        in_order = [option["id"] for option in stored]
        marking.check(question.kind, options, list(choice))
        right = marking.is_right(question.kind, options, in_order, list(choice))
        _say(shown, options, in_order, list(choice), right)
    return shown


def _lot(person, option_id):
    """Another order for every person, and always the same one for this person."""
    return hashlib.sha256(f"{person.pk}:{option_id}".encode()).digest()


def _shown(one, options, choice):
    person = one.person if one.person and one.person.is_active else None
    return Shown(
        kind=one.kind,
        customer_who=one.customer_who,
        customer=one.customer,
        scenario=one.scenario,
        question=one.question,
        person=person,
        critical=one.critical,
        part=one.part,
        options=[
            Option(
                option["id"],
                option["text"],
                option["id"] in choice,
                choice.index(option["id"]) + 1 if option["id"] in choice else None,
            )
            for option in options
        ],
    )


def _say(shown, options, right_order, choice, right):
    by_id = {option["id"]: option for option in options}
    shown.right = right
    if shown.kind == Question.Kind.ORDER:
        belongs = right_order
    else:
        belongs = [option["id"] for option in options if option["right"]]
        shown.says = [Said(by_id[one]["text"], by_id[one]["why"]) for one in choice]
    shown.answer = [Said(by_id[one]["text"], by_id[one]["why"], one in choice) for one in belongs]

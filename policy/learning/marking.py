"""Is it right, and is it enough? Pure functions: no database, no clock."""

from django.utils.translation import gettext as _

from policy.learning.refusals import Refused
from policy.models import Question

SINGLE, SEVERAL, ORDER = Question.Kind.SINGLE, Question.Kind.SEVERAL, Question.Kind.ORDER


def check(kind, options, choice):
    """Raises Refused unless ``choice`` (a list of ids) answers a question of this kind."""
    known = [option["id"] for option in options]
    if len(set(choice)) != len(choice) or not set(choice) <= set(known):
        raise Refused(_("That isn’t one of the answers here. Choose again from the list."))
    if not choice:
        raise Refused(_("Choose an answer first. There’s no hurry."))
    if kind == SINGLE and len(choice) != 1:
        raise Refused(_("Choose one answer."))
    if kind == ORDER and len(choice) != len(known):
        raise Refused(_("Give every line a place of its own."))


def is_right(kind, options, right_order, choice):
    """Whether a choice that ``check`` let through is the right one, and all of it."""
    if kind == ORDER:
        return choice == right_order
    return set(choice) == {option["id"] for option in options if option["right"]}


def passes(questions, pass_mark):
    """Whether the score reaches the mark, and every critical question is right.

    A question that was not answered (``right`` is None) means no, whatever the score.
    """
    questions = list(questions)
    if not questions or any(question.right is None for question in questions):
        return False
    right = sum(question.right for question in questions)
    enough = right * 100 >= pass_mark * len(questions)  # whole numbers: nothing is rounded up
    return enough and all(question.right for question in questions if question.critical)

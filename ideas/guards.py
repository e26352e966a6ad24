"""What a move needs beyond its seat. A guard gives the sentence that says what is missing, or None.

A guard sees the idea, the person and what they answered (an empty dict while only asking).
"""

from django.utils.translation import gettext as _

MAX_QUESTIONS = 2  # rounds of questions back, then somebody must decide


def is_told(idea, person, answers):
    """The one thing an idea needs to be sent: a moment, and what would help or what is done."""
    if idea.kind == idea.Kind.ALREADY:
        return None if idea.already.get("what") else _("Tell us what you are already doing.")
    if not idea.moment.strip():
        return _("Tell us who it was hard for, and what it was like for them.")
    if not idea.help.strip():
        return _("Tell us what would help, in a sentence.")
    return None


def rounds_left(idea, person, answers):
    if idea.steps.filter(verb="ask", round=idea.round).count() >= MAX_QUESTIONS:
        return _("Two rounds of questions are enough. Ring the author, then decide.")
    return None


def not_appealed_before(idea, person, answers):
    if idea.steps.filter(verb="appeal").exists():
        return _("You have asked another manager once already. Press 0 and talk to a person.")
    return None

"""Keeping the question bank: what a good question has, its versions, and how it retires."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.learning.refusals import Refused
from policy.models import Question
from portal import trail

trail.register("learning.question_kept", gettext_lazy("%(actor)s wrote “%(subject)s”."), "version")
trail.register("learning.question_retired", gettext_lazy("%(actor)s retired “%(subject)s”."))
trail.register("learning.question_back", gettext_lazy("%(actor)s brought back “%(subject)s”."))


def problem(kind, options, *, guide=""):
    """A sentence that says what a question lacks, or an empty string.

    ``options`` is as Question.option_list() gives it.
    """
    right = sum(option["right"] for option in options)
    if kind == Question.Kind.FREE:
        if options:
            return _("Somebody answers this in their own words, so take the options away.")
        return "" if guide.strip() else _("Say in the guide what the reader looks for.")
    if kind == Question.Kind.ORDER:
        return "" if len(options) >= 3 else _("Give at least three lines to put in order.")
    if len(options) < 2:
        return _("Give at least two options.")
    if kind == Question.Kind.SINGLE and right != 1:
        return _("Mark exactly one option as right.")
    if kind == Question.Kind.SEVERAL and not 0 < right < len(options):
        return _("Mark some options as right, and leave at least one that isn’t.")
    return ""


@transaction.atomic
def keep(question, *, by):
    """Store a new or changed question; its version goes up. Returns it. Raises Refused (422).

    Attempts keep the words they asked: nothing that people answered before changes.
    """
    if sentence := problem(question.kind, question.option_list(), guide=question.guide):
        raise Refused(sentence)
    if question.pk:
        stored = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
        question.version = stored.version + 1
        question.key, question.course_id = stored.key, stored.course_id
    question.save()
    trail.record("learning.question_kept", actor=by, subject=question, version=question.version)
    return question


@transaction.atomic
def retire(question, *, by, at=None):
    """Ask it no more. Old attempts keep it, and stay readable. Twice is once."""
    stored = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if stored.retired_at is None:
        stored.retired_at = at or timezone.now()
        stored.save(update_fields=["retired_at"])
        trail.record("learning.question_retired", actor=by, subject=stored)
    return stored


@transaction.atomic
def bring_back(question, *, by):
    """Ask a retired question again. Twice is once."""
    stored = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if stored.retired_at is not None:
        stored.retired_at = None
        stored.save(update_fields=["retired_at"])
        trail.record("learning.question_back", actor=by, subject=stored)
    return stored

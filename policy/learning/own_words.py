"""Practice in one's own words: somebody writes, a person reads it and writes a line back."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.learning import steps
from policy.learning.refusals import Refused
from policy.models import FreeAnswer, Question
from portal import notices
from portal.prepared import PERSON, Rows

LONGEST = 2000

notices.register(
    "learning.to_read",
    gettext_lazy("%(actor)s wrote something in “%(course)s” and would like a line back."),
    "course",
    group=notices.Group.TURN,
    label=gettext_lazy("Read it"),
)
notices.register(
    "learning.reply",
    gettext_lazy("%(actor)s read what you wrote in “%(course)s”, and wrote back."),
    "course",
    group=notices.Group.GOOD,
    label=gettext_lazy("See their line"),
)


def readers_of(question):
    """Who reads the answers: the person named in the question and the course's owner."""
    people = [question.person, question.course.owner_person]
    return [person for person in dict.fromkeys(people) if person and person.is_active]


def readable_by(person):
    """The answers that this person reads. Nobody reads their own."""
    mine = Q(source__person=person) | Q(source__course__owner_person=person)
    return FreeAnswer.objects.filter(mine).exclude(person=person)


def wait_for(person):
    """Whether something waits for a line from this person."""
    return WAITING.first(person=person.pk) is not None


WAITING = Rows(lambda: readable_by(PERSON).filter(replied_at=None).only("pk")[:1])


@transaction.atomic
def write(question, *, by, text, at=None):
    """Keep what somebody wrote and tell who reads it; until it is read they may write it anew.

    Returns the FreeAnswer. Raises Refused.
    """
    text = text.replace("\0", "").strip()
    if question.kind != Question.Kind.FREE or question.retired_at:
        raise Refused(_("This question isn’t asked any more. Go on to the next step."))
    if not text:
        raise Refused(_("Write a line or two first. Spelling doesn’t count."))
    if len(text) > LONGEST:
        raise Refused(_("That’s a good deal longer than a reply. Keep it under 2,000 letters."))
    at = at or timezone.now()
    waiting, made = FreeAnswer.objects.select_for_update(of=("self",)).get_or_create(
        person=by,
        source=question,
        replied_at=None,
        defaults={
            "asked": f"{question.scenario}\n\n{question.question}",
            "text": text,
            "written_at": at,
        },
    )
    if not made:
        waiting.text, waiting.written_at = text, at
        waiting.save(update_fields=["text", "written_at"])
    notices.tell(
        [person for person in readers_of(question) if person != by],
        "learning.to_read",
        key=_read_key(waiting),
        url=reverse("policy:reading"),
        actor=by,
        course=question.course.title,
    )
    return waiting


def place_of(question):
    """Where a question is practised: the address of its step, or else of its course."""
    course = question.course
    for lesson in course.lessons():
        for number, blocks in enumerate(steps.steps_of(lesson), 1):
            keys = [one.value["question"] for one in blocks if one.block_type == "try"]
            if question.key in keys:
                return f"{steps.url_of(course, lesson)}?step={number}#own-words"
    return steps.url_of(course)


def _read_key(answer):
    return f"learning.to_read:{answer.pk}"


@transaction.atomic
def reply(answer, *, by, text, at=None):
    """Write a line back; the writer is told. Returns the FreeAnswer.

    Raises Refused: 403 for somebody who is no reader of it,
    409 when it has its line already, 422 without words.
    """
    fresh = FreeAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    text = text.replace("\0", "").strip()
    if not readable_by(by).filter(pk=fresh.pk).exists():
        raise Refused(_("Somebody else reads this one."), 403)
    if fresh.replied_at:
        raise Refused(_("%(name)s wrote back already.") % {"name": fresh.replied_by}, 409)
    if not text:
        raise Refused(_("Write one line on what worked. They’ve been waiting for it."))
    if len(text) > LONGEST:
        raise Refused(_("Keep it under 2,000 letters. One good line is plenty."))
    fresh.reply, fresh.replied_by, fresh.replied_at = text, by, at or timezone.now()
    fresh.save(update_fields=["reply", "replied_by", "replied_at"])
    notices.settle(_read_key(fresh))
    notices.tell(
        fresh.person,
        "learning.reply",
        key=f"learning.reply:{fresh.pk}",
        url=place_of(fresh.source),
        actor=by,
        course=fresh.source.course.title,
    )
    return fresh

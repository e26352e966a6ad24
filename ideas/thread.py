"""The conversation as one person reads it: comments, and the questions and answers of the moves."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import linebreaks
from django.utils.safestring import mark_safe

from ideas import markdown, talk
from ideas.models import Comment
from portal.models import User

# The words of a move that are said, under the name of the answer, to everybody who sees the idea.
# Other moves give their words to the people involved only.
OPEN = {"ask": "question", "answer": "answer"}
INVOLVED = {"hand-over": "reason", "appeal": "reason", "withdraw": "reason"}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said. ``face`` is None where the name stays out of it."""

    key: str
    name: str
    face: User | None
    at: datetime
    looks: str
    move: str = ""  # the verb, when a move said it
    apart: bool = False  # only the people involved read it
    comment: Comment | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    said: list
    earlier: int | None = None  # the comment before which there are more


def read(idea, person, names, *, involved, steps, before=None):
    """The Thread: the newest comments (or those before one), with what the moves said between."""
    comments = talk.visible(idea, person, involved=involved).order_by("-pk")
    if before is not None:
        comments = comments.filter(pk__lt=before)
    comments = list(comments[: talk.SHOWN + 1])
    more, comments = len(comments) > talk.SHOWN, comments[: talk.SHOWN]
    said = [_comment(one, person, names) for one in comments]
    if before is None:
        oldest = comments[-1].made_at if more else None
        shown = OPEN | (INVOLVED if involved else {})
        said += [
            _step(step, shown[step.verb], names)
            for step in steps
            if step.verb in shown and (oldest is None or step.at >= oldest)
        ]
    said.sort(key=lambda one: one.at)
    return Thread(said, comments[-1].pk if more else None)


def _comment(comment, person, names):
    return Said(
        key=f"said-{comment.pk}",
        name=names.of(comment.author),
        face=names.face(comment.author),
        at=comment.made_at,
        looks=markdown.render(comment.text),
        apart=comment.audience == Comment.Audience.PARTIES,
        comment=comment,
        mine=comment.author_id == person.pk,
    )


def _step(step, field, names):
    return Said(
        key=f"step-{step.pk}",
        name=names.of(step.by),
        face=names.face(step.by),
        at=step.at,
        looks=mark_safe(linebreaks(step.words.get(field, ""), autoescape=True)),
        move=step.verb,
        apart=step.verb in INVOLVED,
    )

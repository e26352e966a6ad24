"""The conversation as one person reads it: comments, and the questions and answers of the moves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from ideas import markdown, talk
from ideas.models import Comment
from portal.models import User
from portal.prepared import PERSON, Given, Rows

# The words of a move that are said, under the names of the answers, to everybody who sees the
# idea. Other moves give their words to the people involved only, or to whom a page of its own is.
OPEN = {
    "ask": ("question",),
    "answer": ("answer",),
    "go-on": ("reason",),
    "weigh": ("heard",),
    "query": ("question",),
    "reply": ("answer",),
    "advise": ("advice",),
    "park": ("reason",),
    "stop": ("learned",),
    "report": ("progress",),
    "extend": ("reason",),
    "confirm": ("note",),
    "confirm-lesson": ("note",),
    "send-back": ("question",),
    "celebrate": ("learned",),
    "reopen": ("reason",),
}
INVOLVED = {
    "hand-over": ("reason",),
    "swap": ("reason",),
    "appeal": ("reason",),
    "reweigh": ("reason",),
    "withdraw": ("reason",),
    "weigh": ("note",),
    "sponsor-with": ("condition",),
    "adopt": ("support", "scale"),
    "adopt-with": ("condition", "support", "scale"),
}
TAGS = {
    "ask": _("Question"),
    "answer": _("Answer"),
    "go-on": _("Went on"),
    "query": _("Question"),
    "reply": _("Answer"),
    "weigh": _("Weighed it"),
    "advise": _("Advice"),
    "sponsor-with": _("Condition"),
    "adopt-with": _("Condition"),
    "adopt": _("Adopted it"),
    "park": _("Parked it"),
    "stop": _("What we learned"),
    "report": _("How it goes"),
    "extend": _("Gave it longer"),
    "confirm": _("Confirmed it"),
    "confirm-lesson": _("Confirmed it"),
    "send-back": _("Question"),
    "celebrate": _("Worth celebrating"),
    "reopen": _("Tries again"),
    "hand-over": _("Handed over"),
    "swap": _("Asked for somebody else"),
    "reweigh": _("Asked to weigh it again"),
    "appeal": _("Asked another manager"),
    "withdraw": _("Took it back"),
}
ASKS = ("ask", "query")  # they wait for an answer
IDEA, BEFORE = Given("idea", BigIntegerField()), Given("before", BigIntegerField())
LAST = BigIntegerField.MAX_BIGINT
TO_PARTIES = Rows(lambda: _newest(involved=True))
TO_OTHERS = Rows(lambda: _newest(involved=False))


def _newest(*, involved):
    """The newest comments, before one of them, and one more than are shown."""
    comments = talk.visible(IDEA, PERSON, involved=involved)
    return comments.filter(pk__lt=BEFORE).order_by("-pk")[: talk.SHOWN + 1]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said. ``face`` is None where the name stays out of it."""

    key: str
    name: str
    face: User | None
    at: datetime
    looks: str
    tag: str = ""  # which move said it, in words
    kind: str = ""  # of the tag
    apart: bool = False  # only the people involved read it
    comment: Comment | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    said: list
    earlier: int | None = None  # the comment before which there are more


def read(idea, person, names, *, involved, steps, before=None):
    """The Thread: the newest comments (or those before one), with what the moves said between."""
    newest = TO_PARTIES if involved else TO_OTHERS
    before_which = LAST if before is None else before
    comments = newest.ask(idea=idea.pk, person=person.pk, before=before_which)
    more, comments = len(comments) > talk.SHOWN, comments[: talk.SHOWN]
    said = [_comment(one, person, names) for one in comments]
    if before is None:
        since = comments[-1].made_at if more else None
        told = [step for step in steps if since is None or step.at >= since]
        said += [_step(step, OPEN[step.verb], names) for step in told if step.verb in OPEN]
        if involved:
            said += [
                _step(step, INVOLVED[step.verb], names, apart=True)
                for step in told
                # Why somebody else was asked for is not for whom it was about.
                if step.verb in INVOLVED and step.words.get("from") != person.pk
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


def _step(step, fields, names, *, apart=False):
    said = (step.words.get(field, "") for field in fields)
    return Said(
        key=f"step-{step.pk}-apart" if apart else f"step-{step.pk}",
        name=names.of(step.by),
        face=names.face(step.by),
        at=step.at,
        looks=mark_safe("".join(linebreaks(words, autoescape=True) for words in said)),
        tag=str(TAGS[step.verb]),
        kind="turn" if step.verb in ASKS else "",
        apart=apart,
    )

"""The conversation about an idea. A comment's audience is chosen before it is written, for good."""

import re

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import audience, locking, services
from ideas.models import Comment, CommentVersion, Follow
from ideas.seats import Refused
from portal import notices, trail
from portal.models import User
from portal.prepared import NOW, PERSON, OneOf, Question, Rows

LONGEST = 5000
AN_HOUR = 60  # comments of one person
MENTIONS = 10  # people called by one comment
SHOWN = 50  # comments on one page, the newest
MENTION = re.compile(r"(?<![\w.@])@([\w-]{1,60}(?:\.[\w-]{1,60}){0,4})")

trail.register("idea.said", gettext_lazy("%(actor)s wrote in the conversation."))
trail.register("idea.said_apart", gettext_lazy("%(actor)s wrote to the people involved."))
trail.register("idea.reworded", gettext_lazy("%(actor)s reworded a comment."))
for _kind, _sentence in (
    ("idea.said", gettext_lazy("%(who)s wrote about “%(title)s”.")),
    ("idea.mentioned", gettext_lazy("%(who)s mentioned you in “%(title)s”.")),
):
    notices.register(_kind, _sentence, "who", "title", label=gettext_lazy("Read it"))


def visible(idea, person, *, involved):
    """The comments that this person may read, oldest first. ``involved``: they are a party."""
    comments = Comment.objects.filter(idea=idea).select_related("author")
    if involved:
        return comments
    return comments.filter(Q(audience=Comment.Audience.EVERYONE) | Q(author=person))


def usual_audience(idea):
    """Who reads a comment unless its author says otherwise: few, where the idea is for few."""
    return Comment.Audience.PARTIES if idea.confidential else Comment.Audience.EVERYONE


def readers(comment, people):
    """Those of ``people`` who may read the comment."""
    people = audience.who_sees(comment.idea, people)
    if comment.audience == Comment.Audience.EVERYONE:
        return people
    inside = audience.parties(comment.idea) | {comment.author_id}
    return [person for person in people if person.pk in inside]


@transaction.atomic
def say(*, idea, by, text, for_whom):
    """Write a comment, and tell whom it concerns and who may read it. Raises Refused."""
    idea = _locked(idea, by)
    text = _tidy(text)
    if for_whom not in Comment.Audience.values:
        raise Refused(_("Choose who reads this before you send it."))
    _refuse_a_flood(by)
    comment = Comment.objects.create(idea=idea, author=by, audience=for_whom, text=text)
    apart = for_whom == Comment.Audience.PARTIES
    trail.record("idea.said_apart" if apart else "idea.said", actor=by, subject=idea, held=True)
    services.note_first_reply(idea, by)
    _tell(comment)
    return comment


@transaction.atomic
def reword(*, comment, by, text):
    """Change one's own comment; what it said before stays readable. Raises Refused."""
    idea = _locked(comment.idea, by)
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.author_id != by.pk:
        raise Refused(_("Only whoever wrote it can reword it."), 403)
    text = _tidy(text)
    if text == comment.text:
        return comment
    now = timezone.now()
    CommentVersion.objects.create(comment=comment, text=comment.text, replaced_at=now)
    comment.text, comment.edited_at = text, now
    comment.save(update_fields=["text", "edited_at"])
    trail.record("idea.reworded", actor=by, subject=idea, held=True)
    comment.idea = idea
    _tell_mentioned(comment)
    return comment


def _locked(idea, by):
    """The idea under a lock, if this person may talk about it. Raises Refused."""
    idea = locking.locked(idea)
    if not audience.who_sees(idea, [by]):
        raise Refused(_("This idea isn’t open to you any more."), 403)
    if idea.reference is None:
        raise Refused(_("You can talk about it here once it’s sent."))
    return idea


def _tidy(text):
    text = text.strip()
    if not text:
        raise Refused(_("Write what you want to say first."))
    if len(text) > LONGEST:
        raise Refused(
            _("That is longer than %(n)s characters. Say it in two, or ring.") % {"n": LONGEST}
        )
    return text


LATELY = Question(
    lambda: [
        Comment.objects.filter(author=PERSON, made_at__gte=NOW.plus(hours=-1))
        .order_by()
        .values_list("pk")[:AN_HOUR]
    ]
)


def _refuse_a_flood(by):
    if len(LATELY.ask(person=by.pk, now=timezone.now())) >= AN_HOUR:
        raise Refused(_("That’s a lot for one hour. Ring them, or carry on a little later."), 429)


def mentioned(text):
    """The people called by @first.last, at most ten."""
    names = {name.lower().rstrip(".") for name in MENTION.findall(text)}
    wanted = sorted(names)[:MENTIONS]
    return User.objects.present().filter(username__in=wanted) if wanted else []


def _around():
    """Whoever is involved, follows the idea or has spoken about it. Each by their own index: with
    everybody joined in, it would cost more with each person and each comment there is."""
    concerned = User.objects.filter(OneOf("pk", "inside")).order_by().values("pk")
    following = Follow.objects.filter(idea=locking.IDEA).order_by().values("person")
    speaking = Comment.objects.filter(idea=locking.IDEA).order_by().values("author")
    return User.objects.present().filter(pk__in=concerned.union(following, speaking)).order_by()


CONCERNED = Rows(_around)


def _tell(comment):
    """Who is mentioned; then the author, the seats, followers, and who has spoken already."""
    called = _tell_mentioned(comment)
    idea = comment.idea
    concerned = CONCERNED.ask(idea=idea.pk, inside=audience.parties(idea))
    told = [p for p in readers(comment, concerned) if p not in called and p != comment.author]
    _notice(comment, told, "idea.said")


def _tell_mentioned(comment):
    called = [p for p in readers(comment, mentioned(comment.text)) if p != comment.author]
    _notice(comment, called, "idea.mentioned")
    return called


def _notice(comment, people, kind):
    """Tell people, each with the name that they may know."""
    idea = comment.idea
    inside = audience.parties(idea)
    for knows in (True, False):
        told = [person for person in people if (person.pk in inside) is knows]
        if not told:
            continue
        names = audience.Names(idea, knows)
        notices.tell(
            told,
            kind,
            key=f"{kind}:{comment.pk}",
            url=f"{idea.get_absolute_url()}#said-{comment.pk}",
            actor=names.face(comment.author),
            who=names.of(comment.author),
            title=str(idea),
        )

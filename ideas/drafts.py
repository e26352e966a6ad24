"""Writing an idea: start, save, invite, confirm. Two tabs never overwrite each other silently."""

import secrets
import string

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import seats
from ideas.compact import State
from ideas.models import CoAuthor, Follow, Idea
from ideas.tripwires import KEYS
from portal import notices, trail

WRITABLE = (State.DRAFT, State.CLARIFYING, State.ASSESSING)
FIELDS = (
    "kind",
    "title",
    "moment",
    "help",
    "technology",
    "tripwires",
    "already",
    "category",
    "site",
    "challenge",
    "confidential",
    "hidden_from_manager",
    "pen_name",
)
DRAFTS_AT_MOST = 20
CO_AUTHORS_AT_MOST = 8
ALPHABET = string.ascii_lowercase + string.digits
Refused = seats.Refused


class Conflict(Refused):
    """The text was saved elsewhere since; ``current`` is the idea as it stands there."""

    def __init__(self, reason, current):
        super().__init__(reason)
        self.current = current


def may_write(idea, person):
    """The sentence that says why this person can't change the text, or None."""
    writers = {idea.author_id}
    if idea.confirmed_at is None:
        writers.add(idea.written_by_id)
    writers |= set(
        idea.co_authors.filter(confirmed_at__isnull=False).values_list("person_id", flat=True)
    )
    if person.pk not in writers:
        return _("Only the people whose idea it is can change its words.")
    if State(idea.state) not in WRITABLE:
        return _("Its words are agreed now. Talk to whoever has it, and they can open it again.")
    return None


@transaction.atomic
def start(*, by, author=None, **fields):
    """Begin a draft; ``author`` is the colleague it is written for, if it is not one's own.

    The colleague is told at once and can correct it or take it back whenever they like. It may
    be sent before they confirm: a person without a desk should not lose their place in the queue
    for want of a login, and nothing is signed in their name.

    Raises Refused when too many drafts lie about, or the colleague has left.
    """
    if Idea.objects.filter(author=author or by, state=State.DRAFT).count() >= DRAFTS_AT_MOST:
        raise Refused(_("You have twenty drafts. Send one or throw one away, then start this one."))
    if author is not None and not author.is_active:
        raise Refused(_("%(person)s has left, so it can’t be theirs.") % {"person": author})
    written_by = by if author is not None and author != by else None
    idea = Idea.objects.create(
        token="draft-" + "".join(secrets.choice(ALPHABET) for _i in range(10)),
        author=author or by,
        written_by=written_by,
        **cleaned(fields),
    )
    if written_by:
        notices.tell(
            idea.author,
            "idea.written_for_you",
            key=f"idea.written_for_you:{idea.pk}",
            url=idea.get_absolute_url(),
            actor=by,
            title=str(idea),
        )
    return idea


def cleaned(fields):
    """Only what a writer may set, and only tripwires that exist."""
    fields = {name: value for name, value in fields.items() if name in FIELDS}
    if "tripwires" in fields:
        fields["tripwires"] = {
            key: value
            for key, value in fields["tripwires"].items()
            if key in KEYS and isinstance(value, bool)
        }
    return fields


@transaction.atomic
def save(idea, *, by, version, **fields):
    """Store the words; returns the idea with its new version.

    ``version`` is the one the writer saw. Raises Conflict when somebody (another tab, another
    device, a co-author) saved since, and Refused when it is not theirs to change.
    """
    current = Idea.objects.select_for_update(of=("self",)).select_related("author").get(pk=idea.pk)
    if reason := may_write(current, by):
        raise Refused(reason)
    fields = cleaned(fields)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    if not changed:
        return current
    if current.version != version:
        raise Conflict(
            _("This was saved somewhere else a moment ago. Both texts are here: choose one."),
            current,
        )
    for name in changed:
        setattr(current, name, fields[name])
    current.version += 1
    current.saved_at = timezone.now()
    current.save(update_fields=[*changed, "version", "saved_at"])
    if current.state != State.DRAFT:
        trail.record("idea.changed", actor=by, subject=current, fields=", ".join(sorted(changed)))
    return current


@transaction.atomic
def confirm(idea, *, by):
    """The colleague says: yes, this is mine. Raises Refused for anybody else."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if idea.written_by_id is None or by.pk != idea.author_id:
        raise Refused(_("Only the colleague it was written for can confirm it."))
    if idea.confirmed_at is None:
        idea.confirmed_at = timezone.now()
        idea.save(update_fields=["confirmed_at"])
        trail.record("idea.confirmed", actor=by, subject=idea)
    return idea


@transaction.atomic
def invite(idea, person, *, by):
    """Ask a colleague to be a co-author. Asking twice asks once."""
    if by.pk not in {idea.author_id, idea.written_by_id}:
        raise Refused(_("Only the author invites co-authors."))
    if State(idea.state) not in WRITABLE:
        raise Refused(_("Its words are agreed now, so nobody can join in writing it."))
    if person.pk in {idea.author_id, idea.written_by_id} or not person.is_active:
        raise Refused(_("Choose a colleague who works here and isn’t its author already."))
    if idea.seats.filter(user=person).exists():
        raise Refused(
            _("%(person)s weighs this idea, so can’t be its co-author.") % {"person": person}
        )
    if idea.co_authors.count() >= CO_AUTHORS_AT_MOST:
        raise Refused(_("Eight co-authors are as many as one idea can carry."))
    co_author, made = CoAuthor.objects.get_or_create(idea=idea, person=person)
    if made:
        notices.tell(
            person,
            "idea.invited",
            key=f"idea.invited:{co_author.pk}",
            url=idea.get_absolute_url(),
            actor=by,
            title=str(idea),
        )
    return co_author


@transaction.atomic
def answer_invitation(idea, *, by, yes):
    """Join as a co-author, or step back. Raises Refused without an invitation."""
    co_author = CoAuthor.objects.select_for_update().filter(idea=idea, person=by).first()
    if co_author is None:
        raise Refused(_("Nobody has asked you to be a co-author of this idea."))
    if not yes:
        co_author.delete()
        return None
    if co_author.confirmed_at is None:
        co_author.confirmed_at = timezone.now()
        co_author.save(update_fields=["confirmed_at"])
        Follow.objects.get_or_create(idea=idea, person=by)
        trail.record("idea.co_author_joined", actor=by, subject=idea)
    return co_author


trail.register("idea.changed", gettext_lazy("%(actor)s changed the words of the idea."), "fields")
trail.register("idea.confirmed", gettext_lazy("%(actor)s said: yes, this idea is mine."))
trail.register("idea.co_author_joined", gettext_lazy("%(actor)s joined as a co-author."))
notices.register(
    "idea.written_for_you",
    gettext_lazy("%(actor)s wrote an idea down for you. Is it right?"),
    "title",
    group=notices.Group.TURN,
    detail=gettext_lazy("%(title)s"),
)
notices.register(
    "idea.invited",
    gettext_lazy("%(actor)s would like you as a co-author."),
    "title",
    group=notices.Group.TURN,
    detail=gettext_lazy("%(title)s"),
)

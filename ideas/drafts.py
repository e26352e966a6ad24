"""Writing an idea: start, save, invite, confirm. Two tabs never overwrite each other silently."""

import re
import secrets
import string

from django.db import IntegrityError, transaction
from django.db.models import CharField, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import audience, guards, locking, on_behalf, rewording, seats
from ideas.compact import State
from ideas.models import CoAuthor, Follow, Idea
from ideas.tripwires import KEYS
from portal import notices, trail
from portal.models import User
from portal.prepared import PERSON, Given, Rows

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
# What decided where it went when it was sent stays as it was then.
SETTLED = ("kind", "hidden_from_manager", "challenge")
# Who sees it and under which name is for whose idea it is, not for everybody who writes in it.
OWN = ("confidential", "hidden_from_manager", "pen_name")
QUESTIONS = ("what", "since", "risk")  # of "already doing it": the keys of Idea.already
ANSWER_AT_MOST = 3000  # characters
TOKEN = re.compile(r"draft-[a-z0-9]{8,10}")
DRAFTS_AT_MOST = 20
CO_AUTHORS_AT_MOST = 8
ALPHABET = string.ascii_lowercase + string.digits
Refused = seats.Refused


class Conflict(Refused):
    """The text was saved elsewhere since; ``current`` is the idea as it stands there."""

    status = 409

    def __init__(self, reason, current):
        super().__init__(reason)
        self.current = current


def is_owner(idea, person):
    """Whether it is this person's: the author's, and until they confirm also who wrote it down."""
    return person.pk == idea.author_id or (
        person.pk == idea.written_by_id and idea.confirmed_at is None
    )


def may_write(idea, person):
    """The sentence that says why this person can't change the text, or None."""
    if not is_owner(idea, person):
        joined = {row.person_id for row in idea.co_authors.all() if row.confirmed_at}
        if person.pk not in joined:
            return _("Only the people whose idea it is can change its words.")
    return rewording.refusal(idea)


def new_token():
    """An address for a draft, to be given to its page before anything is written."""
    return "draft-" + "".join(secrets.choice(ALPHABET) for _i in range(10))


@transaction.atomic
def start(*, by, author=None, token="", **fields):
    """Begin a draft; ``author`` is the colleague it is written for, if it is not one's own.

    Raises Refused when too many drafts lie about, or the colleague has left.
    """
    User.objects.select_for_update().get(pk=by.pk)  # two first saves count one after the other
    written = Q(author=by, written_by=None) | Q(written_by=by)
    if Idea.objects.filter(written, state=State.DRAFT).count() >= DRAFTS_AT_MOST:
        raise Refused(_("You have twenty drafts. Send one or throw one away, then start this one."))
    idea = Idea.objects.create(
        token=token if TOKEN.fullmatch(token) else new_token(), author=by, **cleaned(fields)
    )
    return on_behalf.write_for(idea, author, by=by) if author else idea


def cleaned(fields):
    """Only what a writer may set, and only questions and tripwires that exist."""
    fields = {name: value for name, value in fields.items() if name in FIELDS}
    if "tripwires" in fields:
        fields["tripwires"] = {
            key: value
            for key, value in fields["tripwires"].items()
            if key in KEYS and isinstance(value, bool)
        }
    if "already" in fields:
        fields["already"] = {
            key: str(value)[:ANSWER_AT_MOST]
            for key, value in fields["already"].items()
            if key in QUESTIONS and value
        }
    return fields


@transaction.atomic
def keep(token, *, by, version, **fields):
    """Save under the address that the page was given; the first save makes the draft.

    So a save that is sent twice, because its answer got lost on the way, makes one draft. Raises
    what ``start`` and ``save`` raise, Idea.DoesNotExist for an address of somebody else, and
    Refused for what was sent since: a tab that was left open never changes what others read.
    """
    # Locked here, so that it can't be sent between this look and the save.
    known = KNOWN.first(token=token, person=by.pk)
    if known is None:
        if not Idea.objects.filter(token=token).exists():
            try:
                with transaction.atomic():
                    return start(by=by, token=token, **fields)
            except IntegrityError:
                pass  # the same page's first save, sent twice at once, was there before
        known = KNOWN.first(token=token, person=by.pk)
    if known is None:
        raise Idea.DoesNotExist
    if known.state != State.DRAFT:
        raise Refused(_("This was sent or thrown away meanwhile. Open it to see where it is."), 409)
    return _write(known, by=by, version=version, fields=fields)


KNOWN = Rows(
    lambda: (
        Idea.objects.visible_to(PERSON)
        .filter(token=Given("token", CharField()))
        .select_for_update(of=("self",))
    )
)


@transaction.atomic
def save(idea, *, by, version, **fields):
    """Store the words; returns the idea with its new version. Once they are written down, other
    words mean that the idea is weighed again: see ideas.rewording.

    ``version`` is the one the writer saw. Raises Conflict when somebody (another tab, another
    device, a co-author) saved since, and Refused when it is not theirs to change, or when the
    change would leave a shared idea without what it needed to be shared.
    """
    return _write(locking.locked(idea), by=by, version=version, fields=fields)


def _write(current, *, by, version, fields):
    """Store the words of an idea whose row is locked."""
    if reason := may_write(current, by):
        raise Refused(reason, status=403)
    shared = current.state != State.DRAFT
    fields = cleaned(fields)
    if shared:
        fields = {name: value for name, value in fields.items() if name not in SETTLED}
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    if not changed:
        return current
    if set(changed) & set(OWN) and not is_owner(current, by):
        raise Refused(_("Only its author says who sees it, and under which name."), status=403)
    if current.version != version:
        raise Conflict(
            _("This was saved somewhere else a moment ago. Both texts are here: choose one."),
            current,
        )
    technology = current.needs_it
    for name in changed:
        setattr(current, name, fields[name])
    if shared and (reason := still_told(current, by)):
        raise Refused(reason)
    current.version += 1
    current.saved_at = timezone.now()
    current.save(update_fields=[*changed, "version", "saved_at"])
    if shared:
        rewording.after(current, changed, technology=technology, by=by)
    return current


def still_told(idea, person):
    """What a shared idea may not lose, as a sentence, or None."""
    if not idea.title.strip():
        return _("Tell us your idea in a sentence.")
    return guards.is_told(idea, person, {})


@transaction.atomic
def confirm(idea, *, by):
    """The colleague says: yes, this is mine. Raises Refused for anybody else."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if idea.written_by_id is None or by.pk != idea.author_id:
        raise Refused(_("Only the colleague it was written for can confirm it."), 403)
    if idea.confirmed_at is None:
        idea.confirmed_at = timezone.now()
        idea.save(update_fields=["confirmed_at"])
        trail.record("idea.confirmed", actor=by, subject=idea)
        notices.settle(on_behalf.key_of(idea))
        notices.tell(
            idea.written_by,
            "idea.confirmed",
            key=f"idea.confirmed:{idea.pk}",
            url=idea.get_absolute_url(),
            actor=by,
            title=idea.told_as,
        )
    return idea


@transaction.atomic
def invite(idea, person, *, by):
    """Ask a colleague to be a co-author. Asking twice asks once."""
    if by.pk not in {idea.author_id, idea.written_by_id}:
        raise Refused(_("Only the author invites co-authors."), 403)
    if State(idea.state) not in rewording.OPEN:
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
            url=reverse("ideas:people", args=[idea.slug]),
            **audience.letter(idea, by),
        )
    return co_author


@transaction.atomic
def answer_invitation(idea, *, by, yes):
    """Join as a co-author, or step back. Raises Refused without an invitation."""
    co_author = CoAuthor.objects.select_for_update().filter(idea=idea, person=by).first()
    if co_author is None:
        raise Refused(_("Nobody has asked you to be a co-author of this idea."), 403)
    notices.settle(f"idea.invited:{co_author.pk}")
    if not yes:
        co_author.delete()
        return None
    if co_author.confirmed_at is None:
        co_author.confirmed_at = timezone.now()
        co_author.save(update_fields=["confirmed_at"])
        Follow.objects.get_or_create(idea=idea, person=by)
        trail.record("idea.co_author_joined", actor=by, subject=idea)
        notices.tell(
            idea.author,
            "idea.co_author_joined",
            key=f"idea.co_author_joined:{co_author.pk}",
            url=idea.get_absolute_url(),
            actor=by,
            title=idea.told_as,
        )
    return co_author


trail.register("idea.confirmed", gettext_lazy("%(actor)s said: yes, this idea is mine."))
trail.register("idea.co_author_joined", gettext_lazy("%(actor)s joined as a co-author."))
notices.register(
    "idea.invited",
    gettext_lazy("%(actor)s would like you as a co-author."),
    "title",
    group=notices.Group.TURN,
    detail=gettext_lazy("%(title)s"),
)
notices.register(
    "idea.confirmed",
    gettext_lazy("%(actor)s says: yes, that is my idea. Thank you for writing it down."),
    "title",
    detail=gettext_lazy("%(title)s"),
)
notices.register(
    "idea.co_author_joined",
    gettext_lazy("%(actor)s said yes, and is a co-author now."),
    "title",
    group=notices.Group.GOOD,
    detail=gettext_lazy("%(title)s"),
)

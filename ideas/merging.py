"""Two ideas that are one: suggested by anybody who sees both, done with both authors' yes.

It stands beside services.perform, because it moves two ideas at once: the duplicate leaves its
stage for "withdrawn" with the words "merged into HERO-…", and for thirty days either author can
part the two again.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import audience, seats, support, turns
from ideas.compact import PROMISED, STAGES, Party, State
from ideas.models import CoAuthor, Follow, Idea, Merge, Step, Support
from ideas.same import may_be_undone, waits_for
from ideas.seats import Refused, authors_of, kept_from
from portal import notices, trail
from portal.models import User

# They name nobody: one of the two authors may write under a pen name.
trail.register(
    "idea.merge_suggested", gettext_lazy("It may be the same idea as %(other)s."), "other"
)
trail.register("idea.merge_refused", gettext_lazy("It is not the same idea as %(other)s."), "other")
trail.register("idea.merged", gettext_lazy("It became one with %(other)s."), "other")
trail.register("idea.parted", gettext_lazy("It and %(other)s are two ideas again."), "other")
notices.register(
    "idea.merge_suggested",
    gettext_lazy("Is “%(duplicate)s” the same idea as “%(kept)s”?"),
    "duplicate",
    "kept",
    group=notices.Group.TURN,
    label=gettext_lazy("Say yes or no"),
)
notices.register(
    "idea.merged",
    gettext_lazy("“%(duplicate)s” and “%(kept)s” are one idea now."),
    "duplicate",
    "kept",
)
notices.register(
    "idea.parted",
    gettext_lazy("“%(duplicate)s” and “%(kept)s” are two ideas again."),
    "duplicate",
    "kept",
)


@transaction.atomic
def suggest(*, duplicate, kept, by, why=""):
    """Say that two ideas are one. Both authors are asked; one who suggests it has said yes.

    Raises Refused with the reason.
    """
    duplicate, kept = _locked(duplicate, kept)
    _refuse_strangers(duplicate, kept, by)
    if Merge.objects.filter(duplicate=duplicate, refused_at=None, undone_at=None).exists():
        raise Refused(_("Somebody has suggested that already. It waits for the authors."))
    merge = Merge.objects.create(
        duplicate=duplicate, kept=kept, suggested_by=by, why=why.strip()[:300]
    )
    for idea, other in ((duplicate, kept), (kept, duplicate)):
        trail.record("idea.merge_suggested", actor=by, subject=idea, other=other.reference)
    if by.pk in (duplicate.author_id, kept.author_id):
        agree(merge, by=by)
    asked = {idea.author for idea in (duplicate, kept)} - {by}
    if not Merge.objects.get(pk=merge.pk).done_at:
        _tell(merge, asked, "idea.merge_suggested")
    return merge


@transaction.atomic
def agree(merge, *, by):
    """An author's yes; with the second one it is done. Returns the Merge. Raises Refused."""
    merge = _fresh(merge)
    now = timezone.now()
    if not waits_for(merge, by):
        raise Refused(_("Your yes isn’t needed here any more."), 403)
    if merge.duplicate.author_id == by.pk:
        merge.duplicate_yes_at = now
    if merge.kept.author_id == by.pk:
        merge.kept_yes_at = now
    merge.save(update_fields=["duplicate_yes_at", "kept_yes_at"])
    notices.settle(_key(merge, "idea.merge_suggested"), person=by)
    if merge.duplicate_yes_at and merge.kept_yes_at:
        _merge(merge, by)
    return merge


@transaction.atomic
def refuse(merge, *, by):
    """An author's no: both stay as they are. Raises Refused."""
    merge = _fresh(merge)
    if merge.done_at or by.pk not in (merge.duplicate.author_id, merge.kept.author_id):
        raise Refused(_("That is for the two authors to say."), 403)
    merge.refused_at = timezone.now()
    merge.save(update_fields=["refused_at"])
    notices.settle(_key(merge, "idea.merge_suggested"))
    for idea, other in ((merge.duplicate, merge.kept), (merge.kept, merge.duplicate)):
        trail.record("idea.merge_refused", actor=by, subject=idea, other=other.reference)
    return merge


@transaction.atomic
def undo(merge, *, by):
    """Part the two again, with everything each of them had. Raises Refused.

    The duplicate goes back to its stage and its holder, who gets the days of that stage anew.
    """
    merge = _fresh(merge)
    duplicate, kept = merge.duplicate, merge.kept
    if by.pk not in (duplicate.author_id, kept.author_id):
        raise Refused(_("That is for the two authors to say."), 403)
    if not may_be_undone(merge):
        raise Refused(_("Thirty days have passed. Share it again, and mention this one."))
    if kept.merges_out.filter(done_at__isnull=False, undone_at=None).exists():
        raise Refused(_("The other idea became one with a third since. Part those two first."))
    words = duplicate.steps.filter(verb="merge").last().words
    Support.objects.filter(idea=kept, merged_from=duplicate).delete()
    Follow.objects.filter(idea=kept, person__username__in=words["followers"]).delete()
    kept.co_authors.filter(person__username__in=words["credited"]).delete()
    support.count(kept)
    _back(duplicate, State(merge.state_before))
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    _write(merge, "idea.parted", by)
    return merge


def _back(idea, state):
    """To the stage it left. Whoever sat there may have gone: then somebody else is found."""
    party = STAGES[state].holder
    holder = idea.seated(party)
    if party == Party.ASSESSOR and (holder is None or seats.may_sit(idea, party, holder)):
        seats.fill(idea, party, seats.propose_assessor(idea).person, by=None)
    turns.enter(idea, state)


def _merge(merge, by):
    """Do it: support, followers and credit go along, the duplicate steps aside."""
    duplicate, kept = merge.duplicate, merge.kept
    _refuse_strangers(duplicate, kept, by)
    credited = _credit(duplicate, kept)
    followers = _take_along(duplicate, kept)
    before = State(duplicate.state)
    merge.done_at, merge.state_before = timezone.now(), before
    merge.save(update_fields=["done_at", "state_before"])
    turns.enter(duplicate, State.WITHDRAWN)
    Step.objects.create(
        idea=duplicate,
        verb="merge",
        by=by,
        party=Party.AUTHOR,
        before=before,
        after=State.WITHDRAWN,
        round=duplicate.round,
        words={"into": kept.reference, "credited": credited, "followers": followers},
    )
    _write(merge, "idea.merged", by)


def _credit(duplicate, kept):
    """The duplicate's authors become co-authors. Returns the user names of those who were not."""
    theirs = {duplicate.author_id} | set(
        duplicate.co_authors.filter(confirmed_at__isnull=False).values_list("person_id", flat=True)
    )
    new = User.objects.filter(pk__in=theirs - authors_of(kept))
    CoAuthor.objects.bulk_create(
        CoAuthor(idea=kept, person=person, confirmed_at=timezone.now()) for person in new
    )
    return [person.username for person in new]


def _take_along(duplicate, kept):
    """Supporters and followers of the duplicate, each once. Returns who follows anew."""
    own = authors_of(kept)
    have = set(kept.support.values_list("person_id", flat=True)) | own
    Support.objects.bulk_create(
        Support(idea=kept, person_id=row.person_id, mine_too=row.mine_too, merged_from=duplicate)
        for row in duplicate.support.all()
        if row.person_id not in have
    )
    support.count(kept)
    following = set(kept.followers.values_list("person_id", flat=True)) | own
    new = User.objects.filter(follows__idea=duplicate).exclude(pk__in=following)
    new = audience.who_sees(kept, new)
    Follow.objects.bulk_create(Follow(idea=kept, person=person) for person in new)
    return [person.username for person in new]


def _write(merge, kind, by):
    """The fact in both histories, and the news to both sides."""
    for idea, other in ((merge.duplicate, merge.kept), (merge.kept, merge.duplicate)):
        trail.record(kind, actor=by, subject=idea, other=other.reference)
    concerned = User.objects.present().filter(
        pk__in=audience.parties(merge.duplicate) | audience.parties(merge.kept)
    )
    told = audience.who_sees(merge.kept, concerned)
    _tell(merge, [person for person in told if person != by], kind)


def _tell(merge, people, kind):
    notices.tell(
        people,
        kind,
        key=_key(merge, kind),
        url=merge.kept.get_absolute_url() + "#same",
        besides={kept_from(idea) for idea in (merge.duplicate, merge.kept)},
        duplicate=merge.duplicate.told_as,
        kept=merge.kept.told_as,
    )


def _key(merge, kind):
    return f"{kind}:{merge.pk}"


def _locked(*ideas):
    """The rows of both, locked in one order, so that two merges never wait for each other."""
    rows = Idea.objects.select_for_update(of=("self",)).select_related("author", "holder")
    found = {row.pk: row for row in rows.filter(pk__in=[i.pk for i in ideas]).order_by("pk")}
    return [found[idea.pk] for idea in ideas]


def _fresh(merge):
    """The merge and its ideas under a lock."""
    merge = Merge.objects.get(pk=merge.pk)
    merge.duplicate, merge.kept = _locked(merge.duplicate, merge.kept)
    locked = Merge.objects.select_for_update().get(pk=merge.pk)
    locked.duplicate, locked.kept = merge.duplicate, merge.kept
    return locked


def _refuse_strangers(duplicate, kept, by):
    """Raise Refused unless both are under way and everybody concerned may see both."""
    if duplicate.pk == kept.pk:
        raise Refused(_("That is this idea itself. Name the other one."))
    if duplicate.state not in PROMISED or kept.state not in PROMISED:
        raise Refused(_("Both must still be under way. One of them has come to an end."))
    for idea, other in ((duplicate, kept), (kept, duplicate)):
        concerned = [by, other.author]
        if audience.who_sees(idea, concerned) != concerned:
            raise Refused(
                _("One of the two isn’t open to everybody concerned, so they stay apart.")
            )
    seated = audience.parties(kept) - authors_of(kept)
    if seated & authors_of(duplicate):
        raise Refused(_("Whoever wrote one of them weighs the other. Hand it over first."))

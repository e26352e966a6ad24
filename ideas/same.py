"""Ideas that are the same as another, as one person may see it. ideas.merging does the merging."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ideas import reading
from ideas.compact import PUBLIC
from ideas.models import Idea, Merge

UNDOABLE = timedelta(days=30)


def open_for(idea):
    """Suggestions about an idea that wait for a yes, and merges that are done."""
    merges = Merge.objects.filter(Q(duplicate=idea) | Q(kept=idea))
    return merges.filter(refused_at=None, undone_at=None).select_related(
        "duplicate__author", "kept__author", "suggested_by"
    )


@dataclass(frozen=True, slots=True)
class Same:
    """A merge beside one of its two ideas, for one reader."""

    merge: Merge
    other: Idea
    waits: bool
    undoable: bool
    gone: bool  # this idea stepped aside
    opens: bool  # the other one has a page for this reader


def rows(idea, person):
    """The Same of an idea that this person may see: where both are open to them. One query, and
    none where there is nothing like it."""
    merges, found = reading.part(idea, "merges"), []
    if merges is None:
        merges = list(open_for(idea))
    if not merges:
        return []
    pairs = {pk for merge in merges for pk in (merge.duplicate_id, merge.kept_id)}
    opens = Exists(Idea.objects.visible_to(person).filter(pk=OuterRef("pk")))
    ideas = {one.pk: one for one in Idea.objects.filter(pk__in=pairs).annotate(opens=opens)}
    for merge in merges:
        merge.duplicate, merge.kept = ideas[merge.duplicate_id], ideas[merge.kept_id]
        other = merge.kept if merge.duplicate_id == idea.pk else merge.duplicate
        mine = person.pk in (merge.duplicate.author_id, merge.kept.author_id)
        if mine or other.opens or _was_open(merge):
            gone = bool(merge.done_at) and merge.duplicate_id == idea.pk
            undoable = mine and may_be_undone(merge)
            waits = waits_for(merge, person)
            found.append(Same(merge, other, waits, undoable, gone, other.opens))
    return found


def may_be_undone(merge):
    return bool(merge.done_at and not merge.undone_at and timezone.now() < merge.done_at + UNDOABLE)


def waits_for(merge, person):
    """Whether this person's yes is missing."""
    if merge.done_at or merge.refused_at:
        return False
    return (merge.duplicate.author_id == person.pk and not merge.duplicate_yes_at) or (
        merge.kept.author_id == person.pk and not merge.kept_yes_at
    )


def _was_open(merge):
    """Whether everybody could see the duplicate before it stepped aside."""
    few = merge.duplicate.confidential or merge.duplicate.hidden_from_manager
    return merge.state_before in PUBLIC and not few


def into(slug, person):
    """The idea that took in the one at this address, where both were open to this person. None
    otherwise: what was for few stays unknown."""
    merges = Merge.objects.filter(duplicate__reference=slug, done_at__isnull=False, undone_at=None)
    merge = merges.select_related("duplicate").first()
    if merge is None or not _was_open(merge):
        return None
    return Idea.objects.visible_to(person).filter(pk=merge.kept_id).first()

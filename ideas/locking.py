"""An idea under its lock, as services take it in hand: its row, its seats and its co-authors.

All of it is read anew, after the lock was granted. Who sits there is remembered with the idea, so
that rules may ask as often as they like; ``seats`` forgets it where it seats somebody.
"""

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import BigIntegerField, CharField
from django.db.transaction import TransactionManagementError

from ideas.models import CoAuthor, Idea, IdeaSeat
from portal.prepared import Given, Question, Rows

IDEA = Given("idea", BigIntegerField())
ROW = Rows(lambda: Idea.objects.filter(pk=IDEA).select_related("author", "written_by"))
LOCKED = Rows(
    lambda: (
        Idea.objects.filter(pk=IDEA)
        .select_for_update(of=("self",))
        .select_related("author", "written_by")
    )
)
PEOPLE = {
    "seats": Rows(
        lambda: IdeaSeat.objects.filter(content_object=IDEA).select_related("user", "permission")
    ),
    "co_authors": Rows(lambda: CoAuthor.objects.filter(idea=IDEA)),
}


SEAT = Question(
    lambda: [
        Permission.objects.order_by()
        .filter(codename=Given("permission", CharField()), content_type__app_label="ideas")
        .values_list("pk")
    ]
)


def locked(idea):
    """The idea as it stands now, its row locked. In the caller's transaction, which is refused
    outside of one. Raises Idea.DoesNotExist. Three queries."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("An idea is locked inside a transaction.")
    return _with_people(LOCKED, idea.pk, {})


def anew(idea):
    """A locked idea as it stands after something was written. One query, and one more for whatever
    of its people was forgotten."""
    return _with_people(ROW, idea.pk, getattr(idea, "_prefetched_objects_cache", {}))


def seat(idea, permission, person):
    """Write down who sits in a seat that is free."""
    ((number,),) = SEAT.ask(permission=permission)
    # Its save() would look up the permission and what it is for once more.
    IdeaSeat.objects.bulk_create([IdeaSeat(content_object=idea, permission_id=number, user=person)])
    forget(idea)


def forget(idea):
    """Its seats were changed: ask again."""
    getattr(idea, "_prefetched_objects_cache", {}).pop("seats", None)


def _with_people(rows, pk, known):
    idea = rows.first(idea=pk)
    if idea is None:
        raise Idea.DoesNotExist
    idea._prefetched_objects_cache = {}
    for name, people in PEOPLE.items():
        query = getattr(idea, name).all()
        there = known.get(name)
        query._result_cache = people.ask(idea=pk) if there is None else list(there)
        idea._prefetched_objects_cache[name] = query
    seated = {seat.user_id: seat.user for seat in idea.seats.all()} | {idea.author_id: idea.author}
    if idea.holder_id in seated:
        idea.holder = seated[idea.holder_id]
    return idea

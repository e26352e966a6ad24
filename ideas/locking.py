"""An idea under its lock, as services take it in hand: its row, its seats and its co-authors.

All of it is read anew, after the lock was granted. Who sits there is remembered with the idea, so
that rules may ask as often as they like; ``seats`` forgets it where it seats somebody.
"""

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import BigIntegerField, CharField
from django.db.transaction import TransactionManagementError

from ideas.models import CoAuthor, Idea, IdeaSeat
from portal.models import User
from portal.prepared import Given, OneOf, Question, Rows

IDEA = Given("idea", BigIntegerField())
ROW = Rows(lambda: Idea.objects.filter(pk=IDEA))
# Nothing is joined in: PostgreSQL would miss an idea whose author changed while it waited.
LOCKED = Rows(lambda: Idea.objects.filter(pk=IDEA).select_for_update(of=("self",)))
AROUND = {
    "seats": Rows(
        lambda: IdeaSeat.objects.filter(content_object=IDEA).select_related("user", "permission")
    ),
    "co_authors": Rows(lambda: CoAuthor.objects.filter(idea=IDEA)),
}
PEOPLE = Rows(lambda: User.objects.filter(OneOf("pk", "people")).order_by())
NAMED = [Idea._meta.get_field(name) for name in ("author", "written_by", "holder")]
SEAT = Question(
    lambda: [
        Permission.objects.order_by()
        .filter(codename=Given("permission", CharField()), content_type__app_label="ideas")
        .values_list("pk")
    ]
)


def locked(idea):
    """The idea as it stands now, its row locked. In the caller's transaction, which is refused
    outside of one. Raises Idea.DoesNotExist. Four queries."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("An idea is locked inside a transaction.")
    return _read(LOCKED, idea.pk)


def anew(idea):
    """A locked idea as it stands after something was written. One query, and one more for whatever
    of its people was forgotten."""
    return _read(ROW, idea.pk, idea)


def seat(idea, permission, person):
    """Write down who sits in a seat that is free."""
    ((number,),) = SEAT.ask(permission=permission)
    # Its save() would look up the permission and what it is for once more.
    IdeaSeat.objects.bulk_create([IdeaSeat(content_object=idea, permission_id=number, user=person)])
    forget(idea)


def forget(idea):
    """Its seats were changed: ask again."""
    getattr(idea, "_prefetched_objects_cache", {}).pop("seats", None)


def _read(rows, pk, before=None):
    """The idea with its people; those whom the object ``before`` knows are not read again."""
    idea = rows.first(idea=pk)
    if idea is None:
        raise Idea.DoesNotExist
    known = getattr(before, "_prefetched_objects_cache", {})
    idea._prefetched_objects_cache = {}
    for name, around in AROUND.items():
        query = getattr(idea, name).all()
        query._result_cache = list(known[name]) if name in known else around.ask(idea=pk)
        idea._prefetched_objects_cache[name] = query
    people = {seat.user_id: seat.user for seat in idea.seats.all()}
    for field in NAMED:
        if before is not None and (person := field.get_cached_value(before, default=None)):
            people[person.pk] = person
    wanted = {getattr(idea, field.attname) for field in NAMED} - {None}
    if unknown := wanted - set(people):
        people |= {person.pk: person for person in PEOPLE.ask(people=unknown)}
    for field in NAMED:
        field.set_cached_value(idea, people.get(getattr(idea, field.attname)))
    return idea

"""Who sits where. guardian's rows are the seats; nobody gets one for being a superuser."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm

from ideas.compact import SEATS, UNDER_WAY, Party
from ideas.models import Idea
from portal import clock, trail
from portal.models import User

ANYBODY = "anybody"  # instead of a name: whoever has room
LIMIT = 5  # open ideas that one person weighs at a time, unless they chose another number


class Refused(Exception):
    """It was not done; ``reason`` is the sentence to show, ``status`` its HTTP code."""

    status = 422

    def __init__(self, reason, status=None):
        super().__init__(str(reason))
        self.reason = reason
        self.status = status or self.status


@dataclass(frozen=True, slots=True)
class Proposal:
    """A person for a seat, and why it is them."""

    person: User
    why: str


def authors_of(idea):
    """Everybody whose idea it is: the author, who wrote it for them, invited co-authors."""
    ids = {row.person_id for row in idea.co_authors.all()} if idea.pk else set()
    return ids | {idea.author_id, idea.written_by_id} - {None}


def may_sit(idea, party, person):
    """The sentence that says why this person can't sit here, or None."""
    if not person.is_active:
        return _("%(person)s has left. Choose somebody else.") % {"person": person}
    if person.pk in authors_of(idea):
        return _("Nobody sits in a second seat for their own idea. Choose somebody else.")
    roles = SEATS[party].roles
    if roles and not person.groups.filter(name__in=[role.value for role in roles]).exists():
        return _("%(person)s can’t take this seat. Choose somebody from the list.") % {
            "person": person
        }
    return None


def fill(idea, party, person, *, by):
    """Put a person in a seat; whoever sat there before stands up. In the caller's transaction.

    Raises Refused with the reason.
    """
    if reason := may_sit(idea, party, person):
        raise Refused(reason)
    idea.seats.filter(permission__codename=SEATS[party].permission).delete()
    assign_perm(SEATS[party].permission, person, idea)
    return trail.record(
        "idea.seat_filled", actor=by, subject=idea, party=party.value, person=str(person)
    )


def limit_of(person):
    """How many ideas this person weighs at a time."""
    return person.load_limit or LIMIT


def loads(people):
    """{id: how many ideas they have to decide on}, for those of these people who have any."""
    held = Idea.objects.filter(holder__in=people, state__in=UNDER_WAY).order_by()
    return dict(held.values_list("holder").annotate(Count("pk")))


def eligible(idea, party):
    """People who may sit in a seat, the least loaded first; ``load`` is what they have to
    decide on now."""
    people = User.objects.present().exclude(pk__in=authors_of(idea))
    roles = SEATS[party].roles
    if roles:
        people = people.filter(groups__name__in=[role.value for role in roles])
    open_ideas = Q(ideas_held__state__in=UNDER_WAY)
    return (
        people.annotate(load=Count("ideas_held", filter=open_ideas, distinct=True))
        .order_by("load", "pk")
        .distinct()
    )


def propose(idea, party, *, besides=()):
    """Who should sit in a seat, and why. Raises Refused when nobody can."""
    if party == Party.ASSESSOR:
        return propose_assessor(idea, besides=besides)
    return _least_loaded(idea, party, {person.pk for person in besides})


def above(idea, party):
    """Whoever stands above the holder and may sit in their seat: their manager, or that
    manager's; else whoever of an eligible group has the most room. Raises Refused."""
    person, seen = idea.holder, {idea.holder_id}
    while (person := person.manager) and person.pk not in seen:
        seen.add(person.pk)
        if not may_sit(idea, party, person):
            return Proposal(person, _("%(person)s is one level up.") % {"person": person})
    return _least_loaded(idea, party, {idea.holder_id})


def propose_assessor(idea, *, besides=()):
    """The author's manager; else their deputy; else the manager with the least to weigh.

    ``besides`` are people who must not get it (somebody who already said no). Always finds
    somebody: when all are full, the least loaded of all. Raises Refused without any manager.
    """
    manager = None if idea.hidden_from_manager else idea.author.manager
    avoided = {person.pk for person in besides}
    if idea.hidden_from_manager and idea.author.manager_id:
        avoided.add(idea.author.manager_id)
    if manager and manager.pk not in avoided:
        stand_in = clock.delegate_of(manager, timezone.localdate())
        if stand_in and not may_sit(idea, Party.ASSESSOR, stand_in):
            why = _("%(manager)s is away and %(person)s covers for them.")
            return Proposal(stand_in, why % {"manager": manager, "person": stand_in})
        if not stand_in and not manager.is_full and not may_sit(idea, Party.ASSESSOR, manager):
            return Proposal(manager, _("%(person)s is your manager.") % {"person": manager})
    return _least_loaded(idea, Party.ASSESSOR, avoided)


def _least_loaded(idea, party, avoided):
    candidates = eligible(idea, party).exclude(pk__in=avoided)
    free = candidates.filter(is_full=False, load__lt=Coalesce("load_limit", LIMIT)).first()
    person = free or candidates.order_by("is_full", "load", "pk").first()
    if person is None:
        raise Refused(_("No manager can take this now. Press 0 and a person will find one."))
    why = _("%(person)s has the fewest ideas to weigh at the moment.")
    return Proposal(person, why % {"person": person})

"""“I’m behind this”, and following. Neither ever changes whose turn it is or what comes first."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import audience, locking, reading
from ideas.compact import State
from ideas.models import Follow, Idea, Support
from ideas.seats import Refused, authors_of
from portal import trail

trail.register("idea.backed", gettext_lazy("%(actor)s is behind it."))
trail.register("idea.unbacked", gettext_lazy("%(actor)s is not behind it any more."))


def _locked(idea, by):
    """The idea under a lock, if it is one that people can be behind. Raises Refused."""
    idea = locking.locked(idea)
    if not audience.who_sees(idea, [by]):
        raise Refused(_("This idea isn’t open to you any more."), 403)
    if idea.state in (State.DRAFT, State.WITHDRAWN):
        raise Refused(_("Nobody is working on this one, so there is nothing to be behind."))
    return idea


def count(idea):
    """Count the supporters of an idea whose row is locked."""
    idea.supporters = Support.objects.filter(idea=idea).count()
    idea.save(update_fields=["supporters"])


@transaction.atomic
def give(*, idea, person, mine_too=False):
    """Be behind an idea. Once is enough: a second time changes nothing. Raises Refused.

    ``mine_too``: said while writing the same idea. Then the person follows it as well.
    """
    idea = _locked(idea, person)
    if person.pk in authors_of(idea):
        raise Refused(_("It’s yours already. Tell a colleague about it."))
    support = Support.objects.filter(idea=idea, person=person).first()
    if support is None:  # and nobody else is about to say so: the row of the idea is locked
        support = Support.objects.create(idea=idea, person=person, mine_too=mine_too)
        count(idea)
        trail.record("idea.backed", actor=person, subject=idea, held=True)
    if mine_too:
        Follow.objects.bulk_create([Follow(idea=idea, person=person)], ignore_conflicts=True)
    return support


@transaction.atomic
def take_back(*, idea, person):
    """Not be behind it any more."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    gone, _each = Support.objects.filter(idea=idea, person=person).delete()
    if gone:
        count(idea)
        trail.record("idea.unbacked", actor=person, subject=idea, held=True)


@transaction.atomic
def follow(*, idea, person):
    """Hear how it goes on. Raises Refused."""
    idea = _locked(idea, person)
    return Follow.objects.get_or_create(idea=idea, person=person)[0]


def unfollow(*, idea, person):
    """Not hear of it any more."""
    Follow.objects.filter(idea=idea, person=person).delete()


def first_names(idea):
    """The people who were behind it first, for “Sunita, Ben and 24 more”."""
    rows = reading.part(idea, "first_behind")
    if rows is None:
        rows = Support.objects.filter(idea=idea).select_related("person").order_by("at", "pk")
    return [row.person for row in rows[: reading.FIRST]]

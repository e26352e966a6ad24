"""What a leaver weighs, backs or adopts goes on with somebody else, with a date of its own."""

from django.utils.translation import ngettext

from ideas import seats, services
from ideas.compact import PROMISED, SEATS
from ideas.models import Idea
from portal.people import errors, leaving


def seated(person):
    """Ideas under way in which this person holds a seat, as a query."""
    return Idea.objects.filter(seats__user=person, state__in=PROMISED).distinct()


def held(person):
    """In words, the seats that need somebody else; an empty string for none."""
    count = seated(person).count()
    if not count:
        return ""
    return ngettext("a seat in %(n)s idea", "seats in %(n)s ideas", count) % {"n": count}


def hand_over(person, successor, by):
    """Each seat goes to the successor, or to whoever may sit there if the successor may not.

    Raises portal.people.errors.Refused where nobody can.
    """
    for idea in seated(person):
        for party in idea.parties_of(person) & set(SEATS):
            try:
                services.reseat(idea, party, stand_in(idea, party, person, successor), by=by)
            except seats.Refused as refused:
                raise errors.Refused(refused.reason, "successor") from refused


def stand_in(idea, party, person, successor):
    """The successor, unless they may not sit in this seat of this idea."""
    if seats.may_sit(idea, party, successor) is None:
        return successor
    return seats.propose(idea, party, besides=[person]).person


leaving.register_handover("ideas", hand_over, held=held)

"""Who may see what of an idea, for one reader at a time: parties, sight, and names.

``Idea.objects.visible_to`` decides what a query finds; ``who_sees`` says the same about one idea
and many people, and a test holds the two together.
"""

from django.utils.functional import cached_property

from ideas.compact import PUBLIC
from ideas.models import Consultation, Idea
from ideas.seats import authors_of, kept_from


def parties(idea):
    """The ids of everybody involved: authors, who wrote it for them, and whoever sits in a seat."""
    return authors_of(idea) | {seat.user_id for seat in idea.seats.all()}


def is_party(idea, person):
    return person.pk in parties(idea)


def asked(idea):
    """The ids of the colleagues who were asked because of a tripwire. They see the idea, and are no
    party: a pen name stays closed to them."""
    rows = Consultation.objects.filter(assessment__idea=idea)
    return set(rows.values_list("person_id", flat=True))


def who_sees(idea, people):
    """Those of ``people`` who may see the idea now, in their order."""
    inside = parties(idea)
    open_to_all = idea.state in PUBLIC and not idea.confidential
    manager = kept_from(idea)
    if idea.reference and (manager or not open_to_all):
        inside |= asked(idea)
    return [
        person for person in people if person.pk in inside or (open_to_all and person.pk != manager)
    ]


def known_to(person, ideas):
    """The ids of those ``ideas`` under a pen name whose authors this person knows. One query, or
    none when nobody uses a pen name."""
    veiled = [idea.pk for idea in ideas if idea.pen_name]
    if not veiled:
        return set()
    mine = Idea.objects.filter(pk__in=veiled)
    return set(mine.filter(mine.party_condition(person)).values_list("pk", flat=True))


def letter(idea, by=None):
    """How a letter speaks of an idea that somebody in the reader's stead reads too: arguments of
    notices.tell. A pen name stands in it, and the manager it is kept from never gets one."""
    names = Names(idea, knows=False)
    return {
        "title": idea.told_as,
        "actor": names.face(by),
        "called": names.of(by),
        "besides": {kept_from(idea)} - {None},
    }


class Names:
    """How the people of one idea are called for one reader.

    Under a pen name, whoever is not involved never learns who the authors are: neither as author
    nor as holder, in the conversation or in the history.
    """

    def __init__(self, idea, knows):
        self.idea = idea
        self.pen_name = idea.pen_name if not knows else ""
        self.author = self.pen_name or str(idea.author)
        self.author_face = None if self.pen_name else idea.author

    @cached_property
    def authors(self):
        """The ids of those whose name stays out of it."""
        return authors_of(self.idea) if self.pen_name else set()

    def of(self, person):
        """The name to show for a person; "" for nobody."""
        if person is None:
            return ""
        return self.pen_name if person.pk in self.authors else str(person)

    def face(self, person):
        """The person, for a face and a link to their page; None where the name stays out of it."""
        return None if person is None or person.pk in self.authors else person

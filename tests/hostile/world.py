"""One company with an idea in every state, and everybody who is something to each of them."""

from contextlib import contextmanager
from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from ideas import talk
from ideas.models import Assessment, CoAuthor, Consultation, Idea
from portal.models import Absence, User
from portal.roles import Role
from tests.hostile.sending import taken_back
from tests.ideas import places, playing

# The places of tests.ideas.truth, one for each state; a trial before and after its launch.
PLACES = (
    *("draft", "clarifying", "assessing", "sponsorship", "sign_off", "countersign"),
    *("trial", "launched", "measuring", "celebrated", "learned", "parked", "declined"),
    "withdrawn",
)
FAMILY = ("author", "co-author", "writer", "invited")
SEATS = ("assessor", "sponsor", "champion", "verifier")
# Who covers for people of the idea, who left, or is its author's manager, is nobody to it.
OUTSIDE = ("manager", "deputy", "stranger", "administrator")
RELATIONS = (*FAMILY, *SEATS, "consultant", *OUTSIDE)
CONSULTED = "T8"


CAST = {
    "author": ("Amina Yusuf", Role.FRONTLINE),
    "co-author": ("Bola Akande", Role.FRONTLINE),
    "writer": ("Wanda Holt", Role.FRONTLINE),
    "invited": ("Ines Vale", Role.FRONTLINE),
    "assessor": ("Priya Nair", Role.MANAGER),
    "sponsor": ("Farida Haddad", Role.SPONSOR),
    "champion": ("Tomasz Lis", Role.CHAMPION),
    "verifier": ("Vera Lind", Role.MANAGER),
    "consultant": ("Connie Sand", Role.FRONTLINE),
    "manager": ("Max Amber", Role.MANAGER),
    "line manager": ("Bo Line", Role.MANAGER),
    "deputy": ("Dee Perry", Role.MANAGER),
    "stranger": ("Sam Whitlock", Role.FRONTLINE),
    "administrator": ("Ada Lund", Role.ADMINISTRATOR),
    "leaver": ("Lee Gone", Role.FRONTLINE),
    "another champion": ("Ruth Abara", Role.CHAMPION),
    "another sponsor": ("Edith Moore", Role.SPONSOR),
}


@contextmanager
def opened():
    """(people, ideas) of a company that is there for a while, and gone afterwards."""
    with taken_back():
        known = people()
        yield known, ideas(known)


def people():
    """{relation: person}"""
    known = {}
    for relation, (name, role) in CAST.items():
        first, last = name.split()
        known[relation] = User.objects.create_user(
            username=f"{first}.{last}".lower(),
            email=f"{first}@larkfield.example",
            first_name=first,
            last_name=last,
            is_superuser=relation == "administrator",
            is_full=relation == "line manager",  # so that somebody else weighs it
        )
        known[relation].groups.set(Group.objects.filter(name=str(role)))
    User.objects.filter(pk=known["author"].pk).update(manager=known["line manager"])
    known["author"].refresh_from_db()
    return known | {"clock": None}


def ideas(known):
    """{place: the idea there}, with everybody in their seats."""
    made = {place: _idea(place, known) for place in PLACES}
    today = timezone.localdate()
    for who in ("author", "manager", *SEATS):
        Absence.objects.create(
            person=known[who],
            delegate=known["deputy"],
            starts=today,
            ends=today + timedelta(days=3),
        )
    return {place: playing.fresh(idea) for place, idea in made.items()}


def draft(author, place):
    """An idea that nobody has seen yet. It needs technology, so that IT has a seat."""
    return Idea.objects.create(
        author=author,
        token=f"draft-{place.replace('_', '')[:8]:x<8}01",
        title=f"A kettle for the queue, {place}",
        moment="A pensioner stood in our queue for forty minutes without a seat.",
        help="A kettle and three chairs by the returns desk.",
        technology=True,
    )


def _idea(place, known):
    row = draft(known["author"], place)
    now = timezone.now()
    Idea.objects.filter(pk=row.pk).update(written_by=known["writer"], confirmed_at=now)
    for who, confirmed_at in (("invited", None), ("leaver", now)):
        CoAuthor.objects.create(idea=row, person=known[who], confirmed_at=confirmed_at)
    idea = places.at(place, playing.fresh(row), dict(known), technology=True)
    if idea.reference:
        assessment = Assessment.objects.get(idea=idea)
        Consultation.objects.create(
            assessment=assessment, tripwire=CONSULTED, person=known["consultant"]
        )
        talk.say(idea=idea, by=known["author"], text="It is by the lifts.", for_whom="everyone")
    return idea

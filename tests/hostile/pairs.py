"""Two relations in one person: which can be, and how somebody comes to have the second."""

from itertools import combinations

from django.utils import timezone

from ideas.models import CoAuthor, Consultation, Idea, IdeaSeat
from portal.models import Absence, User
from tests.hostile.world import CONSULTED, FAMILY, SEATS

CODENAME = {
    "assessor": "assess_idea",
    "sponsor": "sponsor_idea",
    "champion": "champion_idea",
    "verifier": "verify_idea",
}
OUTSIDE = ("consultant", "line manager", "deputy", "administrator")
# What the database itself refuses: a seat in one's own idea, and two seats that stay apart.
IMPOSSIBLE = (
    *((one, seat) for one in FAMILY for seat in SEATS),
    ("sponsor", "champion"),
    ("sponsor", "verifier"),
)
TOGETHER = [
    pair
    for pair in combinations((*FAMILY, *SEATS, *OUTSIDE), 2)
    if pair not in IMPOSSIBLE and not set(pair) <= set(FAMILY)
]


def give(relation, person, idea):
    """Let somebody be this to the idea as well."""
    if relation in SEATS:
        rows = IdeaSeat.objects.filter(content_object=idea, permission__codename=CODENAME[relation])
        rows.update(user=person)
    elif relation in ("co-author", "invited"):
        confirmed_at = timezone.now() if relation == "co-author" else None
        CoAuthor.objects.create(idea=idea, person=person, confirmed_at=confirmed_at)
    elif relation == "writer":
        Idea.objects.filter(pk=idea.pk).update(written_by=person)
    elif relation == "consultant":
        asked = Consultation.objects.filter(assessment__idea=idea, tripwire=CONSULTED)
        asked.update(person=person)
    elif relation == "line manager":
        User.objects.filter(pk=idea.author_id).exclude(pk=person.pk).update(manager=person)
    elif relation == "deputy":
        Absence.objects.exclude(person=person).update(delegate=person)
    elif relation == "administrator":
        User.objects.filter(pk=person.pk).update(is_superuser=True)
    else:
        raise ValueError(relation)

"""Who looked at an idea, and when: what its holder saw least comes first when two are due at once.

It is written down for whoever sits in a seat, and for nobody else: a colleague who reads an idea
is not watched.
"""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from ideas.models import Glance

LOOK = timedelta(hours=1)  # reading, going away and coming back is one look
DAY = timedelta(hours=12)  # a look after that is another day's


def note(idea, person):
    """This person looks at the idea. Asks once and writes at most once an hour; who has no seat
    leaves no trace."""
    if person.pk not in {seat.user_id for seat in idea.seats.all()}:
        return
    now = timezone.now()
    glance = Glance.objects.filter(idea=idea, person=person).first()
    if glance is None:
        Glance.objects.bulk_create([Glance(idea=idea, person=person)], ignore_conflicts=True)
    elif now - glance.at >= LOOK:
        days = F("days") + (1 if now - glance.at >= DAY else 0)
        Glance.objects.filter(pk=glance.pk).update(days=days, at=now)

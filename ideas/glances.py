"""Who looked at an idea, and when: what its holder saw least comes first when two are due at once.

It is written down for whoever sits in a seat, and for nobody else: a colleague who reads an idea
is not watched.
"""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from ideas.models import Glance

AGAIN = timedelta(hours=12)  # the next look after that is another day's


def note(idea, person):
    """This person looks at the idea. At most three queries, and none for who has no seat."""
    if person.pk not in {seat.user_id for seat in idea.seats.all()}:
        return
    now = timezone.now()
    before = Glance.objects.filter(idea=idea, person=person)
    if before.filter(at__lt=now - AGAIN).update(days=F("days") + 1, at=now):
        return
    if not before.update(at=now):
        Glance.objects.bulk_create([Glance(idea=idea, person=person)], ignore_conflicts=True)

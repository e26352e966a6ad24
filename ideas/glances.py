"""Who looked at an idea, and when: what its holder saw least comes first when two are due at once.

It is written down for whoever sits in a seat, and for nobody else: a colleague who reads an idea
is not watched.
"""

from datetime import timedelta

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from ideas.models import Glance

LOOK = timedelta(hours=1)  # reading, going away and coming back is one look
DAY = timedelta(hours=12)  # a look after that is another day's


def last_of(person):
    """When this person looked at an idea last, to be annotated to a query of ideas."""
    return Subquery(Glance.objects.filter(idea=OuterRef("pk"), person=person).values("at"))


def note(idea, person):
    """This person looks at the idea. Asks once, unless ``looked_at`` was read with it, and writes
    at most once an hour; who has no seat leaves no trace."""
    if person.pk not in {seat.user_id for seat in idea.seats.all()}:
        return
    now, last = timezone.now(), getattr(idea, "looked_at", None)
    if not hasattr(idea, "looked_at"):
        last = Glance.objects.filter(idea=idea, person=person).values_list("at", flat=True).first()
    if last is None:
        Glance.objects.bulk_create([Glance(idea=idea, person=person)], ignore_conflicts=True)
    elif now - last >= LOOK:
        days = F("days") + (1 if now - last >= DAY else 0)
        Glance.objects.filter(idea=idea, person=person).update(days=days, at=now)

"""What /metrics says about ideas: how many are under way, and how many promises are broken."""

from django.utils import timezone

from ideas.compact import PROMISED
from ideas.models import Idea
from portal.measuring import gauge


@gauge("hero_ideas_under_way", "Ideas that somebody holds, by a date")
def under_way():
    return Idea.objects.filter(state__in=PROMISED).count()


@gauge("hero_ideas_overdue", "Ideas whose promised date is over")
def overdue():
    return Idea.objects.filter(state__in=PROMISED, due_at__lt=timezone.now()).count()

"""A company of fifteen people, and three hundred ideas by a seeded dice."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from ideas.compact import PROMISED, State
from ideas.models import Idea
from portal.models import Department, Site, User

SHARED = [state for state in State if state != State.DRAFT]


@pytest.fixture
def company(db):
    """Two departments at two sites: twelve by day in one, three by night in the other."""
    shops, office = (
        Department.objects.create(name="Shops"),
        Department.objects.create(name="Office"),
    )
    leeds, york = Site.objects.create(name="Leeds"), Site.objects.create(name="York")
    places = [(shops, leeds, "day", "B")] * 12 + [(office, york, "night", "C")] * 3
    return User.objects.bulk_create(
        User(
            username=f"person{number}",
            first_name="Person",
            last_name=str(number),
            department=department,
            site=site,
            shift=shift,
            grade=grade,
        )
        for number, (department, site, shift, grade) in enumerate(places)
    )


@pytest.fixture
def many(company):
    """Three hundred ideas at every stage, by a seeded dice."""
    dice, now = random.Random(7), timezone.now()
    ideas = []
    for number in range(300):
        state = dice.choice(SHARED)
        submitted = now - timedelta(days=dice.randrange(1, 700))
        waited = dice.choice([None, 0.5, 1.5, 3, 6, 20])
        held = state in PROMISED
        ideas.append(
            Idea(
                reference=f"HERO-2026-{number:04}",
                token=f"draft-{number:08}",
                author=dice.choice(company),
                title=f"Idea {number}",
                state=state,
                technology=dice.random() < 0.4,
                tripwires={f"T{n}": False for n in range(1, 9)} if dice.random() < 0.5 else {},
                round=1,
                submitted_at=submitted,
                state_since=submitted,
                first_reply_at=waited and submitted + timedelta(days=waited),
                reply_by=submitted + timedelta(days=2),
                holder=dice.choice(company) if held else None,
                due_at=now + timedelta(days=dice.randrange(-5, 9)) if held else None,
            )
        )
    return Idea.objects.bulk_create(ideas)

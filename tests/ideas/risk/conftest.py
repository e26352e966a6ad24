"""Everybody who has something to do with an assessment, around an idea that is being weighed."""

import pytest

from ideas.compact import Party
from ideas.models import CoAuthor, Idea, Specialist
from portal.roles import Role
from tests.ideas import playing


@pytest.fixture
def leo(person):
    """Asked about safety (T3)."""
    return person("Leo Grant", Role.FRONTLINE)


@pytest.fixture
def full(draft, amina, marcus, leo, person):
    """Amina's idea in the full lane, at Marcus's: T3 is yes, so Leo is asked. Ines is co-author."""
    from django.utils import timezone

    from ideas import services

    Specialist.objects.create(tripwire="T3", person=leo)
    ines = person("Ines Haddad", Role.FRONTLINE)
    CoAuthor.objects.create(idea=draft, person=ines, confirmed_at=timezone.now())
    Idea.objects.filter(pk=draft.pk).update(tripwires={"T3": True})
    services.perform(playing.fresh(draft), "submit", by=amina)
    return playing.fresh(draft)


@pytest.fixture
def assessment(full):
    return playing.assessment_of(full)


@pytest.fixture
def risk(full):
    """Risk 1: for customers, taken up, not scored yet."""
    return playing.add(full)


@pytest.fixture
def cast(full, amina, marcus, leo, farida, sam, ada):
    """People by what they are to the idea. Farida, an executive sponsor, sits as its sponsor; the
    champion's seat is empty."""
    from django.db import transaction

    from ideas import seats
    from portal.models import User

    with transaction.atomic():
        seats.fill(full, Party.SPONSOR, farida, by=None)
    return {
        "author": amina,
        "co_author": User.objects.get(username="ines.haddad"),
        "assessor": marcus,
        "specialist": leo,
        "sponsor": farida,
        "colleague": sam,
        "administrator": ada,
    }


@pytest.fixture
def stranger(full):
    """Makes the idea confidential: from now on a colleague is a stranger to it."""

    def make():
        Idea.objects.filter(pk=full.pk).update(confidential=True)

    return make

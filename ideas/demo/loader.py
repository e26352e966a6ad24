"""Larkfield's ideas and challenges: written, weighed, sealed and tried as people would do it.

asked.toml says whom the portal asks, and which challenges are open; ideas/ has a file for each
idea, with its course: what happened on which working day. ideas.demo.course plays it.
"""

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from wagtail.models import Locale

from ideas import naming
from ideas.demo import course
from ideas.demo.days import Days
from ideas.models import ChallengeIndexPage, ChallengePage, Lead, Specialist
from portal.demo.loader import FIRST
from portal.models import User

HERE = Path(__file__).parent
INTRODUCTION = (
    "Somebody who can decide asks, says by when they will, and reads every answer. "
    "An idea needn’t fit any of these: share it all the same."
)


def load():
    """Whom to ask, two challenges, then the ideas, each as far as it has come."""
    asked = read(HERE / "asked.toml")
    name_people(asked)
    challenges = {one["slug"]: publish(one) for one in asked["challenges"]}
    ideas = [read(path) for path in sorted((HERE / "ideas").glob("*.toml"))]
    course.play(ideas, challenges, Days(timezone.localdate()))


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def name_people(asked):
    """Ada says who is asked about what, and who backs or adopts which ideas."""
    ada = course.person(FIRST)
    people = {one.username: one for one in User.objects.present()}
    for tripwire, (person, deputy) in asked["specialists"].items():
        row = Specialist(tripwire=tripwire, person=people[person], deputy=people[deputy])
        naming.name(row, by=ada)
    for category, seats in asked["leads"].items():
        for party, names in seats.items():
            for name in names:
                naming.name(Lead(category=category, party=party, person=people[name]), by=ada)


def day(days):
    return timezone.localdate() + timedelta(days=days)


def publish(told):
    """A challenge, as its leader would have it published."""
    leader = course.person(told["leader"])
    index = ChallengeIndexPage.objects.get()
    if not index.introduction:
        index.introduction = INTRODUCTION
        index.save_revision(user=leader).publish(user=leader, skip_permission_checks=True)
    challenge = ChallengePage(
        **{name: told[name] for name in ("slug", "title", "question", "why", "good")},
        limits=told.get("limits", ""),
        leader=leader,
        opens_on=day(told["opens"]),
        closes_on=day(told["closes"]),
        decides_on=day(told["decides"]),
        live=False,
        locale=Locale.get_default(),
    )
    index.add_child(instance=challenge)
    challenge.save_revision(user=leader).publish(user=leader, skip_permission_checks=True)
    return ChallengePage.objects.get(pk=challenge.pk)

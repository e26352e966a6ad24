"""Larkfield's licence to speak, from licence.toml, every step through the service a click uses.

Several people are cleared, Amina is in her fourteen days, Ruth's certificate ran out, and Beatriz
asks for a second look at hers.
"""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from policy import ambassadors, licensing, revoking
from policy.demo import course_loader
from policy.demo.loader import agree
from policy.models import AmbassadorProfile, Channel, CoursePage, Topic
from portal.models import User

SOURCE = Path(__file__).with_name("licence.toml")


def load():
    """Topics and channels, then what people did."""
    told = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    people = {one.username: one for one in User.objects.present()}
    course = CoursePage.objects.live().filter(policies__live=True).first()
    for row in told["channels"]:
        Channel.objects.create(**row)
    for row in told["topics"]:
        named = {name: people[row.pop(name)] for name in ("champion", "pass_to") if name in row}
        Topic.objects.create(**row, **named)
    lessons = course.lessons().count()
    for row in told["passes"]:
        stage = course_loader.Stage(row["person"], lessons, ((row["days"], 1),))
        course_loader.take(course, people[row["person"]], stage)
    for row in told["backed"]:
        back(row, people, course)
    put_to_rest(told["rest"], people)
    for row in told["ambassadors"]:
        join(row, people)
    for row in told["asks"]:
        ask(row, people)
    for row in told["wishes"]:
        topics = Topic.objects.filter(slug__in=row["topics"])
        licensing.ask_for_sponsor(person=people[row["person"]], topics=topics)


def back(row, people, course):
    """A sponsor puts their name to somebody who has read what there is to read, or not yet."""
    person = people[row["person"]]
    if row["agrees"]:
        for policy in course.policies.all():
            agree(person, policy)
    licensing.sponsor(
        person=person,
        by=people[row["sponsor"]],
        topics=Topic.objects.filter(slug__in=row["topics"]),
        channels=Channel.objects.filter(slug__in=row["channels"]),
    )


def put_to_rest(row, people):
    """Nadia writes why, and the person writes back."""
    person = people[row["person"]]
    made = revoking.revoke(person=person, by=people[row["by"]], reason=row["reason"])
    revoking.appeal(made, by=person, text=row["appeal"])


def join(row, people):
    """A card on the roster."""
    card = dict(row)
    person = people[card.pop("person")]
    if days := card.pop("quiet_days", 0):
        card["quiet_until"] = timezone.localdate() + timedelta(days=days)
    ambassadors.keep(person=person, **card)


def ask(row, people):
    """A question, and its answer if there is one by now."""
    profile = AmbassadorProfile.objects.get(person=people[row["ambassador"]])
    asked = ambassadors.ask(
        asker=people[row["asker"]],
        profile=profile,
        topic=Topic.objects.get(slug=row["topic"]),
        text=row["text"],
    )
    if "answer" in row:
        ambassadors.answer(asked, by=profile.person, text=row["answer"])

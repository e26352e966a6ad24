"""Fairness and the scorecard, counted once more by hand; and groups that are too small to tell."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from home.insights import people, scorecard
from home.insights.scope import Scope
from ideas.compact import Party, State
from ideas.models import Condition, Idea, Report, Result, Step, Trial
from portal.models import Site, User

ALL = Scope()
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def company(db):
    """Forty people in two places, three grades, by day and by night, by a seeded dice."""
    dice = random.Random(11)
    sites = [Site.objects.create(name="Leeds"), Site.objects.create(name="York"), None]
    return User.objects.bulk_create(
        User(
            username=f"person{number}",
            site=dice.choice(sites),
            grade=dice.choice(["A", "B", "C", ""]),
            shift=dice.choice(["day", "night"]),
        )
        for number in range(40)
    )


def shared(author, number, state=State.WITHDRAWN, **fields):
    fields = {"submitted_at": NOW - timedelta(days=300), "reply_by": NOW} | fields
    return Idea(
        reference=f"HERO-2026-{number:04}",
        token=f"draft-{number:08}",
        author=author,
        state=state,
        **fields,
    )


@pytest.fixture
def many(company):
    dice = random.Random(5)
    return Idea.objects.bulk_create(
        shared(
            dice.choice(company),
            number,
            dice.choice([State.CELEBRATED, State.LEARNED, State.DECLINED, State.WITHDRAWN]),
            first_reply_at=dice.choice([None, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
        )
        for number in range(200)
    )


def test_fairness_is_what_a_count_by_hand_gives(many):
    groups = {}
    for idea in many:
        author = idea.author
        for kind, group in (
            ("Grade", author.grade),
            ("Place", author.site and author.site.name),
            ("Shift", author.shift),
        ):
            groups.setdefault((kind, group), []).append(idea)
    by_hand = []
    for (kind, group), ideas in groups.items():
        if group and len({idea.author_id for idea in ideas}) >= 8:
            soon = sum(bool(i.first_reply_at and i.first_reply_at <= i.reply_by) for i in ideas)
            tried = sum(i.state in (State.CELEBRATED, State.LEARNED) for i in ideas)
            share = (round(soon * 100 / len(ideas)), round(tried * 100 / len(ideas)))
            by_hand.append([kind, group, *share])
    assert len(by_hand) >= 4
    assert sorted(people.fairness(ALL).rows) == sorted(by_hand)


@pytest.mark.parametrize(
    ("days", "nights", "told", "headline"),
    [
        (8, 8, {"day", "night"}, "Not everybody is answered alike: 100 points apart"),
        (8, 7, {"day"}, "No two groups are large enough to compare"),
        (7, 7, set(), "No two groups are large enough to compare"),
        (0, 0, set(), "No two groups are large enough to compare"),
    ],
)
def test_a_group_of_fewer_than_eight_is_never_told_apart(db, days, nights, told, headline):
    shifts = ["day"] * days + ["night"] * nights
    authors = User.objects.bulk_create(
        User(username=f"p{number}", shift=shift) for number, shift in enumerate(shifts)
    )
    soon, late = NOW - timedelta(days=1), NOW + timedelta(days=1)
    Idea.objects.bulk_create(
        shared(author, number, first_reply_at=soon if author.shift == "day" else late)
        for number, author in enumerate([*authors, *authors])  # two ideas of each
    )
    finding = people.fairness(ALL)
    assert {row[1] for row in finding.rows} == told
    assert finding.headline == headline


def test_one_who_shares_often_makes_no_group(db):
    author = User.objects.create(username="often", shift="night")
    Idea.objects.bulk_create(shared(author, number, first_reply_at=NOW) for number in range(20))
    assert people.fairness(ALL).rows == []


def line(promise):
    return next(one for one in scorecard.lines(ALL) if one.promise == promise)


def test_hours_are_what_a_count_by_hand_gives(many):
    dice = random.Random(2)
    pledged, given = 0.0, Decimal(0)
    for idea in many[:60]:
        hours = dice.choice([None, Decimal(0), Decimal("2.5"), Decimal(6)])
        launched = dice.choice([None, NOW - timedelta(days=dice.randrange(60, 200))])
        trial = Trial.objects.create(idea=idea, hours_pledged=hours, launched_at=launched)
        reports = [dice.randrange(1, 60) for _n in range(dice.randrange(4))]
        for days in reports:
            worked = dice.choice([None, Decimal("1.5"), Decimal(9)])
            Report.objects.create(
                trial=trial, by=idea.author, words="x", hours=worked, at=NOW - timedelta(days=days)
            )
            given += (worked or 0) if launched else 0
        if launched and hours and reports:
            until = NOW - timedelta(days=min(reports))
            pledged += float(hours) * ((until - launched) / timedelta(days=7))
    told = line("Give the hours that were pledged")
    assert (told.due, told.kept) == (pytest.approx(round(pledged, 1)), float(given))
    assert told.due > 0


def test_lessons_count_once_however_they_were_told(many):
    over = [idea for idea in many if idea.state in (State.CELEBRATED, State.LEARNED)]
    for idea in over[:3]:
        Result.objects.create(idea=idea, lesson="Buy a big kettle.")
    for idea in over[2:5]:  # the third told it both ways, and each was stopped twice
        for _twice in range(2):
            stop = {"verb": "stop", "by": idea.author, "party": Party.AUTHOR, "round": 1}
            Step.objects.create(idea=idea, before="trial", after="learned", **stop)
    Result.objects.create(idea=over[6], lesson="")
    told = line("Share what was learned")
    assert (told.due, told.kept) == (len(over), 5)


@pytest.mark.parametrize(
    ("verb", "decided", "helped"),
    [
        ("adopt", 1, 1),
        ("adopt-with", 1, 1),
        ("advise", 1, 1),
        ("decline", 1, 0),
        ("ask", 0, 0),
    ],
)
def test_advice_counts_as_help_and_a_no_does_not(many, verb, decided, helped):
    by = {"by": many[0].author, "party": Party.CHAMPION, "round": 1}
    Step.objects.create(idea=many[0], verb=verb, before="sign_off", after="clarifying", **by)
    told = line("Adopt it, or say how it can be done")
    assert (told.due, told.kept) == (decided, helped)


def test_conditions_of_it_that_are_met_are_counted(many):
    for number, idea in enumerate(many[:5]):
        party = Party.SPONSOR if number == 4 else Party.CHAMPION
        met = NOW if number in (0, 4) else None
        Condition.objects.create(idea=idea, party=party, text="x", by=idea.author, met_at=met)
    told = line("See its own conditions met")
    assert (told.due, told.kept) == (4, 1)

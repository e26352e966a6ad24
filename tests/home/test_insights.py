"""The figures, checked against a count by hand on generated data; small groups stay together."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from home.insights import flow, outcomes, people, scorecard
from home.insights.scope import Scope, days_of
from ideas.compact import STAGES, State
from ideas.models import Assessment, Figure, Idea, Result, Risk, Step
from ideas.risk import criteria, method
from portal.models import User
from tests.home.counted import SHARED

ALL = Scope()


def table(finding):
    return {row[0]: row[1] for row in finding.rows}


def test_the_pipeline_is_what_a_count_by_hand_gives(many):
    by_hand = Counter(str(State(idea.state).label) for idea in many)
    assert table(flow.pipeline(ALL)) == {str(state.label): by_hand[state.label] for state in SHARED}
    assert len(flow.pipeline(ALL).squares) == 100


def test_late_ideas_and_the_longest_wait_are_what_a_count_by_hand_gives(many):
    now = timezone.now()
    for label, number, late, longest, promised in flow.waiting(ALL).rows:
        here = [idea for idea in many if State(idea.state).label == label]
        assert number == len(here)
        assert late == sum(idea.due_at < now for idea in here)
        assert longest == max((now - idea.state_since).days for idea in here)
        assert promised == STAGES[State(here[0].state)].days


def test_first_replies_are_what_a_count_by_hand_gives(many):
    waits = Counter(
        idea.first_reply_at and (idea.first_reply_at - idea.submitted_at) / timedelta(days=1)
        for idea in many
    )
    rows = table(flow.first_reply(ALL))
    assert list(rows.values()) == [
        waits[0.5], waits[1.5], waits[3], waits[6], waits[20], waits[None]
    ]  # fmt: skip
    on_time, heard = waits[0.5] + waits[1.5], len(many) - waits[None]
    assert flow.first_reply(ALL).headline.startswith(f"{on_time} of {heard} ")


def test_a_month_counts_its_own_ideas(many):
    by_hand = Counter(timezone.localtime(idea.submitted_at).strftime("%B %Y") for idea in many)
    rows = flow.months(ALL).rows
    assert len(rows) == 12
    assert all(number == by_hand[month] for month, number, _technology in rows)


@pytest.mark.parametrize("period", ["year", "quarter", "last"])
def test_a_period_counts_what_was_shared_in_it(many, period):
    first, after = days_of(period, timezone.localdate())
    inside = [
        idea
        for idea in many
        if timezone.localdate(idea.submitted_at) >= first
        and (after is None or timezone.localdate(idea.submitted_at) < after)
    ]
    assert Scope(first, after).ideas().count() == len(inside)


def test_a_department_counts_its_own(many, company):
    shops = company[0].department
    mine = [idea for idea in many if idea.author.department_id == shops.pk]
    assert Scope(department=shops).ideas().count() == len(mine) < len(many)


def test_drafts_are_not_counted(company):
    Idea.objects.create(author=company[0], token="draft-00000000")
    assert ALL.ideas().count() == 0


@pytest.mark.parametrize(("size", "told"), [(7, False), (8, True), (9, True)])
def test_a_group_smaller_than_eight_is_never_told_apart(company, size, told):
    now = timezone.now()
    Idea.objects.bulk_create(
        Idea(
            reference=f"HERO-2026-{number:04}",
            token=f"draft-{number:08}",
            author=author,
            state=State.WITHDRAWN,
            submitted_at=now,
            reply_by=now,
        )
        for number, author in enumerate(company[:size] * 3)  # many ideas don't make many people
    )
    groups = {row[1] for row in people.fairness(ALL).rows}
    assert groups == ({"B", "Leeds", "day"} if told else set())


def test_a_place_with_few_people_is_not_told_apart(many):
    assert [row[0] for row in people.voices(ALL).rows] == ["Leeds"]


def test_a_gap_of_more_than_25_points_is_said(company):
    now = timezone.now()
    late = User.objects.bulk_create(
        User(username=f"late{number}", site=company[0].site, grade="D") for number in range(8)
    )
    for number, author in enumerate([*company[:12], *late]):
        soon = author not in late
        Idea.objects.create(
            reference=f"HERO-2026-{number:04}",
            token=f"draft-{number:08}",
            author=author,
            state=State.WITHDRAWN,
            submitted_at=now,
            reply_by=now + timedelta(days=2),
            first_reply_at=now + timedelta(days=1 if soon else 9),
        )
    assert "100 points apart" in people.fairness(ALL).headline


def test_risks_are_counted_where_they_lay_and_where_they_lie(many):
    dice, judged = random.Random(3), criteria.method_of(criteria.current())
    before, after = Counter(), Counter()
    for idea in many[:40]:
        assessment = Assessment.objects.create(idea=idea, criteria=criteria.current())
        for number in range(1, 4):
            was, hurt = (
                dice.randint(1, 5),
                {"staff": dice.randint(1, 5), "data": dice.randint(1, 5)},
            )
            now = dice.randint(1, was)
            vulnerable = dice.random() < 0.3
            Risk.objects.create(
                assessment=assessment,
                number=number,
                side="customer",
                category="customer",
                event="It falls over.",
                standing="taken",
                proposed_by=idea.author,
                vulnerable=vulnerable,
                inherent_likelihood=was,
                inherent_impacts=hurt,
                target_likelihood=now,
                target_impacts=hurt,
            )
            before[method.level(judged, was, hurt, vulnerable=vulnerable)] += 1
            after[method.level(judged, now, hurt, vulnerable=vulnerable)] += 1
    finding = outcomes.risks(ALL)
    labels = {str(level.label): level.value for level in method.Level}
    assert {labels[row[0]]: row[1] for row in finding.rows} == {
        level.value: before[level.value] for level in method.Level
    }
    assert {labels[row[0]]: row[2] for row in finding.rows} == {
        level.value: after[level.value] for level in method.Level
    }
    counted = sum(cell.count for _often, cells in finding.matrices[0].rows for cell in cells)
    assert counted == 120


def test_only_confirmed_figures_stand_in_the_ledger(many, company):
    for number, idea in enumerate(many[:4]):
        result = Result.objects.create(
            idea=idea,
            told_by=company[0],
            verified_by=company[1] if number % 2 else None,
            verified_at=timezone.now() if number % 2 else None,
            grade="B" if number % 2 else "",
        )
        Figure.objects.create(
            result=result, kind="repeat", what="Calls", before="31.00", after="22.50", source="CRM"
        )
    rows = outcomes.value(ALL).rows
    assert {row[0] for row in rows} == {many[1].reference, many[3].reference}
    assert rows[0][3:5] == ["31", "22.5"]


def test_a_confidential_no_is_counted_and_not_told(many, company):
    declined = [idea for idea in many if idea.state == State.DECLINED][:2]
    Idea.objects.filter(pk=declined[0].pk).update(confidential=True)
    for idea in declined:
        Step.objects.create(
            idea=idea,
            verb="decline",
            by=company[0],
            party="assessor",
            before="assessing",
            after="declined",
            round=1,
            words={"reason": "Because.", "would_be_yes": "A quote."},
        )
    assert [row[0] for row in flow.declines(ALL).rows] == [declined[1].reference]


def test_the_scorecard_counts_it_by_party(many, company):
    lines = {line.promise: line for line in scorecard.lines(ALL)}
    whole = sum(bool(idea.tripwires) for idea in many)
    assert (lines["Answer the eight questions about risk"].kept) == whole
    heard = [idea for idea in many if idea.first_reply_at]
    on_time = sum(idea.first_reply_at <= idea.reply_by for idea in heard)
    replies = lines["Answer in person within two working days"]
    assert (replies.due, replies.kept) == (len(heard), on_time)
    text = str(scorecard.scorecard(ALL))
    assert not any(f"Person {person.last_name}" in text for person in company)


def test_it_answers_within_a_week(many, company):
    now, left = timezone.now(), many[:2]
    for idea, days in zip(left, (5, 9), strict=True):
        for verb, before, after, at in (
            ("sponsor", "sponsorship", "sign_off", now - timedelta(days=30)),
            ("adopt", "sign_off", "countersign", now - timedelta(days=30 - days)),
        ):
            Step.objects.create(
                idea=idea, verb=verb, by=company[0], party="champion", before=before, after=after,
                round=1, at=at,
            )  # fmt: skip
    line = {line.promise: line for line in scorecard.lines(ALL)}["Answer within a week"]
    assert (line.due, line.kept) == (2, 1)

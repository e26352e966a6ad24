"""The licence to speak, in every combination of what it rests on."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from policy import clearance, duties, licensing, revoking
from policy.clearance import CLEARED, GRACE, LEFT, NOT_YET, RED, RESTING
from policy.models import Revocation, Sponsorship
from portal.models import User
from portal.roles import Role
from tests.policy import speaking
from tests.policy.learning.making import sit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)

# What each thing is worth. Edition: what the person agreed to, and when the newest one came out.
EDITIONS = {
    "the current one": "in place",
    "the one before, 14 days ago": "in grace",
    "the one before, 15 days ago": "missing",
    "none": "missing",
}
PASSES = {
    "never": "missing",
    "months ago": "in place",
    "its last day is today": "in place",
    "its last day was yesterday": "missing",
}
SPONSORS = {
    "this topic and channel": "in place",
    "another topic": "missing",
    "another channel": "missing",
    "none": "missing",
    "ended": "missing",
    "left": "missing",
}
REVOCATIONS = {"none": "in place", "revoked": "resting", "lifted": "in place"}
WORKS_HERE = {"yes": "in place", "left": "left"}


def expected(*worth):
    """The rule, in one reading order: who left, who rests, what is missing, what is in grace."""
    for found, state in (
        ("left", LEFT),
        ("resting", RESTING),
        ("missing", NOT_YET),
        ("in grace", GRACE),
    ):
        if found in worth:
            return state
    return CLEARED


def arrange_edition(case, person, world, writer, by):
    days = {"the one before, 14 days ago": 14, "the one before, 15 days ago": 15}.get(case, 100)
    with time_machine.travel(NOW - 200 * DAY, tick=False):
        policy = world.policy
        if case != "none":
            speaking.agree(person, policy)
    with time_machine.travel(NOW - days * DAY, tick=False):
        policy = speaking.raise_edition(policy, writer=writer, by=by)
        if case == "the current one":
            speaking.agree(person, policy)


def arrange_pass(case, person, world):
    taken = {
        "months ago": date(2026, 3, 1),
        "its last day is today": date(2025, 7, 15),
        "its last day was yesterday": date(2025, 7, 14),
    }.get(case)
    if taken:
        sit(world.course, person, at=datetime(taken.year, taken.month, taken.day, 12, tzinfo=UTC))


def arrange_sponsor(case, person, world, by):
    if case == "none":
        return
    topics = [world.tools if case == "another topic" else world.paint]
    channels = [world.groups if case == "another channel" else world.reviews]
    given = licensing.sponsor(person=person, by=by, topics=topics, channels=channels)
    if case == "ended":
        licensing.end_sponsorship(given, by=by, words="She moved to deliveries.")
    if case == "left":
        User.objects.filter(pk=by.pk).update(is_active=False)


def arrange_revocation(case, person, by):
    if case != "none":
        revoking.revoke(person=person, by=by, reason="A customer’s address stood in a reply.")
    if case == "lifted":
        revoking.lift(person=person, by=by)


@pytest.mark.parametrize("passed", PASSES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_combination(edition, passed, larkfield_speaks, amina, marcus, nadia, ada):
    """4 editions × 4 passes × 6 sponsors × 3 revocations × 2 for who left: 576 answers."""
    world, got, wanted = larkfield_speaks, {}, {}
    with time_machine.travel(NOW, tick=False):
        arrange_edition(edition, amina, world, nadia, ada)
        arrange_pass(passed, amina, world)
        for case in product(SPONSORS, REVOCATIONS, WORKS_HERE):
            sponsored, revoked, works = case
            with transaction.atomic():
                arrange_sponsor(sponsored, amina, world, marcus)
                arrange_revocation(revoked, amina, nadia)
                amina.is_active = works == "yes"
                told = clearance.for_person(amina, topic=world.paint, channel=world.reviews)
                amina.is_active = True
                transaction.set_rollback(True)
            got[case] = (told.state, bool(told))
            state = expected(
                EDITIONS[edition],
                PASSES[passed],
                SPONSORS[sponsored],
                REVOCATIONS[revoked],
                WORKS_HERE[works],
            )
            wanted[case] = (state, state in ("cleared", "grace"))
            assert told.reason
            assert (told.step is None) == (state in (CLEARED, LEFT))
            assert (told.until is None) == (state not in (CLEARED, GRACE))
    assert got == wanted


def test_the_table_holds_every_answer():
    cases = product(EDITIONS.values(), PASSES.values(), SPONSORS.values(), REVOCATIONS.values())
    answers = {expected(*case) for case in cases}
    assert answers == {CLEARED, GRACE, NOT_YET, RESTING}


def test_a_superuser_is_cleared_like_anybody(larkfield_speaks, ada):
    assert clearance.for_person(ada).state == NOT_YET


def test_a_red_topic_is_nobodys(larkfield_speaks, amina, marcus, priya):
    world = larkfield_speaks
    given = world.clear(amina, marcus)
    given.topics.add(world.accidents)  # as if it had turned red afterwards
    told = clearance.for_person(amina, topic=world.accidents)
    assert (told.state, bool(told)) == (RED, False)
    assert told.reason == "Nobody answers “Accidents” in public. It goes to Priya Nair."
    assert told.step.url == priya.get_absolute_url()


def test_the_first_answer_says_what_is_missing_and_where(larkfield_speaks, amina):
    world = larkfield_speaks
    told = clearance.for_person(amina, topic=world.paint)
    assert told.reason == "“Speaking online”, edition 1, isn’t agreed to yet."
    assert [(step.title, step.url) for step in clearance.missing(amina, topic=world.paint)] == [
        ("Read and agree to Speaking online", "/policies/speaking-online/"),
        ("Take “Speaking as yourself”", "/learn/speaking/"),
        ("Ask for a sponsor", "/learn/licence/#sponsor"),
    ]
    assert all(step.minutes > 0 for step in clearance.missing(amina))


def test_nothing_is_missing_for_who_is_cleared(larkfield_speaks, amina, marcus):
    larkfield_speaks.clear(amina, marcus)
    assert clearance.missing(amina) == []
    assert clearance.missing(amina, topic=larkfield_speaks.tools)[0].title == "Ask for a sponsor"


def test_grace_ends_with_the_certificate_if_that_is_sooner(
    larkfield_speaks, amina, marcus, nadia, ada
):
    world = larkfield_speaks
    with time_machine.travel(NOW, tick=False):
        arrange_edition("the one before, 14 days ago", amina, world, nadia, ada)
        arrange_pass("months ago", amina, world)
        arrange_sponsor("this topic and channel", amina, world, marcus)
        told = clearance.for_person(amina)
        assert (told.state, told.until) == (GRACE, date(2026, 7, 15))
        assert told.step.title == "See what changed in Speaking online"
        (duty,) = duties.duties_of(amina)
        assert told.step.minutes == duties.readings([duty])[duty.policy.pk].minutes
        assert clearance.for_person(amina, on=date(2026, 7, 16)).state == NOT_YET
        later = clearance.for_person(amina, on=date(2026, 7, 1))
        assert (later.state, later.until) == (GRACE, date(2026, 7, 15))


def test_one_more_edition_neither_ends_grace_early_nor_starts_it_again(
    larkfield_speaks, amina, marcus, nadia, ada
):
    world = larkfield_speaks
    with time_machine.travel(NOW - 10 * DAY, tick=False):
        world.clear(amina, marcus)
    for days in (9, 4):
        with time_machine.travel(NOW - days * DAY, tick=False):
            policy = speaking.raise_edition(
                type(world.policy).objects.get(pk=world.policy.pk), writer=nadia, by=ada
            )
    assert policy.edition == 3
    with time_machine.travel(NOW, tick=False):
        told = clearance.for_person(amina)
        assert (told.state, told.until) == (GRACE, date(2026, 7, 20))


def test_a_correction_asks_nothing_of_anybody(larkfield_speaks, amina, marcus, nadia, ada):
    from tests.policy import making

    world = larkfield_speaks
    world.clear(amina, marcus)
    making.republish(world.policy, writer=nadia, by=ada, summary="How to help online, tidied.")
    assert clearance.for_person(amina).state == CLEARED


def test_who_passed_in_one_language_needs_no_other(larkfield_speaks, amina, marcus, nadia):
    from tests.policy.learning.making import make_course

    world = larkfield_speaks
    other = make_course(nadia, title="Mówić od siebie", slug="polish")
    other.policies.set([world.policy])
    other.save()
    world.clear(amina, marcus)
    assert clearance.for_person(amina).state == CLEARED


def test_without_a_course_nobody_is_cleared(larkfield_speaks, amina, marcus):
    world = larkfield_speaks
    world.clear(amina, marcus)
    world.course.unpublish()
    told = clearance.for_person(amina)
    assert (told.state, told.reason) == (NOT_YET, "No course gives the licence yet.")


def test_long_run_out_means_the_course_and_not_the_refresher(larkfield_speaks, amina, marcus):
    world = larkfield_speaks
    speaking.agree(amina, world.policy)
    sit(world.course, amina, at=datetime(2023, 1, 10, 12, tzinfo=UTC))
    with time_machine.travel(NOW, tick=False):
        (step, _sponsor) = clearance.missing(amina)
        assert step.title == "Take “Speaking as yourself”"
        assert clearance.missing(amina)[0].minutes == world.course.minutes
    with time_machine.travel(datetime(2024, 2, 1, 12, tzinfo=UTC), tick=False):
        (step, _sponsor) = clearance.missing(amina)
        assert (step.title, step.url) == ("Do the refresher", "/learn/speaking/test/")


def test_for_people_asks_as_often_for_many_as_for_one(larkfield_speaks, person, amina, marcus):
    world = larkfield_speaks
    world.clear(amina, marcus)

    def queries(people):
        with CaptureQueriesContext(connection) as captured:
            answers = clearance.for_people(people, topic=world.paint)
        return len(captured), answers

    one, answers = queries([amina])
    assert answers[amina].state == CLEARED
    crowd = [person(f"Person {number}", Role.FRONTLINE) for number in range(5)]
    many, answers = queries([amina, *crowd])
    assert many == one <= 12
    assert [told.state for told in answers.values()] == [CLEARED, *[NOT_YET] * 5]
    whole, answers = queries(User.objects.all())
    assert whole == one + 1  # the people themselves
    assert {bool(told) for told in answers.values()} == {True, False}


def test_the_database_knows_the_rules_too(larkfield_speaks, amina, marcus):
    from django.db import IntegrityError

    Sponsorship.objects.create(person=amina, sponsor=marcus)
    Revocation.objects.create(person=amina, by=marcus, reason="So.")
    for wrong in (
        lambda: Sponsorship.objects.create(person=amina, sponsor=amina),
        lambda: Sponsorship.objects.create(person=amina, sponsor=marcus),
        lambda: Revocation.objects.create(person=amina, by=marcus, reason="Again."),
        lambda: Revocation.objects.create(person=marcus, by=marcus, reason="Me."),
        lambda: Revocation.objects.create(person=marcus, by=amina, reason=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()

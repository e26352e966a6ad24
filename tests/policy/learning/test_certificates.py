"""Certificates: numbers, last days, refreshers, warnings, and tampering that shows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from policy.learning import answering, certificates
from policy.models import Attempt, AttemptQuestion, Certificate
from portal import history
from portal.models import Immutable, Notice
from tests.policy.learning.making import make_course, sit

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_later(day, months, later):
    assert certificates.months_later(day, months) == later


def test_numbers_run_without_a_gap_in_each_year(course, sam, amina, marcus, priya):
    sit(course, sam, at=NOON)
    sit(course, amina, at=NOON, wrong=5)
    sit(course, marcus, at=NOON)
    sit(course, priya, at=NOON - timedelta(days=100))
    numbers = list(Certificate.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["LS-2026-0001", "LS-2026-0002", "LS-2025-0001"]


def test_a_number_that_was_rolled_back_is_given_again(course, sam, amina):
    with transaction.atomic():
        assert sit(course, sam, at=NOON).certificate.number == "LS-2026-0001"
        transaction.set_rollback(True)
    assert sit(course, amina, at=NOON).certificate.number == "LS-2026-0001"


def test_the_last_day_counts(course, sam):
    last = sit(course, sam, at=NOON).certificate.expires_on
    assert last == date(2027, 3, 10)
    assert certificates.current(sam, course, on=last)
    assert certificates.current(sam, course, on=last + timedelta(days=1)) is None


def test_it_is_written_once(course, sam):
    certificate = sit(course, sam).certificate
    certificate.expires_on += timedelta(days=1)
    with pytest.raises(Immutable):
        certificate.save()
    with pytest.raises(Exception, match="written once"), connection.cursor() as cursor:
        cursor.execute("UPDATE policy_certificate SET expires_on = '2999-01-01'")


# days from the last day of the certificate, and the test that is open then
@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (-365, None),
        (-61, None),
        (-60, "refresher"),
        (0, "refresher"),
        (1, "refresher"),
        (365, "refresher"),
        (366, "first"),
    ],
)
def test_which_test_is_open(course, sam, days, kind):
    last = sit(course, sam, at=NOON).certificate.expires_on
    at = datetime.combine(last + timedelta(days=days), NOON.timetz())
    assert certificates.next_test(course, person=sam, at=at) == kind


@pytest.mark.parametrize(("early", "gains"), [(30, True), (-30, False)])
def test_nobody_loses_days_by_being_early(nadia, sam, early, gains):
    course = make_course(nadia, refresher=6)
    old = sit(course, sam, at=NOON).certificate
    at = datetime.combine(old.expires_on - timedelta(days=early), NOON.timetz())
    new = sit(course, sam, at=at)
    begins = old.expires_on if gains else at.date()
    assert new.kind == "refresher"
    assert new.certificate.expires_on == certificates.months_later(begins, 12)


@pytest.mark.parametrize(
    ("left", "told"), [(31, 0), (30, 1), (29, 1), (8, 1), (7, 1), (0, 1), (-1, 0)]
)
def test_warnings_come_in_time_and_once(course, sam, left, told):
    last = sit(course, sam, at=NOON).certificate.expires_on
    now = datetime.combine(last - timedelta(days=left), NOON.timetz())
    assert certificates.remind(now) == told
    assert certificates.remind(now) == 0
    assert Notice.objects.filter(person=sam, kind="learning.runs_out").count() == told


def test_a_refreshed_certificate_is_not_warned_about(nadia, sam):
    course = make_course(nadia, refresher=6)
    old = sit(course, sam, at=NOON).certificate
    soon = datetime.combine(old.expires_on - timedelta(days=25), NOON.timetz())
    certificates.remind(soon)
    sit(course, sam, at=soon)
    assert certificates.remind(soon + timedelta(days=19)) == 0
    assert not Notice.objects.filter(kind="learning.runs_out", settled_at=None).exists()


def test_passing_is_told(course, sam):
    certificate = sit(course, sam).certificate
    notice = Notice.objects.get(person=sam, kind="learning.passed")
    assert notice.url.endswith(f"/learn/certificates/{certificate.number}/")


def problems():
    return [str(problem) for problem in history.verify()]


def test_what_was_answered_cannot_be_mended_afterwards(course, sam, amina):
    good = sit(course, amina)
    assert not problems()
    AttemptQuestion.objects.filter(attempt=good, number=1).update(choice=["x"])
    assert len(problems()) == 1
    assert good.certificate.number in problems()[0]


def test_a_pass_that_nobody_earned_shows(course, sam):
    attempt = answering.start(course, by=sam)
    Attempt.objects.filter(pk=attempt.pk).update(
        outcome="passed", right=5, finished_at=timezone.now()
    )
    assert len(problems()) == 1
    assert "certificate" in problems()[0]

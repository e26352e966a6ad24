"""Certificates: issue, ask, verify, and say in time that one runs out."""

import calendar
import hashlib
from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policy.models import Attempt, Certificate, CertificateYear
from portal import clock, history, jobs, notices, trail
from portal.models import Notice

REFRESHER_OPENS = timedelta(days=60)  # before the last day
REFRESHER_CLOSES = timedelta(days=365)  # after it; whoever was away for longer starts afresh
WARNINGS = (30, 7)  # days before the last day

notices.register(
    "learning.passed",
    _("You passed “%(course)s”. Your certificate is %(certificate)s."),
    "course",
    "certificate",
    "expires:day",
    group=notices.Group.GOOD,
    detail=_("It’s good until %(expires)s."),
    label=_("See your certificate"),
)
notices.register(
    "learning.runs_out",
    _("Your certificate for “%(course)s” is good until %(expires)s."),
    "course",
    "expires:day",
    "minutes",
    group=notices.Group.TURN,
    detail=_("The refresher takes about %(minutes)s minutes and asks about new moments."),
    label=_("Do the refresher"),
)


def months_later(day, months):
    """The same day of the month so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )


def issue(attempt, *, at):
    """Give the certificate of a passed attempt; the caller's transaction holds the attempt's lock.

    Nobody loses days by being early: a new one begins where the last one ends. Returns it.
    """
    today = clock.company_day(at)
    before = current(attempt.person, attempt.course, on=today)
    begins = max(today, before.expires_on) if before else today
    sequence = _next_number(today.year)
    certificate = Certificate.objects.create(
        number=f"LS-{today.year}-{sequence:04}",
        year=today.year,
        sequence=sequence,
        person=attempt.person,
        person_name=str(attempt.person),
        course=attempt.course,
        course_title=attempt.course_title,
        course_edition=attempt.course_edition,
        owner_name=str(attempt.course.owner_person),
        language=attempt.course.language,
        attempt=attempt,
        issued_at=at,
        expires_on=months_later(begins, attempt.course.valid_months),
        digest=digest_of(attempt),
    )
    if before:
        notices.settle(*[_warning_key(before, days) for days in WARNINGS])
    notices.tell(
        attempt.person,
        "learning.passed",
        key=passed_key(certificate),
        url=url_of(certificate),
        course=certificate.course_title,
        certificate=certificate.number,
        expires=certificate.expires_on,
    )
    return certificate


def passed_key(certificate):
    """The key of the notice that tells of a pass."""
    return f"learning.passed:{certificate.pk}"


def _next_number(year):
    """The next number of a year. The row stays locked until the transaction ends: no gaps."""
    CertificateYear.objects.get_or_create(year=year)
    row = CertificateYear.objects.select_for_update().get(year=year)
    CertificateYear.objects.filter(year=year).update(last=F("last") + 1)
    return row.last + 1


def url_of(certificate):
    """Where a certificate is shown, and checked."""
    return reverse("policy:certificate", args=[certificate.number])


def latest(person, course):
    """The certificate of this person that lasts longest, valid or not; None if there is none."""
    return Certificate.objects.filter(person=person, course=course).first()


def current(person, course, *, on=None):
    """The certificate that is good on a day (default: today), or None."""
    return Certificate.objects.valid(on).filter(person=person, course=course).first()


def next_test(course, *, person, at):
    """Which test this person may take at a moment: a kind of Attempt, or None while it is good."""
    return test_after(latest(person, course), at=at)


def test_after(certificate, *, at):
    """As ``next_test``, for the latest certificate if the caller has read it already."""
    today = clock.company_day(at)
    if certificate is None or today > certificate.expires_on + REFRESHER_CLOSES:
        return Attempt.Kind.FIRST
    if today >= certificate.expires_on - REFRESHER_OPENS:
        return Attempt.Kind.REFRESHER
    return None


def digest_of(attempt):
    """The SHA-256 of an attempt: who, what was asked, what was chosen, how it was marked."""
    questions = attempt.questions.order_by("number").values_list(
        "number",
        "source_id",
        "version",
        "kind",
        "critical",
        "scenario",
        "question",
        "options",
        "right_order",
        "choice",
        "right",
    )
    content = {
        "person": attempt.person_id,
        "course": attempt.course_id,
        "edition": attempt.course_edition,
        "kind": attempt.kind,
        "pass_mark": attempt.pass_mark,
        "right": attempt.right,
        "asked": attempt.asked,
        "outcome": attempt.outcome,
        "questions": [list(row) for row in questions],
    }
    return hashlib.sha256(trail.canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


def verify():
    """Yield a history.Problem for every certificate that its attempt does not bear out, and for
    every passed attempt without one."""
    for certificate in Certificate.objects.select_related("attempt").order_by("pk").iterator():
        attempt, sentence = certificate.attempt, ""
        if attempt.outcome != Attempt.Outcome.PASSED:
            sentence = _("its attempt did not pass.")
        elif (attempt.person_id, attempt.course_id) != (
            certificate.person_id,
            certificate.course_id,
        ):
            sentence = _("it belongs to another person or course than its attempt.")
        elif digest_of(attempt) != certificate.digest:
            sentence = _("the answers of its attempt were changed.")
        if sentence:
            yield history.Problem(f"policy.certificate:{certificate.number}", 1, str(sentence))
    bare = Attempt.objects.filter(outcome=Attempt.Outcome.PASSED, certificate=None)
    for attempt in bare.order_by("pk").iterator():
        yield history.Problem(f"policy.attempt:{attempt.pk}", 1, str(_("it has no certificate.")))
    for year in CertificateYear.objects.order_by("year"):
        if year.last != Certificate.objects.filter(year=year.year).count():
            yield history.Problem(
                f"policy.certificateyear:{year.year}", 1, str(_("a certificate is missing."))
            )


history.register_verifier("policy.certificates", verify)


def _warning_key(certificate, days):
    return f"learning.runs_out:{certificate.pk}:{days}"


def remind(now=None):
    """Tell people whose certificate runs out in thirty days, and in seven. Returns how many.

    Only the certificate that lasts longest counts, and each warning is given once. A day on which
    nobody ran this is made up for on the next.
    """
    today = clock.company_day(now)
    later = Certificate.objects.filter(
        person=OuterRef("person"), course=OuterRef("course"), expires_on__gt=OuterRef("expires_on")
    )
    ending = Certificate.objects.valid(today).filter(
        ~Exists(later),
        expires_on__lte=today + timedelta(days=max(WARNINGS)),
        person__is_active=True,
    )
    told = 0
    for certificate in ending.select_related("person", "course"):
        told += _warn(certificate, left=(certificate.expires_on - today).days)
    return told


def _warn(certificate, *, left):
    """Give the warning for so many days left, unless it was given; returns how many were told."""
    key = _warning_key(certificate, min(days for days in WARNINGS if left <= days))
    if Notice.objects.filter(person=certificate.person, key=key).exists():
        return 0
    notices.tell(
        certificate.person,
        "learning.runs_out",
        key=key,
        url=reverse("policy:test", args=[certificate.course.slug]),
        course=certificate.course_title,
        expires=certificate.expires_on,
        minutes=certificate.course.refresher_minutes,
    )
    return 1


@jobs.every(minutes=jobs.DAY, name="certificates")
def remind_daily(now):
    """The job; counts people."""
    return remind(now)

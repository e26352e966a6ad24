"""On a phone: not yet, learn, pass, print. And a signal that gets lost on the way."""

import pytest
from django.urls import reverse

from policy.learning import answering
from policy.models import Attempt, AttemptQuestion, Certificate
from tests.policy.learning.making import make_course, question, rightly, wrongly

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def course(nadia, joy):
    course = make_course(nadia, plain=12, critical=5, draw=4)
    for kind in ("several", "order"):
        question(course, f"more-{kind}", by=nadia, kind=kind)
    return course


@pytest.fixture
def phone(visit, sam):
    window = visit(width=390)
    window.be(sam)
    return window


def choose(page, asked, choice):
    """Do what a finger does with the question on the page."""
    for place, one in enumerate(choice, 1):
        if asked.kind == "order":
            page.locator(f"[name=place-{one}]").select_option(str(place))
        else:
            page.locator(f"[value='{one}']").check()


def take(page, choose_how):
    """From the first question to the result; gives the Attempt."""
    page.get_by_role("button", name="That’s my answer").wait_for()
    attempt = Attempt.objects.get(finished_at=None)
    for asked in attempt.questions.all():
        choose(page, asked, choose_how(asked))
        page.get_by_role("button", name="That’s my answer").click()
        page.wait_for_url(f"**?q={asked.number}")
        on = page.get_by_role("link", name="Next moment")
        on.or_(page.get_by_role("link", name="See how it went")).click()
    attempt.refresh_from_db()
    return attempt


def test_not_yet_learn_pass_print(phone, course, sam, tmp_path):
    page = phone.page
    phone.open("/learn/")
    page.get_by_role("link", name=course.title).click()
    page.get_by_role("link", name="take me to the test").click()
    page.get_by_role("button", name="Start the test").click()
    assert take(page, wrongly).outcome == "not_yet"
    assert page.get_by_role("heading", level=1).inner_text() == "Not yet, and that’s all it means."
    assert not phone.faults_everywhere()

    phone.show(390, "light")
    page.get_by_role("link", name="Lesson first").click()
    page.get_by_role("heading", name="Lesson first").wait_for()
    assert not phone.faults()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**?step=2")
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**?step=3")
    page.get_by_label("no", exact=True).check()
    page.get_by_role("button", name="See what we’d say").click()
    page.get_by_text("Why no.").wait_for()
    assert not phone.faults_everywhere()
    phone.show(390, "light")
    page.get_by_role("link", name="Have another go").click()
    phone.open("/learn/speaking/first/")  # later: it opens where it was left
    page.get_by_text("step 3 of 4").wait_for()

    phone.open(reverse("policy:test", args=[course.slug]))
    page.get_by_role("button", name="Start the test").click()
    assert take(page, rightly).outcome == "passed"
    page.get_by_role("link", name="See your certificate").click()
    certificate = Certificate.objects.get(person=sam)
    page.get_by_text(certificate.number).last.wait_for()
    assert not phone.faults_everywhere()
    assert page.get_by_role("button", name="Print it").is_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 841" in paper  # A4, lying


def test_a_lost_signal_loses_no_answer(phone, course, sam):
    attempt = answering.start(course, by=sam)
    asked = attempt.questions.get(number=1)
    page = phone.page
    url = reverse("policy:attempt", args=[course.slug, attempt.pk])
    phone.open(url)
    choose(page, asked, rightly(asked))
    phone.open(url)  # the choice is still there after the page was left
    if asked.kind != "order":
        assert page.locator(f"[value='{rightly(asked)[0]}']").is_checked()
    phone.context.set_offline(True)
    page.get_by_role("button", name="That’s my answer").click()
    page.get_by_text("You’ve lost signal.").wait_for()
    assert not AttemptQuestion.objects.exclude(right=None).exists()
    phone.context.set_offline(False)
    page.wait_for_url("**?q=1")
    asked.refresh_from_db()
    assert asked.right
    phone.complaints = [one for one in phone.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_without_javascript(visit, course, sam):
    window = visit(width=390, java_script_enabled=False)
    window.be(sam)
    window.open(reverse("policy:test", args=[course.slug]))
    page = window.page
    page.get_by_role("button", name="Start the test").click()
    page.get_by_role("button", name="That’s my answer").click()
    page.get_by_text("Choose an answer first.").first.wait_for()
    assert take(page, rightly).outcome == "passed"

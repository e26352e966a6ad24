"""The pages: reading, the test by hand-made requests, results, certificates, films."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model

from policy.learning import answering, bank
from policy.models import Attempt, AttemptQuestion, Certificate, LessonPage, LessonProgress
from portal.submissions import FIELD
from tests.policy.learning.making import block, make_course, question, rightly, sit, wrongly

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client, sam):
    client.force_login(sam)
    return client


def url_of(attempt):
    return reverse("policy:attempt", args=[attempt.course.slug, attempt.pk])


def state():
    """All that an answer may change."""
    return (
        list(Attempt.objects.values()),
        list(AttemptQuestion.objects.values()),
        Certificate.objects.count(),
    )


def test_reading_keeps_the_place(me, course, sam):
    step = reverse("policy:learn_step", args=[course.slug, "first"])
    answer = me.post(step, {"step": "1"})
    assert answer.url == "/learn/speaking/first/?step=2"
    assert "What works" in me.get("/learn/speaking/first/").content.decode()  # step two
    assert me.post(step, {"step": "4"}).url == "/learn/speaking/second/"
    last = reverse("policy:learn_step", args=[course.slug, "second"])
    assert me.post(last, {"step": "2"}).url == "/learn/speaking/"
    assert LessonProgress.objects.filter(person=sam, finished_at__isnull=False).count() == 2


@pytest.mark.parametrize("sent", ["", "x", "-1", "1e9", "99999999999999999999"])
def test_a_strange_step_breaks_nothing(me, course, sent):
    url = reverse("policy:learn_step", args=[course.slug, "first"])
    assert me.post(url, {"step": sent}).status_code == 302
    assert me.get("/learn/speaking/first/", {"step": sent}).status_code == 200


def test_practice_says_why_only_after_the_choice(me, course):
    page = me.get("/learn/speaking/first/?step=3").content.decode()
    assert "Why" not in page
    ids = {one["text"]: one["id"] for one in course.questions.get(key="practice").option_list()}
    wrong = me.get("/learn/speaking/first/", {"step": 3, "choice": ids["no"]}).content.decode()
    assert "Why no." in wrong
    assert "Show me instead" in wrong
    right = me.get("/learn/speaking/first/", {"step": 3, "choice": ids["yes"]}).content.decode()
    assert "tell--yes" in right
    nonsense = me.get("/learn/speaking/first/", {"step": 3, "choice": "x"}).content.decode()
    assert "Choose again" in nonsense
    assert "Why" not in nonsense


def test_the_answer_is_not_in_the_page_before_the_choice(me, course, nadia, sam):
    for kind in ("several", "order"):
        question(course, f"more-{kind}", by=nadia, kind=kind)
    course.draw = 12
    course.save_revision().publish()
    attempt = answering.start(course, by=sam)
    for one in attempt.questions.all():
        page = me.get(url_of(attempt)).content.decode()
        assert one.scenario in page
        assert "Why" not in page
        assert "right" not in page
        choice = rightly(one)
        sent = {"q": one.number, "choice": choice}
        if one.kind == "order":
            sent = {"q": one.number} | {f"place-{id}": n for n, id in enumerate(choice, 1)}
        answer = me.post(url_of(attempt), sent)
        assert "Why" in me.get(answer.url).content.decode()
    assert Certificate.objects.get().number in me.get(url_of(attempt)).content.decode()


def test_hand_made_posts_change_nothing(me, course, sam, amina):
    mine, theirs = answering.start(course, by=sam), answering.start(course, by=amina)
    one, other = mine.questions.all()[:2]
    foreign = theirs.questions.first()
    before = state()
    attempts = [
        (url_of(mine), {"q": 1}, 422),
        (url_of(mine), {"q": 1, "choice": "x"}, 422),
        (url_of(mine), {"q": 1, "choice": rightly(other)}, 422),
        (url_of(mine), {"q": 1, "choice": [each["id"] for each in one.options]}, 422),
        (url_of(mine), {"q": 99, "choice": rightly(one)}, 404),
        (url_of(mine), {"q": "one", "choice": rightly(one)}, 404),
        (url_of(mine), {"q": 1, "place-x": "1"}, 422),
        (url_of(theirs), {"q": 1, "choice": rightly(foreign)}, 404),
        (reverse("policy:attempt", args=["nowhere", mine.pk]), {"q": 1}, 404),
        (f"/learn/speaking/test/{mine.pk}999/", {"q": 1}, 404),
    ]
    assert [me.post(url, sent).status_code for url, sent, _code in attempts] == [
        code for _url, _sent, code in attempts
    ]
    # The page after the last question is not there early, and it cannot be asked for.
    assert "Moment 1 of 5" in me.get(url_of(mine), {"q": 5}).content.decode()
    assert me.get(url_of(theirs)).status_code == 404
    assert state() == before


def test_a_second_answer_is_told_what_stands(me, course, sam):
    attempt = answering.start(course, by=sam)
    one = attempt.questions.get(number=1)
    me.post(url_of(attempt), {"q": 1, "choice": wrongly(one)})
    before = state()
    answer = me.post(url_of(attempt), {"q": 1, "choice": rightly(one)})
    assert answer.status_code == 409
    assert "first answer" in answer.content.decode()
    assert state() == before


def test_a_sent_again_answer_gives_the_first_ones_page(me, course, sam):
    attempt = answering.start(course, by=sam)
    one = attempt.questions.get(number=1)
    sent = {"q": 1, "choice": rightly(one), FIELD: "k" * 24}
    first, second = me.post(url_of(attempt), sent), me.post(url_of(attempt), sent)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert AttemptQuestion.objects.exclude(right=None).count() == 1


def test_starting_by_hand_during_a_rest(me, course, sam):
    for _try in range(3):
        sit(course, sam, wrong=5)
    url = reverse("policy:test", args=[course.slug])
    page = me.get(url).content.decode()
    assert "Time for a rest" in page
    assert "Start the test" not in page
    assert "Lesson first" in page
    assert me.post(url).status_code == 409
    assert Attempt.objects.count() == 3


def test_old_tries_stay_readable(me, course, sam, nadia):
    attempt = sit(course, sam, wrong=2)
    for asked in attempt.questions.all():
        bank.retire(asked.source, by=nadia)
    assert "Each moment" in me.get(url_of(attempt)).content.decode()
    for asked in attempt.questions.all():
        page = me.get(url_of(attempt), {"q": asked.number}).content.decode()
        assert asked.scenario in page
        assert "Why yes." in page
        assert ("Show me instead" in page) is not asked.right


def test_a_course_that_is_not_out_is_not_there(me, course, sam):
    attempt = answering.start(course, by=sam)
    course.unpublish()
    urls = [url_of(attempt), "/learn/speaking/", reverse("policy:test", args=["speaking"])]
    assert [me.get(url).status_code for url in urls] == [404, 404, 404]


def test_a_course_for_some_is_not_there_for_others(me, course, sam):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=course.page_ptr, restriction_type="groups")
    assert me.post(reverse("policy:test", args=["speaking"])).status_code == 404
    assert "Speaking as yourself" not in me.get("/learn/").content.decode()


def test_the_check_says_no_more_than_it_must(client, course, sam, amina):
    good = sit(course, amina).certificate
    old = sit(course, sam, at=timezone.now() - timedelta(days=500)).certificate
    client.force_login(sam)
    check = client.get(reverse("policy:certificate", args=[good.number])).content.decode()
    assert "Amina Yusuf" in check
    assert "Yes, it’s good." in check
    assert good.digest not in check
    assert str(good.expires_on.year) not in check
    mine = client.get(reverse("policy:certificate", args=[old.number])).content.decode()
    assert "This one has run out." in mine
    client.force_login(amina)
    assert (
        "It has run out."
        in client.get(reverse("policy:certificate", args=[old.number])).content.decode()
    )
    assert client.get(reverse("policy:certificate", args=["LS-2026-9999"])).status_code == 404


def test_results_in_the_shape_of_xapi(client, course, sam, amina, nadia, ada):
    sit(course, sam, wrong=5)
    sit(course, amina)
    answering.start(course, by=sam)
    url = reverse("policy:results", args=[course.slug])
    for stranger in (sam, ada):
        client.force_login(stranger)
        assert client.get(url).status_code == 403
    client.force_login(nadia)
    statements = json.loads(client.get(url).content)["statements"]
    told = [(one["actor"]["account"]["name"], one["verb"]["id"][-6:]) for one in statements]
    assert told == [
        ("sam.whitlock", "failed"),
        ("sam.whitlock", "pleted"),
        ("amina.yusuf", "passed"),
        ("amina.yusuf", "pleted"),
    ]
    assert statements[2]["result"]["score"] == {"scaled": 1.0, "raw": 5, "min": 0, "max": 5}
    assert statements == json.loads(client.get(url).content)["statements"]


@pytest.fixture
def film(course, settings, tmp_path):
    """A lesson with a film of sixteen bytes; gives its address."""
    settings.MEDIA_ROOT = tmp_path
    Document = get_document_model()
    files = {
        name: Document.objects.create(title=name, file=ContentFile(text, name=name))
        for name, text in (("film.mp4", b"0123456789abcdef"), ("film.vtt", b"WEBVTT"))
    }
    value = {"title": "Film", "transcript": "Every word."}
    value |= {"film": files["film.mp4"].pk, "captions": files["film.vtt"].pk}
    one = block("video", value)
    course.add_child(instance=LessonPage(title="F", slug="film", objective="x", body=[one]))
    return {"course": course.slug, "lesson": "film", "block": one["id"]}


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("", 200, b"0123456789abcdef"),
        ("bytes=0-3", 206, b"0123"),
        ("bytes=10-", 206, b"abcdef"),
        ("bytes=-2", 206, b"ef"),
        ("bytes=-99", 206, b"0123456789abcdef"),
        ("bytes=14-99", 206, b"ef"),
        ("bytes=16-", 416, b""),
        ("bytes=5-3", 416, b""),
        ("bytes=0-1,4-5", 200, b"0123456789abcdef"),
        ("lines=1-2", 200, b"0123456789abcdef"),
        ("bytes=-", 200, b"0123456789abcdef"),
    ],
)
def test_films_come_in_pieces(me, film, asked, status, body):
    answer = me.get(reverse("policy:film", kwargs=film), headers={"Range": asked})
    got = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, got) == (status, body)
    if status == 206:
        assert int(answer["Content-Length"]) == len(body)


def test_captions_and_who_sees_a_film(me, client, film):
    captions = me.get(reverse("policy:captions", kwargs=film))
    assert captions["Content-Type"].startswith("text/vtt")
    page = me.get("/learn/speaking/film/").content.decode()
    assert "<track" in page
    assert "Every word." in page
    assert me.get(reverse("policy:film", kwargs=film | {"block": uuid4()})).status_code == 404
    client.logout()
    assert client.get(reverse("policy:film", kwargs=film)).status_code == 302


def queries(client, url):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_pages_cost_the_same_for_one_and_for_many(me, course, sam, nadia, amina, marcus):
    sit(course, sam, wrong=5)
    attempt = answering.start(course, by=sam)
    urls = ["/learn/", "/learn/speaking/", "/learn/speaking/first/", url_of(attempt)]
    me.get("/learn/")  # sites and content types are remembered from here on
    few = [queries(me, url) for url in urls]
    for number in range(3):
        sit(make_course(nadia, slug=f"more-{number}", plain=12), sam)
    for person in (amina, marcus):
        sit(course, person)
    assert [queries(me, url) for url in urls] == few
    assert max(few) <= 11

"""What hostile input found once, each so that it is not found again."""

import csv

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from ideas.models import CoAuthor
from policy.agreeing import chosen
from policy.learning.views_films import RANGE
from policy.models import Edition
from portal.numbers import whole
from portal.wsgi import application
from tests.policy.learning.making import make_course
from tests.policy.making import published

LONG = "9" * 5000  # more digits than int() reads


@pytest.mark.parametrize("text", [LONG, "", "-1", "1.5", "²", "٣", "1_0", "0x1", " 1", "NaN"])
def test_what_is_no_number_of_ours_is_none(text):
    assert whole(text) is None


def test_a_number_is_a_number():
    assert (whole("0"), whole("999999999"), whole("12345", digits=4)) == (0, 999_999_999, None)


@pytest.mark.parametrize("charset", ["hex", "unicode_escape", "utf-7", "idna", "utf-16", "zq"])
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x"])
def test_nobody_chooses_how_their_request_is_read(charset, kind):
    """Python knows codecs that break on any text, or make half signs of it: before Django asks
    for the page, so that nobody would catch it."""
    environ = RequestFactory().get("/healthz?a=b").environ
    said = []
    for claimed in (f"{kind}; charset={charset}", f'{kind}; CHARSET="{charset}"'):
        body = application(environ | {"CONTENT_TYPE": claimed}, lambda *head: said.append(head))
        assert b"UTF-8" in b"".join(body)
    assert [status for status, _headers in said] == ["400 Bad Request"] * 2


def test_a_kind_that_cannot_be_read_is_refused():
    environ = RequestFactory().get("/healthz").environ
    said = []
    for claimed in ("a/b; charset*=hex''zq", f"a/b; x*{LONG}=y"):
        application(environ | {"CONTENT_TYPE": claimed}, lambda *head: said.append(head))
    assert [status for status, _headers in said] == ["400 Bad Request"] * 2


@pytest.mark.parametrize("claimed", ["", "text/plain; charset=UTF-8", 'a/b; charset="utf8"'])
def test_utf_8_is_read(db, claimed):
    environ = RequestFactory().get("/healthz?a=b").environ | {"CONTENT_TYPE": claimed}
    said = []
    application(environ, lambda *head: said.append(head)).close()
    assert said[0][0] == "200 OK"


@pytest.mark.parametrize("url", ["/people/%00/", "/media/images/%00", "/policies/%00/", "/%00/"])
def test_no_address_has_a_nul_in_it(client, amina, url):
    """PostgreSQL refuses to look for one."""
    client.force_login(amina)
    assert client.get(url).status_code == 400


def test_what_is_kept_has_no_nul_in_it(client, draft, amina):
    client.force_login(amina)
    upload = SimpleUploadedFile("plan.txt", b"A plan.", "text/plain")
    sent = {"files": upload, "description": "The\0 plan"}
    client.post(reverse("ideas:attach", args=[draft.slug]), sent)
    assert draft.attachments.get().description == "The plan"


def test_blocks_that_nobody_counted_are_a_bad_request(client, nadia):
    client.force_login(nadia)
    assert client.post(reverse("question_bank:add"), {"kind": "single"}).status_code == 400


def test_a_report_of_wagtail_s_is_no_formula(client, nadia, ada):
    """What an editor called a page, when an administrator opens the history of the site."""
    page = published(nadia, by=ada)
    page.title = "=cmd|' /C calc'!A0"
    page.save_revision(user=nadia, log_action=True)
    client.force_login(ada)
    answer = client.get("/cms/reports/site-history/?export=csv")
    rows = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))
    assert any("'=cmd|' /C calc'!A0" in row for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_forged_idea_is_not_found_at_the_desk(client, marcus):
    client.force_login(marcus)
    assert client.post(reverse("home:take_over"), {"idea": "HERO-\0"}).status_code == 404


def test_a_number_too_long_to_read_is_no_answer(client, nadia, amina):
    edition = Edition(check_question={"answers": [{"text": "Yes"}]})
    assert chosen(edition, LONG) is None
    assert chosen(edition, "0") == {"text": "Yes"}
    make_course(nadia)
    client.force_login(nadia)
    assert client.post(reverse("policy:reading"), {"answer": LONG}).status_code == 404


def test_a_range_too_long_to_read_is_no_range():
    assert not RANGE.match(f"bytes={LONG}-")
    assert not RANGE.match(f"bytes=0-{LONG}")
    assert RANGE.match("bytes=0-99").groups() == ("0", "99")


@pytest.mark.parametrize("seen", [f"x:{LONG}", "x:²", "x:99999"])
def test_a_forged_round_is_not_found(client, idea, priya, seen):
    client.force_login(priya)
    url = reverse("ideas:step", args=[idea.slug, "sponsor"])
    assert client.post(url, {"seen": seen, "deed": "none"}).status_code == 409


def test_a_forged_version_breaks_nothing(client, idea, marcus):
    client.force_login(marcus)
    url = reverse("ideas:assessment", args=[idea.slug])
    assert client.post(url, {"do": "worth", "mark": LONG}).status_code == 302


def test_the_colours_lead_nowhere_else(client, db):
    for back in ("//evil.test/", "/\\evil.test", "evil", "/a\r\nSet-Cookie: a=b", "javascript:zq"):
        assert client.post("/theme/", {"theme": "dark", "next": back}).url == "/"


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "invite", "person": "marcus.bell"},
        {"do": "write_for", "colleague": "marcus.bell"},
        {"do": "confirm"},
    ],
)
def test_a_co_author_is_told_that_it_is_not_for_them(client, draft, sam, marcus, sent):
    CoAuthor.objects.create(idea=draft, person=sam, confirmed_at=draft.made_at)
    client.force_login(sam)
    assert client.post(reverse("ideas:people", args=[draft.slug]), sent).status_code == 403

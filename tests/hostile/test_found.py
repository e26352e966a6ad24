"""What hostile input found once, each so that it is not found again."""

import pytest
from django.urls import reverse

from ideas.models import CoAuthor
from policy.agreeing import chosen
from policy.learning.views_films import RANGE
from policy.models import Edition
from portal.numbers import whole
from tests.policy.learning.making import make_course

LONG = "9" * 5000  # more digits than int() reads


@pytest.mark.parametrize("text", [LONG, "", "-1", "1.5", "²", "٣", "1_0", "0x1", " 1", "NaN"])
def test_what_is_no_number_of_ours_is_none(text):
    assert whole(text) is None


def test_a_number_is_a_number():
    assert (whole("0"), whole("999999999"), whole("12345", digits=4)) == (0, 999_999_999, None)


@pytest.mark.parametrize("charset", ["hex", "unicode_escape", "utf-7", "idna", "utf-16"])
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x"])
def test_nobody_chooses_how_their_request_is_read(client, db, charset, kind):
    """Python knows codecs that break on any text, or make half signs of it."""
    url, kind = reverse("account_login"), f"{kind}; charset={charset}"
    assert client.get(f"{url}?next=/x", CONTENT_TYPE=kind).status_code == 400
    assert client.generic("POST", url, b"--x--", content_type=kind).status_code == 400
    assert client.get(f"{url}?next=/x", CONTENT_TYPE="text/plain; charset=UTF-8").status_code == 200


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

"""Error pages: in the look of the house, for everybody, whatever broke; never a dead end."""

import errno
import html
import re

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.core.files.base import ContentFile
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.http import Http404
from django.test import Client
from django.urls import reverse

from portal.views import away, errors

RAISES = {
    "bad": BadRequest("raw words"),
    "big": RequestDataTooBig("raw words"),
    "denied": PermissionDenied("Only Joy can open this one."),
    "missing": Http404("raw words"),
    "broken": RuntimeError("raw words"),
    "away": OperationalError("raw words"),
    "gone": InterfaceError("raw words"),
    "full": OSError(errno.ENOSPC, "raw words"),
}


@login_not_required
def breaking(request, name):
    """A view that goes wrong as its address says."""
    if name == "changed":
        return errors.conflict(request, "Marcus changed it.", back_url="/zero/", typed="My words")
    if name == "unkept":  # what Django makes of a session that the database did not take
        raise SessionInterrupted("raw words") from RAISES["away"]
    raise RAISES[name]


@pytest.fixture(autouse=True)
def a_room_that_breaks(settings):
    settings.DEBUG = False
    settings.ROOT_URLCONF = "tests.portal.breaking_urls"


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


def has_a_way_out(page):
    """A heading, a way back, a person."""
    return "<h1" in page and 'href="/"' in page and "/zero/" in page and "Press 0" in page


@pytest.mark.parametrize("who", [None, "amina"])
@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("bad", 400, "one piece"),
        ("big", 400, "more than fits through the door"),
        ("denied", 403, "Only Joy can open this one."),
        ("missing", 404, "nothing at this address"),
        ("changed", 409, "Marcus changed it."),
        ("broken", 500, "It wasn’t you."),
        ("away", 503, "It isn’t you."),
        ("gone", 503, "It isn’t you."),
        ("full", 503, "It isn’t you."),
        ("unkept", 503, "It isn’t you."),
    ],
)
def test_every_error_has_its_page(request, visitor, joy, who, name, status, says):
    if who:
        visitor.force_login(request.getfixturevalue(who))
    answer = visitor.get(f"/breaks/{name}/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert says in page
    assert "raw words" not in page
    assert has_a_way_out(page)
    assert ("Joy Adeyemi" in page) is (status < 500)  # then not even the database is asked
    assert (answer.get("Retry-After") == "30") is (status == 503)


def test_what_was_typed_is_on_the_page_of_a_conflict(visitor, joy):
    page = visitor.get("/breaks/changed/").content.decode()
    assert "My words" in page
    assert 'href="/zero/"' in page


def test_the_number_on_a_broken_page_is_the_one_in_the_log(visitor, joy, caplog):
    answer = visitor.get("/breaks/broken/")
    assert answer["X-Request-ID"] in answer.content.decode()
    assert any(
        record.exc_info and "raw words" in str(record.exc_info[1]) for record in caplog.records
    )


def refuse(execute, sql, params, many, context):
    raise OperationalError("connection refused")


def test_a_database_that_is_away_gives_a_page_to_everybody(visitor, amina):
    visitor.force_login(amina)
    with connection.execute_wrapper(refuse):
        for address in ("/", "/zero/", "/search/", "/no-such-page/", "/breaks/missing/"):
            answer = visitor.get(address)
            assert answer.status_code == 503, address
            assert has_a_way_out(answer.content.decode())
        assert Client().get("/healthz").status_code == 200
        assert Client().get("/readyz").status_code == 503


KEY = "k" * 20
WORDS = {"text": "Two words\r\nand <three> more", "go": "send", "submission_key": KEY}


def posted(visitor, data, name="away"):
    visitor.raise_request_exception = False
    answer = visitor.post(f"/breaks/{name}/?from=here", data)
    assert answer.status_code == 503
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def sent_again(page):
    """What the button of the page sends: {name: value}, or None without a button."""
    if "Send it again" not in page:
        return None
    assert 'action="/breaks/away/?from=here"' in page
    found = re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', page, re.DOTALL)
    return {name: html.unescape(value) for name, value in found}


def test_what_was_typed_is_given_back_and_sent_again_as_it_was(visitor, settings):
    settings.DESK_PHONE = "01132 4960"
    page = posted(visitor, WORDS)
    assert sent_again(page) == WORDS
    assert "Two words" in page.split("What you typed is here")[1]
    assert "<three>" not in page
    assert "01132 4960" in page


@pytest.mark.parametrize(
    "data",
    [
        {"text": "Two words"},  # no key: a second one would count twice
        WORDS | {"file": ContentFile(b"a kettle", name="kettle.txt")},  # a page can't hold it
    ],
)
def test_what_cannot_be_sent_again_is_shown_to_copy(visitor, data):
    page = posted(visitor, data)
    assert sent_again(page) is None
    assert "Two words" in page
    assert "go back one page" in page


@pytest.mark.parametrize("field", ["password", "code", "oldpassword"])
def test_a_secret_is_never_given_back(visitor, field):
    page = posted(visitor, WORDS | {field: "my secret words"})
    assert "my secret" not in page
    assert "Two words" not in page
    assert sent_again(page) is None


def test_a_form_of_somebody_else_is_not_given_back(amina):
    """A page elsewhere could put words into our mouth while the database is away."""
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(amina)
    with connection.execute_wrapper(refuse):
        page = posted(visitor, WORDS)
        assert "Two words" not in page
        assert sent_again(page) is None
        visitor.handler.enforce_csrf_checks = False
        assert sent_again(posted(visitor, WORDS)) == WORDS


def say_so():
    try:
        raise RAISES["away"]
    except OperationalError:
        raise RuntimeError("a sentence of ours") from None


def test_an_error_that_has_nothing_to_do_with_it_is_broken():
    with pytest.raises(RuntimeError) as raised:
        say_so()
    for error in (raised.value, PermissionError(errno.EACCES, "closed"), IntegrityError("twice")):
        assert not away.is_away(error)


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("state", ["53100", "55P03", "57014", "57P01", "25006", "40P01"])
def test_what_postgresql_says_when_it_cannot(state):
    """Disk full, lock and statement took too long, shut down, read only, deadlock."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such states")
    with pytest.raises(DatabaseError) as raised, transaction.atomic(), connection.cursor() as sql:
        sql.execute(f"DO $$ BEGIN RAISE 'x' USING ERRCODE = '{state}'; END $$")
    assert away.is_away(raised.value)


def test_an_unknown_page_offers_search_and_a_person(visitor, joy, amina):
    visitor.force_login(amina)
    for address in ("/no-such-page/", "/zero/calls/4711/", "/x.php"):
        answer = visitor.get(address)
        page = answer.content.decode()
        assert answer.status_code == 404
        assert 'action="/search/"' in page
        assert "Joy" in page


def test_a_stranger_at_an_unknown_page_is_asked_to_sign_in(visitor, joy):
    answer = visitor.get("/no-such-page/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_host_is_not_repeated(visitor, joy, settings, method):
    settings.ALLOWED_HOSTS = ["portal.example"]
    answer = getattr(visitor, method)("/zero/", HTTP_HOST="evil.example")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "evil" not in page
    assert "We don’t answer at this address" in page
    assert has_a_way_out(page)


def test_a_form_that_was_open_too_long_says_so(joy, amina):
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(amina)
    answer = visitor.post(reverse("portal:zero_message"), {"m-body": "Hello"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "What you typed" in page
    assert has_a_way_out(page)


@pytest.mark.parametrize("address", ["/zero/message/", "/zero/ring/"])
def test_a_wrong_method_is_refused(visitor, joy, address):
    assert visitor.get(address).status_code == 405

"""Error pages: in the look of the house, for everybody, whatever broke; never a dead end."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404
from django.test import Client
from django.urls import reverse

from portal.views import errors

RAISES = {
    "bad": BadRequest("raw words"),
    "big": RequestDataTooBig("raw words"),
    "denied": PermissionDenied("Only Joy can open this one."),
    "missing": Http404("raw words"),
    "broken": RuntimeError("raw words"),
    "away": OperationalError("raw words"),
    "gone": InterfaceError("raw words"),
}


@login_not_required
def breaking(request, name):
    """A view that goes wrong as its address says."""
    if name == "changed":
        return errors.conflict(request, "Marcus changed it.", back_url="/zero/", typed="My words")
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
        ("away", 503, "It wasn’t you."),
        ("gone", 503, "It wasn’t you."),
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

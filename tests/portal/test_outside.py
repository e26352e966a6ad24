"""Where we send and where we don't: names that lie, addresses in disguise, hosts that stall."""

import http.client
import socket
from threading import Event

import pytest

from portal import outside
from tests.portal.receiver import listening, named, says

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.1/",
        "https://127.1/",
        "https://127.0.0.1/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://2130706433/",
        "https://0/",
        "https://0.0.0.0/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://168.63.129.16/",
        "https://100.100.100.200/",
        "https://192.0.0.192/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://user:pass@example.com/",
        "https://example.com:8443/",
        "https://example.com:22/",
        "https://exam\nple.com/",
        "https://example.com\\@127.0.0.1/",
        "https:///nohost",
        "https://[::1/",
        "https://example.com:port/",
        f"https://{'a' * 64}.example/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "example.com",
        "",
    ],
)
def test_where_we_never_send(address, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("it was called up"))
    with pytest.raises(outside.Unreachable):
        outside.post(address, b"{}", {})


@pytest.mark.parametrize(
    ("text", "public"),
    [
        (PUBLIC, True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("198.18.0.1", False),
        ("203.0.113.9", False),
        ("240.0.0.1", False),
        ("2001:db8::1", False),
        ("2001::1", False),
        ("ff02::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:93.184.216.34", True),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_what_is_public(text, public):
    assert outside.is_public(text) is public


def test_one_private_address_among_public_ones_is_one_too_many(monkeypatch):
    named(monkeypatch, [PUBLIC, "10.0.0.1"])
    with pytest.raises(outside.Unreachable, match="private network"):
        outside.addresses_of(outside.place_of("https://example.com/"))


def test_a_name_that_changes_its_mind_gains_nothing(monkeypatch):
    """DNS rebinding: public when looked at, private when called; we call what we looked at."""
    asked = named(monkeypatch, [PUBLIC], ["127.0.0.1"])
    called = []

    def create_connection(address, timeout):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(outside.Unreachable, match="did not take it"):
        outside.post("https://example.com/", b"{}", {})
    assert (asked, called) == (["example.com"], [(PUBLIC, 443)])


def test_the_next_address_is_tried_when_one_is_silent(monkeypatch):
    named(monkeypatch, [PUBLIC, "93.184.216.35"])
    called = []

    def create_connection(address, timeout):
        called.append(address[0])
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(outside.Unreachable):
        outside.post("https://example.com/", b"{}", {})
    assert called == [PUBLIC, "93.184.216.35"]


@pytest.mark.parametrize("takes_it", [False, True])
def test_many_silent_addresses_get_no_more_time_than_one(monkeypatch, takes_it):
    """Time is up while nobody has answered yet: neither the next address nor a late yes counts."""
    named(monkeypatch, [f"93.184.216.{number}" for number in range(1, 20)])
    late, called = Event(), []

    class Alarm:
        def __init__(self, _seconds, ring):
            self.ring = ring

        def start(self):
            late.ring = self.ring

        def cancel(self):
            """It has rung."""

    def create_connection(address, timeout):
        called.append(address[0])
        late.ring()
        if takes_it:
            return socket.socket()
        raise TimeoutError

    monkeypatch.setattr(outside, "Timer", Alarm)
    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(outside.Unreachable, match="did not take it: TimeoutError"):
        outside.post("https://example.com/", b"{}", {})
    assert called == ["93.184.216.1"]


def test_an_address_with_letters_of_any_language_arrives(receiver):
    address = receiver.address.replace("/hook?key=1", "/für?alle=ü&so=%2F")
    assert outside.post(address, b"{}", {}) == 200
    assert receiver.got[0][0] == "/f%C3%BCr?alle=%C3%BC&so=%2F"


def test_an_unknown_name_is_said(monkeypatch):
    def unknown(*_args, **_kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(outside.Unreachable, match="Nobody knows the name"):
        outside.addresses_of(outside.place_of("https://example.com/"))


def test_what_is_sent_arrives(receiver):
    assert outside.post(receiver.address, b'{"a":1}', {"X-Hero-Delivery": "7"}) == 200
    ((path, headers, body),) = receiver.got
    assert (path, body) == ("/hook?key=1", b'{"a":1}')
    assert headers["X-Hero-Delivery"] == "7"
    assert headers["Host"] == f"127.0.0.1:{receiver.server_port}"


def test_only_the_port_that_was_allowed(receiver, settings):
    with (
        listening(says(200)) as other,
        pytest.raises(outside.Unreachable, match="https addresses"),
    ):
        outside.post(f"http://127.0.0.1:{other.server_port}/", b"{}", {})
    assert other.got == []
    settings.WEBHOOK_PRIVATE_HOSTS = []
    with pytest.raises(outside.Unreachable):
        outside.post(receiver.address, b"{}", {})
    assert receiver.got == []


def test_a_redirect_is_an_answer_and_not_followed(receiver):
    with listening(says(200)) as inner:
        to = f"http://127.0.0.1:{inner.server_port}/latest/meta-data/"
        receiver.answer = says(302, ("Location", to))
        assert outside.post(receiver.address, b"{}", {}) == 302
        assert inner.got == []


def test_a_long_answer_is_read_a_little_way(receiver, monkeypatch):
    monkeypatch.setattr(outside, "ENOUGH", 1000)
    read = []
    real = http.client.HTTPResponse.read

    def noting(answer, most=None):
        read.append(len(got := real(answer, most)))
        return got

    monkeypatch.setattr(http.client.HTTPResponse, "read", noting)
    receiver.answer = says(200, body=b"x" * 100_000)
    assert outside.post(receiver.address, b"{}", {}) == 200
    assert read == [1000]


def test_a_host_that_never_ends_its_answer_is_cut_off(receiver, monkeypatch):
    """Each byte comes in time, the whole never does."""
    monkeypatch.setattr(outside, "LONGEST", 0.2)
    done = Event()

    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not done.wait(0.02):
            handler.wfile.write(b"x")

    receiver.answer = drip
    try:
        with pytest.raises(outside.Unreachable, match="did not take it"):
            outside.post(receiver.address, b"{}", {})
    finally:
        done.set()


@pytest.mark.parametrize("nonsense", [b"SSH-2.0-OpenSSH_9.2\r\n", b"", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_does_not_speak_http_is_said(receiver, nonsense):
    receiver.answer = lambda handler: handler.wfile.write(nonsense)
    with pytest.raises(outside.Unreachable, match="did not take it"):
        outside.post(receiver.address, b"{}", {})

"""Send something to an address that a person typed, without being led into our own house.

A name is looked up once, every address it has must be public, and the connection goes to the
address that was looked at, so that a name which answers differently the next time gains nothing.
Redirects are not followed, answers are read a little way, and everything ends after ten seconds.

Only WEBHOOK_PRIVATE_HOSTS, which operators set, names hosts inside the house that may be reached.
"""

import http.client
import re
import socket
import ssl
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from threading import Timer
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

HTTPS = 443
PATIENCE = 5  # seconds for each step
LONGEST = 10  # seconds for everything after the look-up
ENOUGH = 64 * 1024  # bytes of an answer
UNTIDY = re.compile(r"[\x00-\x20\x7f\\]")

# What Python calls global and is not, or leads on to what is not.
NOT_PUBLIC = [
    ip_network(text)
    for text in (
        "168.63.129.16/32",  # the machine behind every virtual machine of Azure
        "192.0.0.0/24",
        "192.88.99.0/24",
        "2001::/23",  # Teredo and other ways around
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",
    )
]
GLOBAL_IPV6 = ip_network("2000::/3")


class Unreachable(Exception):
    """We do not send there, or nobody took it. ``reason`` is the sentence that people read."""

    def __init__(self, reason):
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: taken apart, and allowed by what it says."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_inside(self):
        """Whether operators said that this host of the house may be reached."""
        return bool({self.host, f"{self.host}:{self.port}"} & set(settings.WEBHOOK_PRIVATE_HOSTS))


def place_of(address):
    """The Place of an address. Raises Unreachable for one that we never send to."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or {"https": HTTPS, "http": 80}.get(parts.scheme)
    except ValueError:
        host = ""
    if UNTIDY.search(address) or not host:
        raise Unreachable(_("This is no web address. Copy it whole: it begins with https://"))
    if parts.username or parts.password:
        raise Unreachable(_("Leave the name and password before the @ out of the address."))
    path = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    place = Place(parts.scheme, host, port, path)
    if (place.scheme, place.port) != ("https", HTTPS) and not (
        place.is_inside and place.scheme in {"http", "https"}
    ):
        raise Unreachable(_("We send to https addresses on the usual port only."))
    return place


def is_public(text):
    """Whether an IP address lies in the open internet."""
    address = ip_address(text.partition("%")[0])
    if address.version == 6:
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if address not in GLOBAL_IPV6:
            return False
    elif not address.is_global or address.is_multicast:
        return False
    return not any(address.version == net.version and address in net for net in NOT_PUBLIC)


def addresses_of(place):
    """The IP addresses of a place, every one of them looked at. Raises Unreachable."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("Nobody knows the name %(host)s.") % {"host": place.host}) from error
    addresses = list(dict.fromkeys(entry[4][0] for entry in found))
    if not place.is_inside and not all(map(is_public, addresses)):
        raise Unreachable(
            _("%(host)s lies inside a private network, so we don’t send there.")
            % {"host": place.host}
        )
    return addresses


class Connection(http.client.HTTPConnection):
    """A connection to one of the addresses that were looked at, whatever the name says by now."""

    def __init__(self, place, addresses):
        super().__init__(place.host, place.port, timeout=PATIENCE)
        self.place, self.addresses = place, addresses
        self.was_cut = False
        self.default_port = {"https": HTTPS, "http": 80}[place.scheme]

    def connect(self):
        for number, address in enumerate(self.addresses, 1):
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
                break
            except OSError:
                if number == len(self.addresses) or self.was_cut:
                    raise
        if self.place.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
        if self.was_cut:  # while there was nothing yet to cut
            raise TimeoutError
        if self.place.scheme == "https":
            self.sock.do_handshake()

    def cut(self):
        """End it now, whatever the other side still does."""
        self.was_cut = True
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                return  # it has ended


def post(address, body, headers):
    """Send bytes to an address; returns the status of the answer. Raises Unreachable."""
    place = place_of(address)
    connection = Connection(place, addresses_of(place))
    alarm = Timer(LONGEST, connection.cut)
    alarm.daemon = True
    alarm.start()
    try:
        connection.request("POST", place.path, body, headers)
        answer = connection.getresponse()
        answer.read(ENOUGH)
        if connection.was_cut:  # what had come by then may look like an answer
            raise TimeoutError
        return answer.status
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(
            _("%(host)s did not take it: %(what)s.")
            % {"host": place.host, "what": type(error).__name__}
        ) from error
    finally:
        alarm.cancel()
        connection.close()

"""python -m portal.healthy: does the gunicorn of this container answer? Ends with 1 if not.

For health checks of containers, which have no curl. It loads nothing of Django's.
"""

import os
import socket
import sys
from http.client import HTTPConnection, HTTPException


class Unix(HTTPConnection):
    """A connection to a socket in the file system."""

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.host)


def answers(env=os.environ):
    """Whether /healthz answers 200, asked under the first name of ALLOWED_HOSTS."""
    name = (env.get("ALLOWED_HOSTS", "").replace(",", " ").split() or ["localhost"])[0].lstrip(".")
    if place := env.get("SOCKET"):
        connection = Unix(place, timeout=4)
    else:
        connection = HTTPConnection("127.0.0.1", int(env.get("PORT", "8000")), timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answers() else 1)

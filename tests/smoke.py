"""Do what a newcomer does, in a fresh clone: `make run`, sign in as Amina, see Today, press 0.

    python tests/smoke.py [REPOSITORY]

Then end it as Ctrl-C does, see that nothing stays behind, and start it again: quickly, with the
data still there. Needs nothing but Python, git and make.
"""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

FIRST_START = 600  # seconds; the packages come over the network
SECOND_START = 60


class Visitor:
    """A browser without a window: keeps cookies, follows redirects, fills in forms."""

    def __init__(self, address):
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def open(self, path, data=None):
        """The status, the address it ended at, and the text."""
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(f"{self.address}{path}", body)
        try:
            answer = self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.url, answer.read().decode()

    def sees(self, path, *words):
        """The text of a page that must answer 200 and say these words."""
        status, url, text = self.open(path)
        assert status == 200, f"{path} answered {status}"
        for word in words:
            assert word in text, f"{url} does not say {word!r}"
        return text


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(clone, port, limit, ending):
    """`make run` in the clone until it is ready; gives the seconds that took. Ends it after."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    for name in ("DATABASE_URL", "PORTAL_ENV", "DATA_DIR", "VIRTUAL_ENV", "BASE_URL"):
        env.pop(name, None)
    began = time.monotonic()
    command = ["make", "run", f"PORT={port}"]
    making = subprocess.Popen(command, cwd=clone, env=env, start_new_session=True)
    try:
        while not answers(port):
            assert making.poll() is None, "make run ended by itself"
            assert time.monotonic() - began < limit, "make run is not ready in time"
            time.sleep(0.2)
        yield time.monotonic() - began
    finally:
        if making.poll() is None:
            ending(making)
            making.wait(timeout=45)
        left = processes_in(clone)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
    assert not left, f"make run left {len(left)} processes behind"


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def ctrl_c(making):
    """What a terminal does: the whole group hears it."""
    os.killpg(making.pid, signal.SIGINT)


def terminate(making):
    """What a supervisor does: make alone hears it."""
    making.terminate()


def processes_in(clone):
    """The processes that run in the clone."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").resolve().is_relative_to(clone):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def sign_in_as_amina(visitor):
    """By the one-click list of the demo."""
    page = visitor.sees("/accounts/login/")
    form = re.search(r'action="(/accounts/demo/[^"]*amina[^"]*)"(.*?)</form>', page, re.DOTALL)
    assert form, "the sign-in page does not offer Amina"
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[2]))
    status, url, _text = visitor.open(form[1], fields)
    assert (status, urllib.parse.urlsplit(url).path) == (200, "/"), f"signing in led to {url}"


def main(repository):
    """The whole walk; AssertionError says in one sentence what was not as promised."""
    folder = Path(tempfile.mkdtemp(prefix="hero-smoke-")).resolve()
    clone = folder / "clone"
    port = free_port()
    try:
        subprocess.run(["git", "clone", "--quiet", repository, clone], check=True)
        visitor = Visitor(f"http://127.0.0.1:{port}")
        with served(clone, port, FIRST_START, ctrl_c) as first:
            sign_in_as_amina(visitor)
            visitor.sees("/", "Amina", "Press 0 for a person")
            visitor.sees("/zero/", "HERO desk")
            assert visitor.open("/nowhere/")[0] == 404
        with served(clone, port, SECOND_START, terminate) as second:
            visitor.sees("/", "Amina")  # still signed in: the database was kept
        sys.stdout.write(f"smoke: ready after {first:.0f} s, then after {second:.0f} s\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).resolve().parent.parent))

"""gunicorn in front of the test database: production's settings, DEBUG off, hashed files.

One for each worker, for the whole session. It ends with the session, and also when pytest is
killed. Its mail goes into a folder; what it logs as an error fails the test.
"""

import ctypes
import email
import email.policy
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

ROOT = settings.BASE_DIR
KEPT = Path(settings.DATA_DIR)
SOON = 60  # seconds that a start may take on a busy machine
BETWEEN_LETTERS = b"\n" + b"-" * 79 + b"\n"  # what Django writes after each letter of a file


def end_with_us():
    """Linux stops gunicorn when pytest is gone, however it went."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def production(folder, address="http://localhost"):
    """The environment of a portal in production that keeps its files in ``folder``."""
    return {
        **os.environ,
        "PORTAL_ENV": "production",
        "DATA_DIR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "AUDIT_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": address,
        "EMAIL_URL": "filemail://",
        "CMS_REQUIRES_SECOND_FACTOR": "false",  # the cast comes in by a session, not by the door
    }


def collected():
    """The folder of collected, hashed, compressed files; made now if nobody did for this state."""
    with (KEPT / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = KEPT / f"static-{_state()}"
        if not ready.exists():
            for older in KEPT.glob("static-*"):
                shutil.rmtree(older)
            part = KEPT / "static.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            for command in (["build_fonts"], ["collectstatic", "--noinput", "--verbosity=0"]):
                subprocess.run(
                    [sys.executable, "manage.py", *command],
                    cwd=ROOT,
                    env=production(part) | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
            part.rename(ready)
    return ready / "static"


def _state():
    """What the collected files depend on: ours, and every package."""
    digest = hashlib.sha256()
    for source in sorted(path for path in ROOT.glob("*/static/**/*") if path.is_file()):
        digest.update(str(source.relative_to(ROOT)).encode() + source.read_bytes())
    for package in sorted(f"{found.name}=={found.version}" for found in distributions()):
        digest.update(package.encode())
    return digest.hexdigest()[:16]


def database_url():
    """The address of this worker's test database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Served:
    """The running portal: where it is, the letters it sent, what it complained about."""

    def __init__(self, folder):
        self.folder, self.log = folder, folder / "gunicorn.log"
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.heard = 0

    def __enter__(self):
        media = Path(settings.MEDIA_ROOT)
        media.mkdir(parents=True, exist_ok=True)
        (self.folder / "media").symlink_to(media)
        (self.folder / "static").symlink_to(collected())
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "portal.wsgi"],
                cwd=ROOT,
                env=production(self.folder, self.address)
                | {
                    "DJANGO_SETTINGS_MODULE": "tests.journeys.served",
                    "DATABASE_URL": database_url(),
                    "HOST": "127.0.0.1",
                    "PORT": str(self.port),
                    "WEB_CONCURRENCY": "1",
                },
                stdout=log,
                stderr=log,
                preexec_fn=end_with_us,
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGQUIT)  # at once: nobody waits for an answer
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self):
        ends = time.monotonic() + SOON
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            assert time.monotonic() < ends, f"gunicorn does not answer within {SOON} seconds"
            time.sleep(0.05)

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                return True
        except OSError:
            return False

    def letters(self):
        """What it mailed since ``begin``, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"))
        return [
            email.message_from_bytes(letter, policy=email.policy.default)
            for file in files
            for letter in file.read_bytes().split(BETWEEN_LETTERS)
            if letter.strip()
        ]

    def begin(self):
        """Forget the letters and complaints of the test before."""
        shutil.rmtree(self.folder / "mail", ignore_errors=True)
        self.complaints()

    def complaints(self):
        """Errors in its log since somebody last asked."""
        said = self.log.read_text()[self.heard :]
        self.heard += len(said)
        return [line for line in said.splitlines() if '"level": "ERROR"' in line]

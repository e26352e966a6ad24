"""gunicorn in front of one of the databases, as in production."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

WORKERS = 2
PATIENCE = 60  # seconds until it must answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(postgres, name, folder, port=8000):
    """Production, with keys that are made up now. TLS ends at the proxy, so it is left out."""
    return {
        **os.environ,
        **postgres.environment(name, mode="production"),
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "HOST": "127.0.0.1",
    }


def collect_static(postgres, name, folder):
    """The type faces and the hashed, compressed files, as operate.md says."""
    for command in (["build_fonts"], ["collectstatic", "--noinput", "--verbosity=0"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            env=environment(postgres, name, folder),
            check=True,
            stdout=subprocess.DEVNULL,
        )


class Served:
    """gunicorn with two sync workers, as long as the ``with``."""

    def __init__(self, postgres, name, folder):
        self.port = free_port()
        self.log = Path(folder) / f"{name}.log"
        self.env = environment(postgres, name, folder, self.port)
        self.process = None

    def __enter__(self):
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"]
        sync = ["--worker-class", "sync", "--workers", str(WORKERS), "--threads", "1"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*gunicorn, *sync, "--max-requests", "0", "tests.bench.wsgi"],
                env=self.env,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > until or self.process.poll() is not None:
                self.__exit__()
                sys.exit(f"gunicorn doesn't answer:\n{self.log.read_text()}")
            time.sleep(0.2)
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except OSError:
            return False

    def memory(self):
        """(RSS, PSS) of the largest worker, in MB: with what it shares, and with its part of it."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        sizes = []
        for pid in children.split():
            told = dict(
                line.split(":", 1)
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            )
            sizes.append([int(told[name].split()[0]) / 1024 for name in ("Rss", "Pss")])
        return tuple(max(size) for size in zip(*sizes, strict=True))

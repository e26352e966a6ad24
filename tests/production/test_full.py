"""A full disk: people read on, are told kindly that nothing can be kept, and nothing is half kept.

The disk is a small one that is filled to the brim. Where nothing can be mounted (a container
without the right to), Linux lets no file of the portal grow instead. Only SQLite: a PostgreSQL on
a full disk says so by itself (tests/portal/test_errors.py, 53100).
"""

import os
import resource
import subprocess
from contextlib import contextmanager

import psutil

from tests.production import proof
from tests.production.company import WRITERS
from tests.production.databases import rows
from tests.production.servers import served
from tests.production.visitor import Visitor

SIZE = 24_000_000  # bytes
MARGIN = 400_000  # so much more than now a file may grow: enough for a row, not for the upload
PDF = (
    b"%PDF-1.7\n"
    + b"% kettle\n" * 200_000
    + b"1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"
)


@contextmanager
def small_disk(folder):
    """Mount a small disk on a folder; gives whether that was possible."""
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder]
    mounted = os.geteuid() == 0 and subprocess.run(mounting, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", folder], check=True)


def may_grow_to(portal, size):
    """Let no file of the portal grow beyond this; RLIM_INFINITY takes it back."""
    for process in (psutil.Process(portal.process.pid), *portal.workers()):
        process.rlimit(psutil.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextmanager
def full(portal, mounted):
    """Nothing more can be kept in the portal's folder, for the length of the block."""
    filler = portal.folder / "filler"
    if not mounted:
        may_grow_to(portal, 0)
    else:
        with filler.open("wb", buffering=0) as brim:
            for size in (1 << 20, 1 << 12, 1):
                with_room = True
                while with_room:
                    try:
                        with_room = brim.write(b"x" * size) == size
                    except OSError:
                        with_room = False
    try:
        yield
    finally:
        may_grow_to(portal, resource.RLIM_INFINITY)
        filler.unlink(missing_ok=True)


def test_a_full_disk_keeps_nobody_from_reading(files, tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    with small_disk(folder) as mounted:
        database = files.fresh(folder)
        with served(folder, database, workers=1) as portal:
            amina = Visitor(portal.address, WRITERS[0])
            amina.sign_in()
            title = "A kettle"
            words = {"title": title, "moment": "They stood.", "help": "Chairs.", "do": "send"}
            place = amina.send("/ideas/new/", "/ideas/new/", technology="no", **words)
            no_room_for_an_upload(portal, amina, place)
            with full(portal, mounted):
                reads(amina, "/", place, "/ideas/", "/policies/", "/zero/", "/healthz")
                again = is_told_to_wait(amina, place)
            assert amina.once("POST", f"{place}talk/", again).status_code == 302
            uploads = {"files": ("plan.pdf", PDF, "application/pdf")}
            sent = amina.form(f"{place}files/", f"{place}files/")
            sent.pop("files")
            assert amina.once("POST", f"{place}files/", sent, uploads).status_code == 302
        proof.nothing_is_lost(database, {"ideas": [title], "comments": [again["text"]]})
        proof.nothing_is_half(database)
        assert rows(database, "SELECT name FROM ideas_attachment") == [("plan.pdf",)]
        assert rows(database, "PRAGMA integrity_check") == [("ok",)]


def no_room_for_an_upload(portal, amina, place):
    """The page comes back with a sentence and with what was typed; nothing is left over."""
    sent = amina.form(f"{place}files/", f"{place}files/") | {"description": "The queue at noon"}
    sent.pop("files")
    may_grow_to(portal, (portal.folder / "portal.sqlite3-wal").stat().st_size + MARGIN)
    answer = amina.once("POST", f"{place}files/", sent, {"files": ("plan.pdf", PDF)})
    may_grow_to(portal, resource.RLIM_INFINITY)
    assert answer.status_code == 503, answer.text
    assert answer.headers["Retry-After"] == "30"
    assert "There is no room for “plan.pdf” just now" in answer.text
    assert 'value="The queue at noon"' in answer.text
    assert not [path for path in (portal.folder / "media").rglob("*") if path.is_file()]
    assert rows(portal.database, "SELECT name FROM ideas_attachment") == []


def reads(visitor, *paths):
    for path in paths:
        assert visitor.once("GET", path).status_code == 200, path


def is_told_to_wait(visitor, place):
    """A 503 for what people send; gives what the button on its page sends again."""
    sent = visitor.form(place, f"{place}talk/") | {"text": "Two words that must not get lost"}
    for _press in range(2):
        answer = visitor.once("POST", f"{place}talk/", sent)
        assert answer.status_code == 503, answer.text
        assert answer.headers["Retry-After"] == "30"
        assert "Send it again" in answer.text
        assert sent["text"] in answer.text.split("What you typed is here")[1]
    return sent

"""Uploads and the virus scanner: a daemon that speaks ClamAV's protocol over a real socket."""

import io
import socketserver
import struct
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ideas.models import Attachment, Idea
from portal import antivirus, environment

EVIL = b"a test text that stands for a virus"


class Daemon(socketserver.StreamRequestHandler):
    """The INSTREAM command: chunks with their length before them, then the answer in a line."""

    def handle(self):
        assert self.rfile.readline() == b"nINSTREAM\n"
        seen = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            seen += self.rfile.read(length)
        self.server.seen.append(seen)
        found = b"stream: Test.Evil FOUND\n" if EVIL in seen else b"stream: OK\n"
        self.wfile.write(self.server.says or found)


@pytest.fixture
def daemon(settings, tmp_path):
    """A scanner that listens; ``seen`` is what it was shown, ``says`` overrules its answer."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Daemon) as server:
        server.seen, server.says = [], b""
        settings.MEDIA_ROOT = tmp_path
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV = f"127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def test_a_clean_file_passes_and_is_read_from_its_beginning(daemon):
    upload = io.BytesIO(b"all is well")
    upload.read()
    antivirus.look_into(upload)
    assert daemon.seen == [b"all is well"]
    assert upload.read() == b"all is well"


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        (b"", "The virus scanner refuses this file"),
        (b"stream: Broken.Archive ERROR\n", "The virus scanner refuses this file"),
        (b"nonsense\n", "We can’t look for viruses just now"),
        (b"INSTREAM size limit exceeded. ERROR\n", "We can’t look for viruses just now"),
    ],
)
def test_what_is_not_said_to_be_clean_stays_out(daemon, says, sentence):
    daemon.says = says
    with pytest.raises(antivirus.NotClean, match=sentence):
        antivirus.look_into(io.BytesIO(EVIL))


def test_a_scanner_that_is_away_keeps_files_out(settings, tmp_path):
    settings.CLAMAV = f"unix:{tmp_path}/nobody.ctl"
    with pytest.raises(antivirus.NotClean, match="Try again in ten minutes"):
        antivirus.look_into(io.BytesIO(b"all is well"))


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMAV = ""
    antivirus.look_into(io.BytesIO(EVIL))


def test_a_file_of_an_idea_is_looked_into(daemon, client, amina):
    idea = Idea.objects.create(author=amina, token="draft-amina001", title="A kettle")
    client.force_login(amina)
    url = reverse("ideas:attach", args=[idea.slug])
    answer = client.post(url, {"files": SimpleUploadedFile("note.txt", EVIL), "description": "Why"})
    assert answer.status_code == 422
    assert "The virus scanner refuses this file" in answer.content.decode()
    assert 'value="Why"' in answer.content.decode()
    assert not Attachment.objects.exists()
    client.post(url, {"files": SimpleUploadedFile("note.txt", b"All is well.")})
    assert Attachment.objects.get().name == "note.txt"


@pytest.mark.parametrize("kind", ["documents", "images"])
def test_a_file_in_the_cms_is_looked_into(daemon, client, ada, kind, settings):
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model

    settings.CMS_REQUIRES_SECOND_FACTOR = False
    daemon.says = b"stream: Test.Evil FOUND\n"
    client.force_login(ada)
    model = {"documents": get_document_model(), "images": get_image_model()}[kind]
    name, content = {"documents": ("a.txt", b"All is well."), "images": ("a.png", pixel())}[kind]
    answer = client.post(
        f"/cms/{kind}/add/",
        {"title": "A file", "file": SimpleUploadedFile(name, content), "collection": "1"},
    )
    assert "The virus scanner refuses this file" in answer.content.decode()
    assert daemon.seen
    assert not model.objects.exists()


def pixel():
    """The smallest picture."""
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (1, 1)).save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.parametrize("value", ["clamav", "clamav:", ":3310", "clamav:port", "unix:clamd.ctl"])
def test_an_address_that_is_none_is_named(value):
    with pytest.raises(ImproperlyConfigured, match="CLAMAV="):
        environment.scanner("CLAMAV", env={"CLAMAV": value})


@pytest.mark.parametrize("value", ["", "clamav:3310", "[::1]:3310", "unix:/run/clamd.ctl"])
def test_an_address_that_is_one_is_taken(value):
    assert environment.scanner("CLAMAV", env={"CLAMAV": value}) == value

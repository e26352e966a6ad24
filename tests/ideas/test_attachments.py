"""Files are what their content says: photos are made anew, documents looked into, bombs refused."""

import errno
import io
import struct
import tracemalloc
import zlib

import pytest
from PIL import Image

from ideas import attachments, filekinds
from ideas.attachments import clean_name, look_into
from ideas.seats import Refused
from portal import trail
from tests.ideas.making import (
    EXCEL,
    PDF,
    SLIDES,
    WORD,
    office,
    photo,
    photo_from_a_phone,
    upload,
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def checked(data=PDF, name="plan.pdf"):
    return look_into(upload(data, name))


def stored(place):
    return [path for path in place.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_is_kept_upright_and_says_nothing_about_where_it_was_taken(kind):
    data = photo_from_a_phone(kind)
    assert b"CANARY-CAMERA" in data
    content = checked(data, "till.jpg").content
    assert b"CANARY-CAMERA" not in content.data
    with Image.open(io.BytesIO(content.data)) as seen:
        assert not seen.getexif()
        assert seen.size == (content.width, content.height) == (40, 60)
        red, green, _blue = seen.convert("RGB").getpixel((20, 5))
    assert red > 200 > 60 > green  # the left side went to the top


@pytest.mark.parametrize(
    ("kind", "extension", "content_type"),
    [
        ("JPEG", ".jpg", "image/jpeg"),
        ("PNG", ".png", "image/png"),
        ("WEBP", ".webp", "image/webp"),
        ("HEIF", ".jpg", "image/jpeg"),
    ],
)
def test_what_browsers_show_stays_and_the_rest_becomes_jpeg(kind, extension, content_type):
    kept = checked(photo(kind), "IMG_1.HEIC")
    assert (kept.content.extension, kept.content.content_type) == (extension, content_type)
    assert kept.name == f"IMG_1{extension}"


def test_a_large_photo_is_made_smaller_and_a_small_one_stays():
    assert checked(photo(size=(4000, 1000)), "a.jpg").content.width == 2048
    assert checked(photo(size=(30, 20)), "a.jpg").content.width == 30


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16"])
def test_every_way_to_store_colours_is_understood(mode):
    data = photo("PNG", mode=mode, colour=1 if mode in {"P", "L", "1", "I;16"} else None)
    assert checked(data, "a.png").content.content_type == "image/png"


def test_a_comment_or_a_page_behind_a_photo_does_not_go_on():
    data = photo() + b"<script>alert('CANARY-TAIL')</script>"
    assert b"CANARY-TAIL" not in checked(data, "a.jpg").content.data
    assert b"CANARY" not in checked(photo(comment=b"CANARY"), "a.jpg").content.data


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (PDF, "plan.pdf", "application/pdf"),
        (office(), "plan.docx", filekinds.OFFICE[b"wordprocessingml.document.main+xml"][1]),
        (office(EXCEL), "plan.xlsx", filekinds.OFFICE[b"spreadsheetml.sheet.main+xml"][1]),
        (
            office(SLIDES),
            "plan.pptx",
            filekinds.OFFICE[b"presentationml.presentation.main+xml"][1],
        ),
        ("Grüße aus Kraków".encode(), "plan.txt", "text/plain; charset=utf-8"),
        ("Grüße".encode("cp1252"), "plan.txt", "text/plain; charset=utf-8"),
    ],
)
def test_documents_are_kept(data, name, content_type):
    kept = checked(data, name)
    assert (kept.name, kept.content.content_type) == (name, content_type)


def bomb(width, height):
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


LIAR = office(big_dot_xml="0" * 5_000_000)
LIAR = LIAR.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 10))  # says ten bytes
MACRO = WORD.replace(
    "openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled"
)
TEMPLATE = (
    '<Relationships><Relationship TargetMode="External" Target="https://evil.test/x.dotm" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    "</Relationships>"
)
HOSTILE = {
    "empty": (b"", "a.jpg", "nothing in this file"),
    "huge picture": (bomb(60_000, 60_000), "a.png", "too large"),
    "just too huge": (bomb(8_000, 7_000), "a.png", "too large"),
    "half a photo": (photo(size=(900, 900))[:400], "a.jpg", "can’t open this photo"),
    "photo of nothing": (b"\xff\xd8\xff\xe0" + b"\0" * 40, "a.jpg", "can’t open this photo"),
    "drawing": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", "keep"),
    "drawing as photo": (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "a.png", "made of code"),
    "page as text": (b"  <!DOCTYPE html><script>alert(1)</script>", "a.txt", "made of code"),
    "page": (b"<script>alert(1)</script>", "a.html", "can’t keep"),
    "program": (b"MZ\x90\0", "a.exe", "can’t keep"),
    "program as text": (b"MZ\x90\0\x03", "a.txt", "one of them"),
    "gif": (b"GIF89a=1;alert(1)//", "a.jpg", "one of them"),
    "gif that is script": (b"GIF89a/*<script>*/=1", "a.txt", "one of them"),
    "pdf without end": (PDF[:-8] + b"\n" * 3000, "a.pdf", "has no end"),
    "pdf with a zip behind": (PDF + office() * 20, "a.pdf", "has no end"),
    "pdf that runs": (PDF.replace(b"/Root", b"/OpenAction<</JavaScript(1)>>"), "a.pdf", "program"),
    "pdf that starts": (PDF.replace(b"/Root", b"/Launch/Root"), "a.pdf", "program"),
    "page before a pdf": (b"<html><script>alert(1)</script>" + PDF, "a.pdf", "made of code"),
    "pdf called photo": (PDF, "a.jpg", "something else"),
    "photo called pdf": (photo(), "a.pdf", "something else"),
    "sheet called document": (office(EXCEL), "a.docx", "something else"),
    "macro": (office(MACRO), "a.docx", "macro"),
    "macro by another name": (office(word__vbaProject_dot_bin="x"), "a.docx", "macro"),
    "control": (office(word__activeX__activeX1_dot_xml="x"), "a.docx", "macro"),
    "embedded program": (office(word__embeddings__oleObject1_dot_bin="x"), "a.docx", "macro"),
    "template from elsewhere": (office(word___rels__a_dot_rels=TEMPLATE), "a.docx", "elsewhere"),
    "hidden words": (office(types=f"<Types>{WORD}&#109;</Types>"), "a.docx", "can’t open"),
    "words in UTF-16": (office(types=WORD.encode("utf-16")), "a.docx", "can’t open"),
    "zip": (office(types="<Types/>"), "a.docx", "packed"),
    "zip by name": (office(), "a.zip", "can’t keep"),
    "broken zip": (office()[:-30], "a.docx", "can’t open"),
    "zip that lies": (LIAR, "a.docx", "can’t open"),
    "locked": (office(compression=14), "a.docx", "locked"),  # LZMA
    "old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.txt", "old kind"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_cannot_be_kept_is_named_and_says_what_to_do(case):
    data, name, said = HOSTILE[case]
    with pytest.raises(Refused) as refused:
        checked(data, name)
    assert said in refused.value.reason
    assert name in refused.value.reason
    assert refused.value.status == 422


def test_a_file_of_ten_megabytes_is_the_largest():
    with pytest.raises(Refused, match="larger than 10 MB"):
        checked(b"a" * 10_000_001, "a.txt")


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    data = office(**{f"big{number}": "0" * 9_000_000 for number in range(10)})
    assert len(data) < 200_000
    tracemalloc.start()
    with pytest.raises(Refused, match="unpacks to far more"):
        checked(data, "a.docx")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\plan.pdf", "plan.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "a b Set-Cookie x.pdf"),
        ("photo\u202egpj.exe", "photo gpj.exe"),
        ('"><img src=x onerror=alert(1)>.png', "img src=x onerror=alert(1).png"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("Zdjęcie z Krakowa.jpg", "Zdjęcie z Krakowa.jpg"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("a." + "x" * 300, "a." + "x" * 98),
    ],
)
def test_names_are_cleaned(typed, kept):
    assert clean_name(typed) == kept


def test_a_file_is_kept_under_a_name_of_ours(draft, amina, media):
    kept = attachments.add(draft, checked(), by=amina, description="  The queue ")
    assert (kept.name, kept.description, kept.size) == ("plan.pdf", "The queue", len(PDF))
    assert [path.read_bytes() for path in stored(media)] == [PDF]
    assert "plan" not in kept.file.name


def test_history_tells_of_the_files_of_a_shared_idea_and_not_of_a_draft(draft, amina, media):
    from ideas import services

    attachments.add(draft, checked(), by=amina)
    assert not trail.about(draft).filter(kind="idea.file_added").exists()
    services.perform(draft, "submit", by=amina)
    draft.refresh_from_db()
    kept = attachments.add(draft, checked(name="more.pdf"), by=amina)
    assert trail.sentence(trail.about(draft).first()) == "Amina Yusuf added “more.pdf”."
    attachments.remove(kept, by=amina)
    assert trail.sentence(trail.about(draft).first()) == "Amina Yusuf took “more.pdf” away."


def test_taking_away_removes_the_file_when_the_transaction_is_over(
    draft, amina, media, django_capture_on_commit_callbacks
):
    kept = attachments.add(draft, checked(), by=amina)
    with django_capture_on_commit_callbacks() as later:
        attachments.remove(kept, by=amina)
        assert stored(media)
    for call in later:
        call()
    assert not stored(media)
    assert not draft.attachments.exists()


def test_nobody_but_its_people_adds_or_removes(shared, amina, marcus, sam, ada, media):
    kept = attachments.add(shared, checked(), by=amina)
    for person in (marcus, sam, ada):
        with pytest.raises(Refused, match="Only the people whose idea it is"):
            attachments.add(shared, checked(), by=person)
        with pytest.raises(Refused, match="Only the people whose idea it is"):
            attachments.remove(kept, by=person)
    assert shared.attachments.get() == kept


def test_an_idea_carries_ten_files(draft, amina, monkeypatch, media):
    monkeypatch.setattr(attachments, "MOST", 2)
    for _number in range(2):
        attachments.add(draft, checked(), by=amina)
    with pytest.raises(Refused, match="as many as one idea carries"):
        attachments.add(draft, checked(), by=amina)
    assert len(stored(media)) == 2


def test_a_person_adds_forty_files_a_day(draft, amina, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_A_DAY", 1)
    attachments.add(draft, checked(), by=amina)
    with pytest.raises(Refused, match="forty files"):
        attachments.add(draft, checked(), by=amina)


def test_a_file_whose_row_could_not_be_written_leaves_nothing_behind(
    draft, amina, media, monkeypatch
):
    monkeypatch.setattr(attachments, "_note", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attachments.add(draft, checked(), by=amina)
    assert not stored(media)
    assert not draft.attachments.exists()


def test_a_full_disk_is_said_kindly_and_another_error_is_not_hidden(
    draft, amina, media, monkeypatch
):
    for number in (errno.ENOSPC, errno.EACCES):

        def full(*given, number=number, **named):
            raise OSError(number, "No")

        monkeypatch.setattr("portal.folder.Folder.save", full)
        expected = Refused if number == errno.ENOSPC else PermissionError
        with pytest.raises(expected) as raised:
            attachments.add(draft, checked(), by=amina)
        assert getattr(raised.value, "status", 503) == 503
    assert not draft.attachments.exists()

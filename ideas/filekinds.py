"""What a file is, by its content: photos are made anew, documents are looked into.

Nothing here trusts a name or what a browser says. Each function takes bytes, is bounded in time
and memory, and raises Unfit with the sentence that people read.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

MOST_PIXELS = 50_000_000  # what phones make today; more is a bomb, or a poster
LONGEST_SIDE = 2048
QUALITY = 85
MOST_MEMBERS = 3_000  # files inside an office file
MOST_UNPACKED = 80_000_000  # bytes they may unpack to
MOST_MANIFEST = 1_000_000
LONGEST_TEXT = 1_000_000
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
PHOTO_ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"}
OFFICE = {
    b"wordprocessingml.document.main+xml": (
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    b"spreadsheetml.sheet.main+xml": (
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    b"presentationml.presentation.main+xml": (
        ".pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
ENDINGS = PHOTO_ENDINGS | {".pdf", ".txt"} | {ending for ending, _type in OFFICE.values()}
# Part names and types of programs inside office files, and of what is fetched when one is opened.
PROGRAMS = re.compile(rb"macroenabled|vbaproject|activex|\.ms-office\.")
FETCHED = re.compile(rb"relationships/(attachedtemplate|oleobject|frame|subdocument)")

pillow_heif.register_heif_opener(thumbnails=False)


class Unfit(Exception):
    """The file can't be kept; ``reason`` is the sentence that says why, and what to do."""

    def __init__(self, reason):
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Content:
    """What will be kept: bytes of a known kind."""

    data: bytes
    extension: str
    content_type: str
    width: int | None = None
    height: int | None = None


def look_into(data):
    """The Content of a file's bytes. Raises Unfit for what is broken, dangerous or unknown."""
    if not data:
        raise Unfit(_("There is nothing in this file. Choose it once more."))
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit(_("This is an office file of the old kind. Save it as .docx or .xlsx first."))
    if _looks_like_photo(data):
        return _photo(data)
    return _text(data)


def _looks_like_photo(data):
    return (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"heim", b"mif1", b"msf1"})
    )


def _photo(data):
    """The picture alone: upright, at most 2048 pixels long, without place, date or camera."""
    broken = Unfit(_("We can’t open this photo. Take a screenshot of it, and add that."))
    too_large = Unfit(_("This picture is too large for us: save it smaller, then add it."))
    try:
        with Image.open(io.BytesIO(data), formats=PHOTO_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise too_large
            kind = opened.format
            if kind == "JPEG":
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            picture = _in_common_colours(picture)
            out = io.BytesIO()
            extension, content_type = _write(picture, kind, out)
    except Unfit:
        raise
    except Image.DecompressionBombError as error:
        raise too_large from error
    # A hostile picture may make a decoder stumble in any way: all of them mean "broken".
    except Exception as error:
        raise broken from error
    return Content(out.getvalue(), extension, content_type, picture.width, picture.height)


def _in_common_colours(picture):
    """A picture in sRGB: its colour profile goes with the rest of what it says about itself."""
    profile = picture.info.get("icc_profile")
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            return ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile: the colours stay as they are
    return picture.convert("RGBA" if see_through else "RGB")


def _write(picture, kind, out):
    """Encode the pixels alone, so that nothing hidden beside them goes on."""
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    if kind == "PNG":
        clean.save(out, "PNG", optimize=True)
        return ".png", "image/png"
    if kind == "WEBP":
        clean.save(out, "WEBP", quality=QUALITY)
        return ".webp", "image/webp"
    clean.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True)
    return ".jpg", "image/jpeg"


def _pdf(data):
    """A PDF as it is. One that runs something when it is opened is refused."""
    if b"%%EOF" not in data[-2048:]:
        raise Unfit(_("This PDF has no end: it broke on the way. Save it once more, then add it."))
    if b"/JavaScript" in data or b"/Launch" in data:
        raise Unfit(_("A program hides in this PDF. Print it to a new PDF, and add that."))
    return Content(data, ".pdf", "application/pdf")


def _office(data):
    """An office file as it is, once everything in it was unpacked and checked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_size(members)
            if archive.testzip():  # unpacks every member, to the size that was just checked
                raise zipfile.BadZipFile
            manifest = _read(archive, "[Content_Types].xml")
            links = [_read(archive, m.filename) for m in members if m.filename.endswith(".rels")]
    except Unfit:
        raise
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError) as error:
        raise Unfit(_("We can’t open this file. Save it once more, and add that.")) from error
    _check_programs(members, manifest, links)
    for mark, (extension, content_type) in OFFICE.items():
        if mark in manifest:
            return Content(data, extension, content_type)
    raise Unfit(_("We can’t keep packed files. Add what is in it, one by one."))


def _check_size(members):
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        raise Unfit(_("This file unpacks to far more than it says. Save it smaller, then add it."))
    for member in members:
        plain = member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        if member.flag_bits & 1 or not plain:
            raise Unfit(_("This file is locked. Save it without a password, and add that."))


def _read(archive, name):
    """A part of an office file that says what the others are, in lower-case bytes."""
    if archive.getinfo(name).file_size > MOST_MANIFEST:
        raise zipfile.BadZipFile
    text = archive.read(name)
    if b"\0" in text or b"&#" in text:  # UTF-16, or letters written as numbers, to hide a word
        raise zipfile.BadZipFile
    return text.lower()


def _check_programs(members, manifest, links):
    """Refuse macros, controls and embedded programs, and what is fetched from elsewhere."""
    names = "\n".join(member.filename for member in members).lower().encode()
    if PROGRAMS.search(names) or PROGRAMS.search(manifest) or b"oleobject" in names:
        raise Unfit(_("A program (a macro) hides in this file. Save it without, and add that."))
    for text in links:
        if PROGRAMS.search(text) or (b"external" in text and FETCHED.search(text)):
            raise Unfit(_("This file fetches things from elsewhere. Save it as PDF, and add that."))


def _text(data):
    """Plain text, as UTF-8."""
    unknown = Unfit(
        _("We can keep photos, PDF, Word, Excel, PowerPoint and plain text. Is this one of them?")
    )
    if len(data) > LONGEST_TEXT or data.startswith((b"GIF8", b"BM", b"{\\rtf")):
        raise unknown
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x9f�]", text):
        raise unknown
    if re.match(r"\s*<(\?xml|!doctype|!--|html|svg|script|body|head)", text, re.IGNORECASE):
        raise Unfit(_("We can’t keep drawings or pages made of code. A photo of it works."))
    return Content(text.encode(), ".txt", "text/plain; charset=utf-8")

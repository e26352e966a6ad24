"""Files of every kind, made in memory: photos, documents, and what hostile people make of them."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(data, name="file"):
    return SimpleUploadedFile(name, data)


def photo(kind="JPEG", size=(60, 40), colour=(200, 30, 40), mode="RGB", **options):
    """A photo of one colour, as bytes."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def photo_from_a_phone(kind="JPEG"):
    """Lying on its side, with the place where it was taken and a word that must not survive."""
    picture = Image.new("RGB", (60, 40), (255, 255, 255))
    picture.paste((255, 0, 0), (0, 0, 30, 40))  # red on the left
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise to see it as it was
    exif[0x010F] = "CANARY-CAMERA"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (53.0, 47.0, 59.0)
    out = io.BytesIO()
    picture.save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def office(main=WORD, part="word/document.xml", compression=zipfile.ZIP_DEFLATED, **more):
    """An office file; ``more`` are members by name, with "__" for "/" and "_dot_" for "."."""
    out = io.BytesIO()
    types = f'<Types><Override PartName="/{part}" ContentType="{main}"/></Types>'
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", more.pop("types", types))
        archive.writestr("_rels/.rels", more.pop("rels", "<Relationships/>"))
        archive.writestr(part, "<document>Hello</document>")
        for name, data in more.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()

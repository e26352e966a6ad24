"""Films of lessons and their captions, in pieces as browsers ask for them."""

import re

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from policy.learning import pages
from policy.learning.blocks import VIDEO_TYPES

RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})$")
PIECE = 64 * 1024


@require_safe
def film(request, course, lesson, block, part):
    """The film or the captions of a block of a lesson that the reader may see."""
    found = pages.find_course(request, course)
    here = pages.find_lesson(request, found, lesson)
    for one in here.body:
        if one.block_type == "video" and str(one.id) == str(block) and one.value[part]:
            return _send(request, one.value[part])
    raise Http404


def _send(request, document):
    extension = document.file_extension.lower()
    kind = VIDEO_TYPES.get(extension, "text/vtt; charset=utf-8" if extension == "vtt" else "")
    if not kind:
        raise Http404
    try:
        file = document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return ranged(request.headers.get("Range", ""), file, document.file.size, kind)


def ranged(asked, file, size, kind):
    """The whole file, or the one range that ``asked`` names (206); 416 for one outside the file.

    Several ranges at once, and what is no range, get the whole file, as RFC 9110 allows.
    """
    match = RANGE.match(asked.strip())
    if not match or not any(match.groups()):
        response = FileResponse(file, content_type=kind)
    else:
        first, last = _bounds(*match.groups(), size)
        if first >= size or first > last:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        file.seek(first)
        response = StreamingHttpResponse(
            _pieces(file, last - first + 1), status=206, content_type=kind
        )
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bounds(first, last, size):
    if not first:  # the last so many bytes
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _pieces(file, left):
    with file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

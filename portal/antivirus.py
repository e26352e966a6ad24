"""Every upload is shown to ClamAV, where CLAMAV names one. Without it nothing is asked.

A scanner that is away keeps files out: what nobody looked at is not served to colleagues.
"""

import contextlib
import logging

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 20  # for a file of 10 MB a daemon needs one or two
log = logging.getLogger(__name__)


class NotClean(Exception):
    """The file is not kept; ``reason`` is the sentence that says why, and what to do."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def _daemon():
    address = settings.CLAMAV
    if address.startswith("unix:"):
        return ClamdUnixSocket(address.removeprefix("unix:"), timeout=SECONDS)
    host, _colon, port = address.rpartition(":")
    return ClamdNetworkSocket(host, int(port), timeout=SECONDS)


def look_into(upload):
    """Raise NotClean if the scanner finds something in this open file, or can't look into it.

    The file is read to its end and set back to its beginning. Takes a second or two for a large
    one, so call it before any transaction.
    """
    if not settings.CLAMAV:
        return
    upload.seek(0)
    try:
        said = _daemon().instream(upload)
    except (ClamdError, OSError) as error:
        log.error("ClamAV did not answer: %s", error)
        raise NotClean(
            _(
                "We can’t look for viruses just now, so this file was not kept. Try again in ten "
                "minutes, or ring the HERO desk."
            )
        ) from error
    finally:
        with contextlib.suppress(ValueError):  # a file that was closed meanwhile
            upload.seek(0)
    status, found = said.get("stream", ("ERROR", None))
    if status == "OK":
        return
    log.warning("ClamAV refused an upload: %s %s", status, found)
    raise NotClean(
        _(
            "The virus scanner refuses this file, so it was not kept. If you trust where it came "
            "from, ring the HERO desk before you send it to anybody else."
        )
    )

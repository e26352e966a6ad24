"""Uploads in a folder: each is there whole and synced to the disk, or not there at all."""

import errno
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files import File
from django.core.files.storage import FileSystemStorage

UNFINISHED = ".unfinished-"  # what a process that was killed in the middle may leave behind

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


def has_no_room(error):
    """Whether a disk is full, or may not be written any more."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


class Folder(FileSystemStorage):
    """Writes beside, syncs, then gives the file its name. Raises OSError with nothing left over."""

    def _save(self, name, content):
        os.makedirs(self.location, exist_ok=True)
        with NamedTemporaryFile(dir=self.location, prefix=UNFINISHED, delete=False) as unfinished:
            try:
                for chunk in content.chunks():
                    unfinished.write(chunk.encode() if isinstance(chunk, str) else chunk)
                unfinished.flush()
                os.fsync(unfinished.fileno())
                whole = File(unfinished)
                whole.temporary_file_path = lambda: unfinished.name  # says: move this one
                return super()._save(name, whole)
            finally:
                Path(unfinished.name).unlink(missing_ok=True)

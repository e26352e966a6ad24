"""Photos and files of an idea: added by its authors, seen by whoever sees the idea.

checked = attachments.look_into(upload)  # slow: before any transaction
attachments.add(idea, checked, by=amina)
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import drafts, filekinds
from ideas.compact import State
from ideas.models import Attachment, Idea
from ideas.seats import Refused
from portal import antivirus, folder, trail

LARGEST = 10_000_000  # bytes, as they come
MOST = 10  # per idea
MOST_A_DAY = 40  # per person
LONGEST_NAME = 100
ACCEPT = ",".join(sorted(filekinds.ENDINGS))  # for the file field of a page
# Names that a browser or a desktop shows the wrong way round, or not at all.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was looked into, with its name as it will be shown."""

    name: str
    content: filekinds.Content


def look_into(upload):
    """Check an uploaded file by its content. Raises Refused with the sentence that says why."""
    given = clean_name(upload.name or "")
    if upload.size > LARGEST:
        raise Refused(
            _("“%(name)s” is larger than 10 MB. Save it smaller, then add it.") % {"name": given}
        )
    ending = PurePosixPath(given).suffix.lower()
    if ending and ending not in filekinds.ENDINGS:
        raise Refused(
            _(
                "We can’t keep “%(name)s”. Photos, PDF, Word, Excel, PowerPoint and plain text "
                "are fine."
            )
            % {"name": given}
        )
    try:
        antivirus.look_into(upload)
        upload.seek(0)
        content = filekinds.look_into(upload.read(LARGEST + 1))
    except (antivirus.NotClean, filekinds.Unfit) as unfit:
        said = _("“%(name)s” was not added. %(reason)s")
        raise Refused(said % {"name": given, "reason": unfit.reason}) from unfit
    if ending and kind_of(ending) != kind_of(content.extension):
        said = _("“%(name)s” holds something else than its name says, so it was not added.")
        raise Refused(said % {"name": given})
    stem = given.removesuffix(PurePosixPath(given).suffix) or _("file")
    return Checked(f"{stem}{content.extension}", content)


def kind_of(ending):
    """Endings of photos are one kind: phones mix them up."""
    return ".photo" if ending in filekinds.PHOTO_ENDINGS else ending


def clean_name(name):
    """A name as it can be shown and downloaded: no path, nothing unseen, not too long."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(" " if unicodedata.category(c) in UNSEEN else c for c in name)
    name = re.sub(r'[<>:"|?*]', " ", name)
    name = " ".join(name.split()).strip(". ")
    ending = PurePosixPath(name).suffix
    if len(ending) > 10:
        ending = ""
    stem = name.removesuffix(ending).strip(". ")[:LONGEST_NAME].strip()
    return f"{stem or _('file')}{ending}"


@transaction.atomic
def add(idea, checked, *, by, description=""):
    """Keep a file that was looked into, and return the Attachment.

    Raises Refused for who may not change the idea, when there are too many files, and while the
    disk is full.
    """
    idea = _locked(idea, by)
    if idea.attachments.count() >= MOST:
        raise Refused(_("Ten files are as many as one idea carries. Take one away first."))
    since = timezone.now() - timedelta(days=1)
    if Attachment.objects.filter(added_by=by, added_at__gte=since).count() >= MOST_A_DAY:
        raise Refused(_("That’s forty files in a day. Ring the desk, and we’ll find another way."))
    content = checked.content
    attachment = Attachment(
        idea=idea,
        added_by=by,
        name=checked.name,
        extension=content.extension,
        content_type=content.content_type,
        size=len(content.data),
        sha256=hashlib.sha256(content.data).hexdigest(),
        width=content.width,
        height=content.height,
        description=description.replace("\0", "").strip()[:200],
    )
    try:
        attachment.file.save(checked.name, ContentFile(content.data), save=False)
    except OSError as error:
        if not folder.has_no_room(error):
            raise
        said = _(
            "There is no room for “%(name)s” just now. Try again in a while, or ring the desk."
        )
        raise Refused(said % {"name": checked.name}, status=503) from error
    try:
        attachment.save()
        _note("idea.file_added", attachment, by)
    except BaseException:
        attachment.file.storage.delete(attachment.file.name)
        raise
    return attachment


@transaction.atomic
def remove(attachment, *, by):
    """Take a file away, from the disk as well. Raises Refused for who may not."""
    _locked(attachment.idea, by)
    _note("idea.file_removed", attachment, by)
    storage, place = attachment.file.storage, attachment.file.name
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(place))


def may_change(idea, person):
    """Whether this person may add and take away files here."""
    return drafts.may_write(idea, person) is None


def _locked(idea, person):
    """The idea, locked, for somebody who may write in it."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if reason := drafts.may_write(idea, person):
        raise Refused(reason, status=403)
    return idea


def _note(kind, attachment, by):
    """The history of a shared idea tells of its files; a draft is its author's own."""
    if attachment.idea.state != State.DRAFT:
        trail.record(kind, actor=by, subject=attachment.idea, file=attachment.name)


trail.register("idea.file_added", gettext_lazy("%(actor)s added “%(file)s”."), "file")
trail.register("idea.file_removed", gettext_lazy("%(actor)s took “%(file)s” away."), "file")

"""Files that an edition links to stay as they were: people agreed to them with the text.

A new version is a new document, and linking to it is a change that a second person reads.
"""

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from policy.models import Edition
from policy.refusals import Refused
from portal import antivirus

Document = get_document_model()


def edition_with(document):
    """An edition of a policy that links to this document, or None."""
    link = f"/documents/{document.pk}/"
    return Edition.objects.filter(sections__icontains=link).order_by("pk").first()


def check(document):
    """Raises Refused where an edition needs this file."""
    edition = edition_with(document)
    if edition is not None:
        raise Refused(
            _(
                "“%(document)s” stands in edition %(edition)s of “%(policy)s”, so its file stays. "
                "Add the new one as a document of its own, and link to that."
            )
            % {"document": document, "edition": edition.label, "policy": edition.title}
        )


class Scanned:
    """A form of Wagtail whose new file is shown to the virus scanner first."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            try:
                antivirus.look_into(file)
            except antivirus.NotClean as unclean:
                raise ValidationError(unclean.reason) from unclean
        return file


class ImageForm(Scanned, BaseImageForm):
    """Wagtail's, with the scanner in front."""


class DocumentForm(Scanned, BaseDocumentForm):
    """Wagtail's, which would put another file in place of one that people agreed to."""

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and "file" in self.changed_data:
            try:
                check(self.instance)
            except Refused as refusal:
                self.add_error("file", refusal.reason)
        return cleaned


@receiver(pre_delete, sender=Document, dispatch_uid="policy.documents.keep")
def keep(instance, **kwargs):
    """Wagtail's screens know no service of ours, so the table itself refuses, whoever asks."""
    check(instance)

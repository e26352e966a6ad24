"""The blocks that lessons and questions are written in."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
VIDEO_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}


class OptionBlock(blocks.StructBlock):
    """One thing a person may choose, and what we say to it."""

    text = blocks.CharBlock(max_length=300, label=_("text"))
    right = blocks.BooleanBlock(required=False, label=_("this is right"))
    why = blocks.CharBlock(max_length=400, label=_("what we say to it"))

    class Meta:
        icon = "help"
        label = _("Option")


class CustomerBlock(blocks.StructBlock):
    """The customer's own words, as they came in."""

    who = blocks.CharBlock(max_length=80, label=_("name and town"))
    text = blocks.TextBlock(max_length=600, label=_("their words"))

    class Meta:
        icon = "openquote"
        label = _("Customer’s words")
        template = "learn/blocks/customer.html"


class DosBlock(blocks.StructBlock):
    do = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1, label=_("What works"))
    dont = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1, label=_("What doesn’t"))

    class Meta:
        icon = "list-ul"
        label = _("Do and don’t")
        template = "learn/blocks/dos.html"


class PictureBlock(blocks.StructBlock):
    """A picture with the words that say it to people who don't see it."""

    image = ImageBlock(required=False, label=_("picture"))
    description = blocks.TextBlock(
        max_length=400,
        label=_("what it shows"),
        help_text=_("Shown in place of the picture as long as there is none."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "learn/blocks/picture.html"


class VideoBlock(blocks.StructBlock):
    """A film that was uploaded as a document, its captions, and every word of it to read."""

    title = blocks.CharBlock(max_length=120, label=_("title"))
    film = DocumentChooserBlock(label=_("film (mp4 or webm)"))
    captions = DocumentChooserBlock(label=_("captions (vtt)"))
    transcript = blocks.TextBlock(max_length=10_000, label=_("every word of it"))

    class Meta:
        icon = "media"
        label = _("Film")
        template = "learn/blocks/video.html"

    def clean(self, value):
        cleaned = super().clean(value)
        wrong = {}
        if cleaned["film"].file_extension.lower() not in VIDEO_TYPES:
            wrong["film"] = ValidationError(_("Choose an mp4 or a webm file."))
        if cleaned["captions"].file_extension.lower() != "vtt":
            wrong["captions"] = ValidationError(_("Choose a vtt file."))
        if wrong:
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return cleaned


class TryBlock(blocks.StructBlock):
    """A question of the bank for practice. Nothing is scored, and no test draws it."""

    question = blocks.CharBlock(
        max_length=60, label=_("question"), help_text=_("Its key in the question bank.")
    )

    class Meta:
        icon = "help"
        label = _("Try it")


LESSON_BLOCKS = [
    (
        "text",
        blocks.RichTextBlock(
            features=TEXT_FEATURES, template="learn/blocks/text.html", label=_("Text")
        ),
    ),
    ("picture", PictureBlock()),
    ("video", VideoBlock()),
    ("customer", CustomerBlock()),
    ("dos", DosBlock()),
    (
        "story",
        blocks.TextBlock(
            max_length=2000, label=_("Story"), icon="edit", template="learn/blocks/story.html"
        ),
    ),
    ("try", TryBlock()),
]

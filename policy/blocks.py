"""The blocks that a policy is written in."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

TEXT_FEATURES = ["bold", "ol", "ul", "link", "document-link"]


class PersonBlock(blocks.StructBlock):
    """The person to ask about this part."""

    username = blocks.CharBlock(
        label=_("person"), max_length=150, help_text=_("The name they sign in with.")
    )
    why = blocks.CharBlock(label=_("what to ask them"), required=False, max_length=200)

    class Meta:
        icon = "user"
        label = _("Person to ask")
        template = "policy/blocks/person.html"

    def clean(self, value):
        from portal.models import User

        cleaned = super().clean(value)
        if not User.objects.present().filter(username=cleaned["username"]).exists():
            raise blocks.StructBlockValidationError(
                block_errors={
                    "username": ValidationError(_("Nobody of that name works here. Look them up."))
                }
            )
        return cleaned


class RulesBlock(blocks.StructBlock):
    """Go ahead, ask first, never."""

    green = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("Go ahead"), min_num=0)
    amber = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("Ask first"), min_num=0)
    red = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("Never"), min_num=0)

    class Meta:
        icon = "list-ul"
        label = _("Green, amber, red")
        template = "policy/blocks/rules.html"


class VoicePairBlock(blocks.StructBlock):
    you = blocks.CharBlock(label=_("sounds like you"), max_length=400)
    wall = blocks.CharBlock(label=_("sounds like a wall"), max_length=400)


class VoicesBlock(blocks.StructBlock):
    """The same thing said by a person and by a wall."""

    pairs = blocks.ListBlock(VoicePairBlock(), min_num=1)

    class Meta:
        icon = "openquote"
        label = _("Sounds like you, sounds like a wall")
        template = "policy/blocks/voices.html"


class ExampleBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, required=False)
    text = blocks.TextBlock(max_length=2000)

    class Meta:
        icon = "help"
        label = _("Example")
        template = "policy/blocks/example.html"


class TableBlock(blocks.StructBlock):
    """A small table: the first cell of each row names the row."""

    columns = blocks.ListBlock(blocks.CharBlock(max_length=80), label=_("columns"), min_num=2)
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(max_length=400), min_num=2), label=_("rows"), min_num=1
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "policy/blocks/table.html"

    def clean(self, value):
        cleaned = super().clean(value)
        if any(len(row) != len(cleaned["columns"]) for row in cleaned["rows"]):
            raise blocks.StructBlockValidationError(
                non_block_errors=[ValidationError(_("Give every row a cell for each column."))]
            )
        return cleaned


class SectionBlock(blocks.StructBlock):
    """One numbered section. Its anchor is what links and agreements point to: keep it stable."""

    title = blocks.CharBlock(max_length=120)
    anchor = blocks.CharBlock(
        required=False, max_length=60, help_text=_("Made from the title if you leave it empty.")
    )
    summary = blocks.CharBlock(max_length=240, label=_("in one line"))
    body = blocks.StreamBlock(
        [
            ("text", blocks.RichTextBlock(features=TEXT_FEATURES)),
            ("rules", RulesBlock()),
            ("voices", VoicesBlock()),
            ("table", TableBlock()),
            ("example", ExampleBlock()),
            ("note", blocks.TextBlock(max_length=1000, template="policy/blocks/note.html")),
            ("person", PersonBlock()),
            ("document", DocumentChooserBlock(template="policy/blocks/document.html")),
        ],
        min_num=1,
    )

    class Meta:
        icon = "doc-full"
        label = _("Section")

    def clean(self, value):
        cleaned = super().clean(value)
        cleaned["anchor"] = slugify(cleaned.get("anchor") or cleaned["title"])[:60]
        return cleaned


class ChangeBlock(blocks.StructBlock):
    """One change of this edition, with its why."""

    anchor = blocks.CharBlock(
        required=False, max_length=60, label=_("section"), help_text=_("Its anchor, if it is one.")
    )
    what = blocks.CharBlock(max_length=300, label=_("what changed"))
    why = blocks.CharBlock(max_length=300, label=_("why"))
    asked_by = blocks.CharBlock(required=False, max_length=120, label=_("who asked for it"))


class AnswerBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=300)
    right = blocks.BooleanBlock(required=False)
    feedback = blocks.CharBlock(max_length=400, label=_("what we say to this answer"))


class CheckBlock(blocks.StructBlock):
    """A short question before agreeing; exactly one answer is right."""

    question = blocks.CharBlock(max_length=300)
    answers = blocks.ListBlock(AnswerBlock(), min_num=2, max_num=5)

    class Meta:
        icon = "help"
        label = _("Question before agreeing")

    def clean(self, value):
        cleaned = super().clean(value)
        if sum(bool(answer["right"]) for answer in cleaned["answers"]) != 1:
            raise blocks.StructBlockValidationError(
                non_block_errors=[ValidationError(_("Mark exactly one answer as the right one."))]
            )
        return cleaned

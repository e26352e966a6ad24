"""The form in which editors write a lesson. Apart from cms.py, because the page model names it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class LessonForm(WagtailAdminPageForm):
    """A lesson practises only what its course's bank has."""

    def clean(self):
        from policy.models import Question

        given = super().clean()
        body = given.get("body")
        if body is None or self.is_deferred_validation:
            return given
        asked = {block.value["question"] for block in body if block.block_type == "try"}
        known = Question.objects.active().filter(course_id=self.parent_page.pk, key__in=asked)
        missing = asked - set(known.values_list("key", flat=True))
        if missing:
            self.add_error(
                "body",
                _("The question bank has no question called %(keys)s.")
                % {"keys": ", ".join(sorted(missing))},
            )
        return given

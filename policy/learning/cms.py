"""Learning in the CMS: the question bank, and what is never deleted.

The rules are in policy.learning.bank; this asks them and shows what they say.
"""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.models import Page

from policy.learning import bank
from policy.models import Attempt, CoursePage, Question
from portal.models import User


class QuestionForm(WagtailAdminModelForm):
    """A question with its options; key and course stay once it is stored."""

    retired = forms.BooleanField(
        label=_("Retired"),
        required=False,
        help_text=_("It isn’t asked any more. What people answered stays as it is."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "person" in self.fields:
            self.fields["person"].queryset = User.objects.present()
        if self.instance.pk:
            self.fields["retired"].initial = self.instance.retired_at is not None
            for name in ("course", "key"):
                self.fields[name].disabled = True

    def clean(self):
        given = super().clean()
        if self.errors or given.get("options") is None:
            return given
        options = [
            {"right": bool(child.value["right"])}
            for child in given["options"]
            if child.block_type == "option"
        ]
        sentence = bank.problem(given.get("kind"), options, guide=given.get("guide", ""))
        if sentence:
            free = given.get("kind") == Question.Kind.FREE
            self.add_error("guide" if free and not options else "options", sentence)
        if given.get("kind") == Question.Kind.FREE and given.get("critical"):
            self.add_error("critical", _("What a person reads can’t be critical."))
        return given


class KeepMixin:
    """Saves through the service; Wagtail's own history of the row gets its line as well."""

    log_as = ""

    def save_instance(self):
        question = bank.keep(self.form.instance, by=self.request.user)
        settle = bank.retire if self.form.cleaned_data["retired"] else bank.bring_back
        question = settle(question, by=self.request.user)
        log(instance=question, action=self.log_as, user=self.request.user)
        return question


class AddView(KeepMixin, generic.CreateView):
    log_as = "wagtail.create"


class ChangeView(KeepMixin, generic.EditView):
    log_as = "wagtail.edit"


class RetireView(generic.DeleteView):
    """Where other things are deleted, a question retires."""

    page_title = _("Retire")
    success_message = _("Retired. What people answered stays as it is.")

    @property
    def confirmation_message(self):
        return _("It won’t be asked any more. What people answered stays readable. Retire it?")

    def delete_action(self):
        bank.retire(self.object, by=self.request.user)
        log(instance=self.object, action="wagtail.edit", user=self.request.user)


class BankViewSet(ModelViewSet):
    """Every question of every course."""

    model = Question
    name = "question_bank"
    url_prefix = "question-bank"
    icon = "help"
    menu_label = _("Learning")
    menu_name = "learning"
    menu_order = 240
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    ordering = ["course", "part", "key"]
    list_display = ["question", "key", "course", "part", "kind", "pool", "critical", "retired_at"]
    list_filter = ["course", "part", "kind", "pool", "critical"]
    search_fields = ["key", "question", "scenario"]
    add_view_class = AddView
    edit_view_class = ChangeView
    delete_view_class = RetireView
    delete_template_name = "learn/cms/retire.html"
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("course"), FieldPanel("key")]),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("pool"), FieldPanel("part")]),
            FieldPanel("critical"),
            MultiFieldPanel(
                [FieldPanel("customer_who"), FieldPanel("customer"), FieldPanel("scenario")],
                heading=_("The moment"),
            ),
            FieldPanel("question"),
            FieldPanel(
                "options",
                help_text=_("To put in order: list them in the right order. Readers see another."),
            ),
            FieldPanel("guide"),
            FieldPanel("person"),
            FieldPanel("retired"),
        ],
        base_form_class=QuestionForm,
    )


@hooks.register("register_admin_viewset")
def question_bank():
    return BankViewSet()


def taken_below(pages):
    """The first course among these pages and below them that people took, or that has questions."""
    for page in pages:
        courses = CoursePage.objects.descendant_of(page, inclusive=True)
        for course in courses:
            taken = Attempt.objects.filter(course=course).exists()
            if taken or Question.objects.filter(course=course).exists():
                return course
    return None


def refuse_deletion(request, course):
    """Say why, and lead to where one can take the course down instead."""
    messages.error(
        request,
        _(
            "“%(title)s” has a question bank, and people may have taken it, so it can’t be "
            "deleted. Unpublish it instead: nobody sees it any more, the results stay."
        )
        % {"title": course.title},
    )
    return redirect("wagtailadmin_pages:edit", course.pk)


@hooks.register("before_delete_page")
def keep_taken(request, page):
    course = taken_below([page])
    return refuse_deletion(request, course) if course else None


@hooks.register("before_bulk_action")
def keep_taken_in_bulk(request, action_type, objects, action_class_instance):
    if action_type != "delete":
        return None
    course = taken_below([thing for thing in objects if isinstance(thing, Page)])
    return refuse_deletion(request, course) if course else None

"""Topics and channels in the CMS, and how people get on as one of its reports."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from policy import training
from policy.models import Channel, Topic
from policy.training_tables import courses_table
from portal import exports
from portal.models import User


class TopicForm(WagtailAdminModelForm):
    """A topic names people who work here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("champion", "pass_to"):
            self.fields[name].queryset = User.objects.present()


class KeepView(generic.DeleteView):
    """What people were backed for or asked about stays: it is part of what was said when."""

    def get(self, request, *args, **kwargs):
        return self._keep() or super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self._keep() or super().post(request, *args, **kwargs)

    def _keep(self):
        """The way back with a reason for what is in use; None for what may go."""
        asks = getattr(self.object, "asks", None)
        if not self.object.sponsorships.exists() and not (asks and asks.exists()):
            return None
        messages.error(
            self.request,
            _("People have been backed for “%(name)s”, so it stays. Give it another name.")
            % {"name": self.object},
        )
        return redirect(self.edit_url_name, self.object.pk)


class TopicViewSet(ModelViewSet):
    """What customers ask about."""

    model = Topic
    name = "topics"
    icon = "tag"
    menu_label = gettext_lazy("Topics")
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["name", "covers", "red", "pass_to", "champion"]
    list_filter = ["red"]
    search_fields = ["name", "words", "covers"]
    delete_view_class = KeepView
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldPanel("covers"),
            FieldPanel("words"),
            FieldPanel("champion"),
            MultiFieldPanel(
                [FieldPanel("red"), FieldPanel("pass_to")], heading=gettext_lazy("Red topics")
            ),
        ],
        base_form_class=TopicForm,
    )


class ChannelViewSet(ModelViewSet):
    """Where people speak."""

    model = Channel
    name = "channels"
    icon = "globe"
    menu_label = gettext_lazy("Channels")
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["name", "slug", "covers"]
    list_display = ["name", "covers"]
    delete_view_class = KeepView


class SpeakingGroup(ViewSetGroup):
    """Both under one word of the menu."""

    items = (TopicViewSet, ChannelViewSet)
    menu_label = gettext_lazy("Speaking")
    menu_name = "speaking"
    menu_icon = "comment"
    menu_order = 245


@hooks.register("register_admin_viewset")
def speaking():
    return SpeakingGroup()


class TrainingReport(ReportView):
    """A row for each course; its title leads to the people."""

    page_title = gettext_lazy("How people get on")
    header_icon = "clipboard-list"
    index_url_name = "policy_training_report"
    index_results_url_name = "policy_training_report_results"
    verbose_name_plural = gettext_lazy("courses")
    default_ordering = "title"
    show_export_buttons = True
    columns = [
        TitleColumn(
            "course.title",
            label=gettext_lazy("Course"),
            sort_key="title",
            get_url=lambda row: reverse("policy:training_people", args=[row.course.slug]),
        ),
        Column("course.edition", label=gettext_lazy("Edition")),
        NumberColumn("people", label=gettext_lazy("People")),
        NumberColumn("counts.passed", label=gettext_lazy("Passed")),
        NumberColumn("counts.due", label=gettext_lazy("Refresher open")),
        NumberColumn("counts.lapsed", label=gettext_lazy("Ran out")),
        NumberColumn("counts.begun", label=gettext_lazy("On the way")),
        NumberColumn("counts.new", label=gettext_lazy("Not started")),
    ]

    @cached_property
    def people(self):
        """Whom the person may see."""
        return training.people_for(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if training.people_for(request.user) is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        return training.courses()

    def get_table(self, object_list):
        return super().get_table(training.rows(self.people, object_list))

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """Our own export: Wagtail's would let a cell run as a formula."""
        rows = training.rows(self.people, queryset)
        return exports.answer(spreadsheet_format, "courses", *courses_table(rows))


class TrainingMenuItem(MenuItem):
    """In the menu "Reports" of those who may see it."""

    def is_shown(self, request):
        return training.people_for(request.user) is not None


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("reports/training/", TrainingReport.as_view(), name="policy_training_report"),
        path(
            "reports/training/results/",
            TrainingReport.as_view(results_only=True),
            name="policy_training_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def menu_item():
    return TrainingMenuItem(
        gettext_lazy("How people get on"),
        reverse("policy_training_report"),
        name="training",
        icon_name="clipboard-list",
        order=110,
    )

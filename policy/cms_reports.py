"""Who has agreed, as a report of the CMS: the same numbers as /policies/cover/, in its look."""

from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from policy import standing
from policy.cover import policies_table
from portal import exports


class CoverReport(ReportView):
    """A row for each policy; its title leads to the people, the filters and the reminder."""

    page_title = _("Who has agreed")
    header_icon = "clipboard-list"
    index_url_name = "policy_cover_report"
    index_results_url_name = "policy_cover_report_results"
    verbose_name_plural = _("policies")
    default_ordering = "title"
    show_export_buttons = True
    columns = [
        TitleColumn(
            "policy.title",
            label=_("Policy"),
            sort_key="title",
            get_url=lambda row: reverse("policy:cover_people", args=[row.policy.slug]),
        ),
        Column("policy.edition", label=_("Edition")),
        Column("policy.owner_person", label=_("Owner")),
        NumberColumn("asked", label=_("Asked")),
        NumberColumn("agreed", label=_("Agreed")),
        NumberColumn("missing", label=_("Not yet")),
        NumberColumn("overdue", label=_("Overdue")),
        DateColumn("policy.published", label=_("Asked since")),
        Column("due", label=_("By")),
        Column("policy.review_by", label=_("Review by"), sort_key="review_by"),
    ]

    @cached_property
    def scope(self):
        """What the person may see. Raises PermissionDenied."""
        scope = standing.scope_of(self.request.user)
        if scope is None:
            raise PermissionDenied
        return scope

    def get_base_queryset(self):
        return self.scope.policies().select_related("owner_person").defer("body", "changes")

    def get_table(self, object_list):
        return super().get_table(standing.rows(self.scope, list(object_list)))

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """Our own export: Wagtail's would let a cell run as a formula."""
        rows = standing.rows(self.scope, list(queryset))
        return exports.answer(spreadsheet_format, "who-has-agreed", *policies_table(rows))


class CoverMenuItem(MenuItem):
    """In the menu "Reports" of those who may see it."""

    def is_shown(self, request):
        return standing.scope_of(request.user) is not None


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("reports/who-has-agreed/", CoverReport.as_view(), name="policy_cover_report"),
        path(
            "reports/who-has-agreed/results/",
            CoverReport.as_view(results_only=True),
            name="policy_cover_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def menu_item():
    return CoverMenuItem(
        _("Who has agreed"),
        reverse("policy_cover_report"),
        name="who-has-agreed",
        icon_name="clipboard-list",
        order=100,
    )

"""Wagtail's own reports as CSV: no title or name that somebody typed runs as a formula there
either. In its Excel files Wagtail types such cells as text itself."""

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.exports import safe

as_wagtail_has_it = SpreadsheetExportMixin.preprocess_field_value


def preprocess_field_value(view, field, value, export_format):
    """What goes into a cell."""
    given = as_wagtail_has_it(view, field, value, export_format)
    if export_format == view.FORMAT_CSV and isinstance(given, str):
        return safe(given)
    return given


SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value

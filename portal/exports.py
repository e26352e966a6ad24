"""Tables for a spreadsheet, as CSV or XLSX, that carry words and never formulas.

A cell that a spreadsheet would run (=cmd, +1, -1, @sum, also behind blanks) begins with an
apostrophe instead. Numbers and dates that come as such are written as such.
"""

import csv
import re
from datetime import date, datetime
from io import TextIOWrapper
from itertools import chain
from tempfile import TemporaryFile

from django.http import FileResponse
from django.utils import timezone

FORMATS = ("csv", "xlsx")
LONGEST = 32_000  # characters of a cell; a spreadsheet takes 32,767
# The wide signs are what Japanese and Chinese spreadsheets read as the narrow ones.
STARTS_A_FORMULA = re.compile(r"[\t\r\n\0]|[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe(text):
    """``text`` as a cell that nobody's spreadsheet runs or chokes on."""
    runs = STARTS_A_FORMULA.match(text) or STARTS_A_FORMULA.match(UNPRINTABLE.sub("", text))
    text = UNPRINTABLE.sub("", text)[:LONGEST]
    return f"'{text}" if runs else text


def cell(value):
    """A value as it goes into a table: numbers and dates as they are, all else as safe text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, int | date) and not isinstance(value, bool):
        return value
    return safe(str(value))


def as_csv(name, columns, rows):
    """A response with the table as CSV, in UTF-8 with the mark that Excel asks for."""
    file = TemporaryFile()  # noqa: SIM115  (the response closes it)
    lines = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
    for row in chain([columns], rows):
        writer.writerow([cell(value) for value in row])
    lines.detach().seek(0)
    return _file(file, f"{name}.csv", "text/csv; charset=utf-8")


def as_xlsx(name, columns, rows):
    """A response with the table as an Excel file. Text cells are typed as text."""
    # Five MB of every worker, for a file now and then: so only here.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    heads = [_typed(sheet, column) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_typed(sheet, value) for value in row])
    file = TemporaryFile()  # noqa: SIM115  (the response closes it)
    book.save(file)
    file.seek(0)
    return _file(file, f"{name}.xlsx", XLSX)


def _file(file, name, kind):
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


def _typed(sheet, value):
    from openpyxl.cell import WriteOnlyCell

    made = WriteOnlyCell(sheet, cell(value))
    if isinstance(made.value, str):
        made.data_type = "s"  # "#N/A" would be an error, "=1" a formula
    return made


def answer(form, name, columns, rows):
    """The table in the form that was asked for, one of FORMATS; ``name`` without its ending."""
    return as_xlsx(name, columns, rows) if form == "xlsx" else as_csv(name, columns, rows)

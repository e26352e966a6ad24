"""Read a CSV file into rows, and say what is wrong with it by row and column.

Rows are numbered as a spreadsheet numbers them: the header is row 1, and empty rows count.
"""

import csv
import io
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MAX_BYTES = 5_000_000
MAX_ROWS = 10_000
FORMULA = "=+-@\t\r"
SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. ``row`` 0 means the file as a whole."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Sheet:
    """The rows of a file as (number, {column: text}), and what is wrong with its shape."""

    columns: tuple = ()
    rows: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def problem(self, reason, *, row=0, column="", value=""):
        self.problems.append(Problem(row, column, value[:80], str(reason)))


def read(raw, *, known, required):
    """Parse the bytes of a file. ``known`` are the columns there may be, ``required`` must be."""
    sheet = Sheet()
    text = _decode(raw, sheet)
    if sheet.problems:
        return sheet
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), _dialect(text), strict=True))
    except csv.Error:
        sheet.problem(
            _(
                "A quotation mark is opened and never closed, or closed in the middle of a cell. "
                "Save the file again as CSV from your spreadsheet."
            )
        )
        return sheet
    if not records or not any(cell.strip() for cell in records[0]):
        sheet.problem(_("The file is empty. The first row must name the columns."))
        return sheet
    header = [cell.strip().lower().replace(" ", "_") for cell in records[0]]
    while header and not header[-1]:
        header.pop()
    _check_header(header, sheet, known, required)
    sheet.columns = tuple(header)
    _read_rows(records[1:], header, sheet)
    return sheet


def _decode(raw, sheet):
    if len(raw) > MAX_BYTES:
        sheet.problem(_("The file is larger than 5 MB. Split it into several."))
    elif raw.startswith(b"PK\x03\x04"):
        sheet.problem(_("This is a spreadsheet. Save it as “CSV UTF-8” and choose that file."))
    elif raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        sheet.problem(_("The file is in UTF-16. Save it as “CSV UTF-8” and choose it again."))
    if sheet.problems:
        return ""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        sheet.problem(
            _("There is a letter that is not UTF-8. Save the file as “CSV UTF-8”."), row=row
        )
        return ""
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        sheet.problem(_("There is a NUL byte in this row. Is this really a CSV file?"), row=row)
    return text


def _dialect(text):
    """The separator that stands most often in the header."""
    header = text.lstrip().partition("\n")[0]
    best = max(SEPARATORS, key=header.count)

    class Dialect(csv.excel):
        delimiter = best

    return Dialect


def _check_header(header, sheet, known, required):
    for name, count in Counter(header).items():
        if not name:
            sheet.problem(_("A column has no name. Name it or remove it."), row=1)
        elif name not in known:
            sheet.problem(
                _("There is no column of this name. The columns are: %(columns)s.")
                % {"columns": ", ".join(known)},
                row=1,
                column=name,
            )
        elif count > 1:
            sheet.problem(_("This column is there twice. Keep one."), row=1, column=name)
    for name in required:
        if name not in header:
            sheet.problem(_("This column is missing. Everybody needs it."), row=1, column=name)


def _read_rows(records, header, sheet):
    filled = [(n, row) for n, row in enumerate(records, 2) if any(cell.strip() for cell in row)]
    if len(filled) > MAX_ROWS:
        sheet.problem(
            _("There are %(n)s people in the file. Split it: 10,000 at a time.")
            % {"n": len(filled)}
        )
        return
    if not filled:
        sheet.problem(_("There is nobody in the file: it ends after the names of the columns."))
    for number, cells in filled:
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(header):
            sheet.problem(
                _("This row has %(cells)s cells, and the header has %(columns)s.")
                % {"cells": len(cells), "columns": len(header)},
                row=number,
            )
            continue
        sheet.rows.append((number, dict(zip(header, map(_plain, cells), strict=True))))


def _plain(cell):
    """The text of a cell. The quote that our own exports put before a formula goes away again."""
    cell = unicodedata.normalize("NFC", cell).strip()
    if cell[:1] == "'" and cell[1:2] and cell[1] in FORMULA:
        cell = cell[1:]
    return cell

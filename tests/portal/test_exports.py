"""Tables that carry words and never formulas, opened again the way a spreadsheet would."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal import exports

RUNS = "=+-@＝＋－＠\t\r\n\0"
FIXED = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\0=1",
    "\x01=1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\n@x",
    '=HYPERLINK("http://evil.example","Pay")',
    "＝1+1",
]


def opened_csv(rows):
    body = b"".join(exports.as_csv("x", ["Who"], rows).streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def opened_xlsx(rows):
    body = b"".join(exports.as_xlsx("x", ["Who"], rows).streaming_content)
    return list(load_workbook(io.BytesIO(body)).active.iter_rows())


@pytest.mark.parametrize("text", FIXED)
def test_what_a_spreadsheet_would_run_is_disarmed(text):
    shown = exports.safe(text)
    assert shown.startswith("'")
    assert opened_csv([[text]])[1] == [shown]
    (made,) = opened_xlsx([[text]])[1]
    assert made.data_type == "s"
    assert made.value.startswith("'")


@pytest.mark.parametrize(
    "text", ["#N/A", "#REF!", "TRUE", "1e9", "2026-05-04", "12", "O’Brien", ""]
)
def test_words_stay_words(text):
    assert opened_csv([[text]])[1] == [text]
    (made,) = opened_xlsx([[text]])[1]
    assert (made.data_type, made.value) == ("s", text) or (text == "" and made.value is None)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_no_text_ever_becomes_a_formula(texts):
    rows = opened_xlsx([[text] for text in texts])[1:]
    for (made,) in rows:
        assert made.value is None or made.data_type == "s"
    lines = opened_csv([[text] for text in texts])[1:]
    assert len(lines) == len(texts)
    for (shown,) in lines:
        assert not shown or shown[0] not in RUNS
        assert not shown.lstrip() or shown.lstrip()[0] not in RUNS


def test_numbers_and_days_can_be_counted_with():
    number, day = opened_xlsx([[7, date(2026, 5, 4)]])[1]
    assert (number.data_type, number.value) == ("n", 7)
    assert day.is_date
    assert opened_csv([[7, date(2026, 5, 4)], [None, True]])[1:] == [
        ["7", "2026-05-04"],
        ["", "True"],
    ]


def test_a_very_long_text_is_cut():
    (made,) = opened_xlsx([["x" * 50_000]])[1]
    assert len(made.value) == exports.LONGEST


@pytest.mark.parametrize(("form", "kind"), [("csv", "text/csv"), ("xlsx", "spreadsheetml")])
def test_it_comes_as_a_file_with_a_name(form, kind):
    answer = exports.answer(form, "who", ["Who"], [["Amina"]])
    assert kind in answer["Content-Type"]
    assert answer["Content-Disposition"] == f'attachment; filename="who.{form}"'

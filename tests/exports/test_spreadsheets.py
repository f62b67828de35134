"""CSV and XLSX: no cell starts a formula, nothing is lost, numbers stay numbers."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta, timezone

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.domain.errors import Refused
from facilitation.domain.texts import printable
from facilitation.exports.spreadsheets import LONGEST_CELL, Sheet, csv_of, xlsx_of

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def rows_of(sheet: Sheet) -> list[list[str]]:
    text = csv_of(sheet, "en").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def workbook_of(*sheets: Sheet):
    return openpyxl.load_workbook(io.BytesIO(xlsx_of("Events", sheets).content))


def test_csv_begins_with_the_mark_of_utf_8_and_keeps_its_lines():
    made = csv_of(Sheet("Tandems, 2027", ("City", "Said"), (("Warsaw", 'Żółć, "x"\ny'), (None, ""))), "en")
    assert made.content.startswith(b"\xef\xbb\xbfCity,Said\r\n")
    assert made.file_name == "tandems-2027.csv" and made.media_type == "text/csv; charset=utf-8"
    assert rows_of(Sheet("t", ("City", "Said"), (("Warsaw", 'Żółć, "x"\ny'), (None, "")))) == [
        ["City", "Said"],
        ["Warsaw", 'Żółć, "x"\ny'],
        ["", ""],
    ]


@pytest.mark.parametrize("start", STARTS)
def test_a_text_that_could_start_a_formula_is_neutralised(start):
    text = f"{start}HYPERLINK(1)"
    ((head,), (cell,)) = rows_of(Sheet("t", (text,), ((text,),)))
    assert head[0] == cell[0] == "'"
    assert cell[1:] == printable(text)


def test_numbers_and_moments_are_themselves():
    moment = datetime(2027, 3, 18, 15, 0, tzinfo=timezone(timedelta(hours=1)))
    row = (-5, 2.5, True, date(2027, 3, 18), moment, time(9, 30))
    sheet = Sheet("t", tuple("abcdef"), (row,))
    assert rows_of(sheet)[1] == ["-5", "2.5", "True", "2027-03-18", "2027-03-18T15:00:00+01:00", "09:30:00"]
    page = workbook_of(sheet).active
    assert [cell.value for cell in page[2]] == [
        -5,
        2.5,
        True,
        datetime(2027, 3, 18),
        moment.astimezone(UTC).replace(tzinfo=None),
        time(9, 30),
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(STARTS) | st.characters(), max_size=20).map("".join))
def test_no_cell_starts_a_formula_and_no_word_is_lost(text):
    # A row of its own after it: an empty single cell reads back as no row at all.
    (_, (cell, _)) = rows_of(Sheet("t", ("a", "b"), ((text, "end"),)))
    assert not cell.startswith(STARTS)
    assert cell in (printable(text), f"'{printable(text)}")


@pytest.mark.parametrize(
    "text", ["=1+1", "{=1+1}", "https://example.org", "mailto:a@b.org", "internal:A1", "+1", "_x0041_"]
)
def test_every_text_in_a_workbook_is_a_text(text):
    cell = workbook_of(Sheet("t", ("a",), ((text,),))).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_the_header_stays_in_sight():
    page = workbook_of(Sheet("t", ("City", "Count"), (("Warsaw", 3),))).active
    assert page.freeze_panes == "A2" and page.print_title_rows == "$1:$1"
    assert page["A1"].font.bold and page.auto_filter.ref == "A1:B2"


def test_sheets_get_names_that_excel_takes():
    titles = ("a" * 40, "A" * 40, "x[1]:*?/\\", "'x'", "History", "", "\x00")
    names = workbook_of(*(Sheet(title, ("a",), ()) for title in titles)).sheetnames
    assert names == ["a" * 31, "A" * 29 + " 2", "x 1", "x", "History 2", "Data", "Data 2"]


def test_a_text_too_long_for_a_cell_is_cut_and_that_is_said():
    made = xlsx_of("t", [Sheet("t", ("a",), (("x" * (LONGEST_CELL + 1),), ("y" * LONGEST_CELL,)))])
    assert [str(remark) for remark in made.remarks] == [
        "Texts that were too long for a cell and have been cut: 1"
    ]
    page = openpyxl.load_workbook(io.BytesIO(made.content)).active
    assert len(page["A2"].value) == len(page["A3"].value) == LONGEST_CELL


def test_rows_have_as_many_cells_as_the_header():
    with pytest.raises(Refused):
        Sheet("t", ("a", "b"), (("1",),))

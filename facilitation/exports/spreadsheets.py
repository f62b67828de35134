"""Data as CSV and XLSX. A cell never starts a formula, whatever somebody typed into it."""

from __future__ import annotations

import csv
import importlib
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from babel import Locale

from facilitation.domain.errors import N_, Message, Refused
from facilitation.domain.texts import one_line, printable
from facilitation.exports.rendering import Rendering, file_name

if TYPE_CHECKING:
    import xlsxwriter

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What spreadsheet programs take for the beginning of a formula, also in the full-width forms of East Asian
# keyboards; a tab or line break before it is skipped by some of them.
_FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_WIDEST_COLUMN = 60

Cell = str | int | float | bool | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of data: a title, the header's words, and rows with as many cells as the header."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if not self.header or any(len(row) != len(self.header) for row in self.rows):
            raise Refused("invalid", N_("Every row of a table needs as many cells as its header."))


def delimiter_in(language: str) -> str:
    """What sets the cells of a CSV file apart for readers of a language.

    Spreadsheet programs take a comma for the decimal sign where that language does, and expect semicolons.
    """
    return ";" if Locale.parse(language).number_symbols["latn"]["decimal"] == "," else ","


def csv_of(sheet: Sheet, language: str) -> Rendering:
    """`sheet` as spreadsheet programs in a language open it: UTF-8 with a byte order mark, lines CRLF.

    Moments are ISO 8601. A text that could start a formula gets an apostrophe before it. Where a semicolon
    divides the cells, programs read decimals with a comma, and a point as the mark of thousands.
    """
    lines = io.StringIO(newline="")
    delimiter = delimiter_in(language)
    writer = csv.writer(lines, delimiter=delimiter)
    writer.writerow([_harmless(title) for title in sheet.header])
    point = "," if delimiter == ";" else "."
    writer.writerows([_written(cell, point) for cell in row] for row in sheet.rows)
    content = lines.getvalue().encode("utf-8-sig")
    return Rendering(content, CSV_TYPE, file_name(sheet.title, ending="csv"))


def csv_archive(title: str, sheets: Iterable[Sheet], language: str) -> Rendering:
    """A CSV file for each sheet, numbered in their order, in one ZIP archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, sheet in enumerate(sheets, 1):
            table = csv_of(sheet, language)
            archive.writestr(f"{place:02d}-{table.file_name}", table.content)
    return Rendering(file.getvalue(), "application/zip", file_name(title, ending="zip"))


def xlsx_of(title: str, sheets: Iterable[Sheet]) -> Rendering:
    """A workbook with one sheet each; every text is a text, never a formula or a link.

    Moments with a zone are written in UTC, since a cell knows no zones. A text longer than a cell can hold is
    cut, and a remark says so.
    """
    file = io.BytesIO()
    # Its library is 2 MB that a process which gives out no workbook does not load.
    workbook = importlib.import_module("xlsxwriter").Workbook(file, {"in_memory": True})
    workbook.set_properties({"title": one_line(title)})
    taken: set[str] = set()
    cut = 0
    for sheet in sheets:
        cut += _write_sheet(workbook, sheet, _sheet_name(sheet.title, taken))
    workbook.close()
    remark = N_("Texts that were too long for a cell and have been cut: %(count)d")
    remarks = (Message(remark, {"count": cut}),) if cut else ()
    return Rendering(file.getvalue(), XLSX_TYPE, file_name(title, ending="xlsx"), remarks)


def _harmless(text: str) -> str:
    text = printable(text)
    return f"'{text}" if _FORMULA.match(text) else text


def _written(cell: Cell, point: str = ".") -> str | int | float:
    match cell:
        case float():
            return str(cell).replace(".", point)
        case None:
            return ""
        case str():
            return _harmless(cell)
        case date() | time():
            return cell.isoformat()
    return cell


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name Excel takes: short, none of []:*?/\\\\ in it, no apostrophe at either end, no two alike."""
    plain = _NOT_IN_SHEET_NAME.sub(" ", one_line(title)).strip(" '") or "Data"
    number = 1
    name = plain[:LONGEST_SHEET_NAME].strip(" '")
    while name.lower() in taken or name.lower() == "history":
        number += 1
        end = f" {number}"
        name = plain[: LONGEST_SHEET_NAME - len(end)].strip(" '") + end
    taken.add(name.lower())
    return name


def _write_sheet(workbook: xlsxwriter.Workbook, sheet: Sheet, name: str) -> int:
    """Write one sheet; gives the number of texts that had to be cut."""
    page = workbook.add_worksheet(name)
    head = workbook.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    clock = workbook.add_format({"num_format": "hh:mm", "valign": "top", "align": "left"})
    cut = 0
    for column, title in enumerate(sheet.header):
        page.write_string(0, column, printable(title), head)
    for line, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            match cell:
                case None:
                    pass
                case str():
                    text = printable(cell)
                    cut += len(text) > LONGEST_CELL
                    page.write_string(line, column, text[:LONGEST_CELL], body)
                case bool():
                    page.write_boolean(line, column, cell, body)
                case datetime():
                    page.write_datetime(line, column, _zoneless(cell), moment)
                case date():
                    page.write_datetime(line, column, cell, day)
                case time():
                    page.write_datetime(line, column, cell.replace(tzinfo=None), clock)
                case _:
                    page.write_number(line, column, cell, body)
    _lay_out(page, sheet)
    return cut


def _zoneless(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _lay_out(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    """Header row in sight on screen and on every page; columns as wide as their words, within reason."""
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for column, cells in enumerate(zip(sheet.header, *sheet.rows, strict=True)):
        longest = max(len(line) for cell in cells for line in (str(_written(cell)).splitlines() or [""]))
        page.set_column(column, column, min(longest + 2, _WIDEST_COLUMN))

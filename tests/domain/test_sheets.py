"""Reading sheets: both formats give the same rows, and what is no sheet is refused in words."""

from __future__ import annotations

import io
import zipfile

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.sheets import COLUMNS_MOST, ROWS_MOST, SheetRow, read_sheet
from tests.sheets import workbook


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_usual_form(encoding: str, delimiter: str) -> None:
    text = f'ville{delimiter}pays\r\n\r\n"Évry{delimiter} Sud"{delimiter}France\r\n'
    header, row = read_sheet(text.encode(encoding))
    assert header == SheetRow(1, ("ville", "pays"))
    assert row == SheetRow(3, (f"Évry{delimiter} Sud".replace("\t", ""), "France"))


def test_a_workbook_keeps_the_numbers_of_its_rows() -> None:
    content = workbook([["name", "inhabitants"], ["Évry", 69_500], [None, None], ["=1+1", 2.5], ["  ", None]])
    assert read_sheet(content) == [
        SheetRow(1, ("name", "inhabitants")),
        SheetRow(2, ("Évry", "69500")),
        SheetRow(4, ("", "2.5")),
    ], "of a formula only a saved value is read, and this one has none"


def _packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def _with_part(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook([["name"], ["Cork"]]))) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    return _packed(parts | {name: content})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"PK\x03\x04 cut short",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        workbook([["name"], ["Cork"]])[:-300],
        _packed({"hello.txt": b"hello"}),
        _packed({"xl/workbook.xml": b"<workbook/>", "xl/_rels/workbook.xml.rels": b"<r/>"}),
        _with_part("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY a 'aa'>]><workbook><sheet/></workbook>"),
        _with_part("xl/worksheets/sheet1.xml", b"<sheet" + b" " * 30_000_000),
        _with_part("xl/worksheets/sheet1.xml", b"<worksheet>" + b"<row/>" * 1_000_000 + b"</worksheet>"),
        b"name\n" + b"Cork\n" * (ROWS_MOST + 1),
        workbook([["name"]] + [["Cork"]] * (ROWS_MOST + 1)),
    ],
    ids=[
        "empty",
        "empty lines",
        "cut short",
        "an old workbook",
        "without its end",
        "another package",
        "without sheets",
        "with entities",
        "a bomb",
        "a million rows",
        "a row too many",
        "a row too many in a workbook",
    ],
)
def test_what_is_no_sheet_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(content)
    assert (refused.value.code, refused.value.field) == ("invalid", "file")


def test_a_sheet_may_be_full() -> None:
    assert len(read_sheet(b"name\n" + b"Cork\n" * ROWS_MOST)) == ROWS_MOST + 1
    wide = read_sheet((",".join(["name"] * 500)).encode())
    assert len(wide[0].cells) == COLUMNS_MOST

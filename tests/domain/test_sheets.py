"""Reading sheets: both formats give the same rows, and what is no sheet is refused in words."""

from __future__ import annotations

import zipfile

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.sheets import COLUMNS_MOST, EMPTY_MOST, ROWS_MOST, SheetRow, read_sheet
from tests.sheets import FIRST_SHEET, laughter, packed, sheet_xml, with_part, workbook


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"])
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


#: An empty row as spreadsheet programs leave it behind where somebody coloured it once.
FORMATTED = b'<row spans="1:3" s="1" customFormat="1"><c s="1"/><c s="1"/><c s="1"/></row>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"PK\x03\x04 cut short",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        workbook([["name"], ["Cork"]])[:-300],
        packed({"hello.txt": b"hello"}),
        packed({"xl/workbook.xml": b"<workbook/>", "xl/_rels/workbook.xml.rels": b"<r/>"}),
        with_part("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY a 'aa'>]><workbook><sheet/></workbook>"),
        *(with_part(FIRST_SHEET, laughter(encoding)) for encoding in ("utf-8", "utf-16", "utf-16-be")),
        with_part("xl/_rels/workbook.xml.rels", "<!DOCTYPE x><r/>".encode("utf-16")),
        with_part(FIRST_SHEET, b"<sheet" + b" " * 30_000_000),
        with_part(FIRST_SHEET, sheet_xml(b"<row/>" * 1_000_000)),
        with_part(FIRST_SHEET, sheet_xml(FORMATTED * 1_000_000)),
        with_part(FIRST_SHEET, sheet_xml(b""), zipfile.ZIP_LZMA),
        with_part(FIRST_SHEET, sheet_xml(b"<row r='99999999999'><c t='str'><v>x</v></c></row>")),
        with_part(FIRST_SHEET, sheet_xml(b"<row><c r='%s'><v>1</v></c></row>" % (b"A" * 100_000))),
        b"\n" * 2_000_000,
        ("name\n" + "\n".join("x" * 3_000 for _ in range(900))).encode(),
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
        "with a document type",
        "laughter in UTF-8",
        "laughter in UTF-16",
        "laughter in UTF-16 without a mark",
        "relations with a document type in UTF-16",
        "a bomb",
        "a million rows",
        "a million formatted rows",
        "packed with a large dictionary",
        "a row beyond the last",
        "a column beyond the last",
        "endless lines",
        "a book",
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


def test_empty_rows_do_not_count_however_they_are_formatted() -> None:
    cork = b'<row r="30002"><c r="B30002" t="str"><v>Cork</v></c></row>'
    assert read_sheet(with_part(FIRST_SHEET, sheet_xml(FORMATTED * 30_000 + cork))) == [
        SheetRow(30_002, ("", "Cork"))
    ]
    assert read_sheet(b"name\n" + b";;\n" * (EMPTY_MOST - 1) + b"Cork")[1].number == EMPTY_MOST + 1


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_line_that_names_the_separator_is_obeyed_and_no_row(line: str, end: str) -> None:
    """As Excel reads it: its rows are counted from the next line on."""
    text = end.join([line, "name,also;country", "Cork;Ireland"])
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert read_sheet(text.encode(encoding)) == [
            SheetRow(1, ("name,also", "country")),
            SheetRow(2, ("Cork", "Ireland")),
        ]
    assert read_sheet(b"sep=\t\na\tb,c") == [SheetRow(1, ("a", "b,c"))]
    assert read_sheet(b"sep=|\na|b") == [SheetRow(1, ("a", "b"))]
    assert read_sheet(b"sep=a\nb") == [SheetRow(1, ("sep=a",)), SheetRow(2, ("b",))]


def test_a_comma_within_quotes_sets_no_cells_apart() -> None:
    assert read_sheet(b'"a, b, c";d\n1;2')[0] == SheetRow(1, ("a, b, c", "d"))


def test_a_cell_keeps_its_lines_and_all_that_is_ever_kept() -> None:
    text = b'name,about\nCork,"One  two\t three\r\n\r\nFour \r\nFive"\n'
    assert read_sheet(text)[1].cells == ("Cork", "One two three\n\nFour\nFive")
    rows = [["name", "about"], ["Cork", "One\n\nTwo"], ["Faro", "x" * 10_000]]
    assert [row.cells[1] for row in read_sheet(workbook(rows))[1:]] == ["One\n\nTwo", "x" * 10_000]

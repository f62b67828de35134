"""Reading a table that somebody brings: CSV and XLSX as rows of plain texts, within bounds.

Nothing in a file is ever carried out: of a formula only the value that was saved with it is read. The bounds
here are those that words can be found for; the process that reads has others (facilitation/readers).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from facilitation.domain.errors import N_, Refused
from facilitation.domain.plain_xml import NotPlain, parsed, require_plain
from facilitation.domain.sheet_letters import decoded
from facilitation.domain.texts import is_blank, printable

#: Rows with something in them. Empty ones don't count, however they are formatted.
ROWS_MOST = 1_000
#: Empty rows that are passed over.
EMPTY_MOST = 100_000
COLUMNS_MOST = 60
#: More than the longest text that the program keeps, so that such a text is never cut, but refused.
CELL_MOST = 12_000
#: Characters of all cells together.
TEXT_MOST = 1_000_000
#: Bytes of one part of a workbook, unpacked.
PART_MOST = 25_000_000
#: So many bytes are parsed at a time: in small pieces a long comment would be read anew with each of them.
_PIECE = 1 << 20
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: Beyond the last row that a spreadsheet can have.
_NUMBER_MOST = 1 << 31
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_DELIMITERS = ";,\t"
#: The line by which Excel says what sets the cells apart; it is no row.
_SEPARATOR = re.compile(r'"?sep=(?P<sign>[^\r\n\w"])"?[;,\t ]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_HARMLESS = re.compile("'[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")

TOO_LARGE = N_("This sheet is too large. At most %(rows)d rows fit; divide it.")
TOO_MUCH_TEXT = N_("This sheet holds too much text. Divide it.")
_CLUTTERED = N_(
    "This sheet is larger than can be read here, perhaps because empty rows are formatted. "
    "Copy what you need into a new sheet and choose that."
)
_UNREADABLE = N_("This file can't be read as a sheet. Save it as XLSX or CSV and choose it again.")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by the number that spreadsheet programs show beside it, and its cells as texts."""

    number: int
    cells: tuple[str, ...]


def read_sheet(content: bytes) -> list[SheetRow]:
    """The rows of a CSV or XLSX file (of a workbook its first sheet) that are not empty, header included.

    Raises `Refused` with the field "file" in words: empty, too large, or neither of the two.
    """
    rows: list[SheetRow] = []
    empty = length = 0
    reader = _workbook_rows(content) if content.startswith(b"PK\x03\x04") else _csv_rows(content)
    for row in reader:
        if not any(row.cells):
            empty += 1
            if empty > EMPTY_MOST:
                raise Refused("invalid", _CLUTTERED, field="file")
            continue
        rows.append(row)
        length += sum(map(len, row.cells))
        if len(rows) > ROWS_MOST + 1:
            raise Refused("invalid", TOO_LARGE, field="file", rows=ROWS_MOST)
        if length > TEXT_MOST:
            raise Refused("invalid", TOO_MUCH_TEXT, field="file")
    if not rows:
        raise Refused("invalid", N_("This sheet is empty."), field="file")
    return rows


def _unreadable() -> Refused:
    return Refused("invalid", _UNREADABLE, field="file")


def _cells(texts: list[str]) -> tuple[str, ...]:
    return tuple("" if is_blank(text) else _lines(_bare(text[:CELL_MOST])) for text in texts[:COLUMNS_MOST])


def _lines(text: str) -> str:
    """A cell's text with its line breaks, and one space for any other white space."""
    return "\n".join(" ".join(line.split()) for line in printable(text).split("\n")).strip()


def _bare(text: str) -> str:
    """Without the apostrophe that our own tables put before what a spreadsheet would take for a formula."""
    return text[1:] if _HARMLESS.match(text) else text


def _csv_rows(content: bytes) -> Iterator[SheetRow]:
    text, _ = decoded(content)
    if "\x00" in text:
        raise _unreadable()
    said = _SEPARATOR.match(text)
    if said:
        text, delimiter = text[said.end() :], said["sign"]
    else:
        first = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(_DELIMITERS, key=_QUOTED.sub("", first).count)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            yield SheetRow(number, _cells(cells))
    except csv.Error:
        raise _unreadable() from None


def _workbook_rows(content: bytes) -> Iterator[SheetRow]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheet, strings = _parts(package)
            shared = _shared_strings(_part(package, strings)) if strings else []
            yield from _sheet_rows(_part(package, sheet), shared)
    except (
        zipfile.BadZipFile,
        NotPlain,
        ElementTree.ParseError,
        KeyError,
        IndexError,
        ValueError,
        NotImplementedError,
    ):
        raise _unreadable() from None
    except (EOFError, RuntimeError, OSError):  # cut short, or locked with a password
        raise _unreadable() from None


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    """A part unpacked; `Refused` when it is larger than it may be, whatever its entry says."""
    entry = package.getinfo(name)
    if entry.compress_type not in _PACKINGS:
        raise _unreadable()
    with package.open(entry) as file:
        content = file.read(PART_MOST + 1)
    if len(content) > PART_MOST:
        raise Refused("invalid", _CLUTTERED, field="file")
    return content


def _parts(package: zipfile.ZipFile) -> tuple[str, str | None]:
    """The paths of the first sheet and of the shared texts."""
    book = parsed(_part(package, "xl/workbook.xml"))
    first = [element for element in book.iter() if _local(element) == "sheet"][0]
    wanted = first.get(_RELATION) or first.get(_STRICT_RELATION)
    sheet = strings = None
    for relation in parsed(_part(package, "xl/_rels/workbook.xml.rels")):
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if relation.get("Id") == wanted:
            sheet = path
        elif relation.get("Type", "").endswith("/sharedStrings"):
            strings = path
    if sheet is None:
        raise _unreadable()
    return sheet, strings


def _shared_strings(content: bytes) -> list[str]:
    return [_text(item) for item in parsed(content) if _local(item) == "si"]


def _sheet_rows(content: bytes, shared: list[str]) -> Iterator[SheetRow]:
    number = 0
    for element in _elements(content):
        kind = _local(element)
        if kind == "sheetData":
            return
        if kind != "row":
            continue
        number = int(element.get("r") or number + 1)
        if not 0 < number < _NUMBER_MOST:
            raise _unreadable()
        texts: list[str] = []
        place = -1
        for cell in element:
            reference = cell.get("r")
            place = _column(reference) if reference else place + 1
            if len(cell) and place < COLUMNS_MOST:  # one without anything in it is only formatted
                texts += [""] * (place + 1 - len(texts))
                texts[place] = _value(cell, shared)
        yield SheetRow(number, _cells(texts))
        element.clear()


def _elements(content: bytes) -> Iterator[ElementTree.Element]:
    """The elements of a plain document, each as it ends."""
    require_plain(content)
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(("end",))
    for start in range(0, len(content), _PIECE):
        parser.feed(content[start : start + _PIECE])
        yield from _ended(parser)
    parser.close()
    yield from _ended(parser)


def _ended(parser: "ElementTree.XMLPullParser[ElementTree.Element]") -> Iterator[ElementTree.Element]:
    for _, element in parser.read_events():  # type: ignore[misc]
        assert isinstance(element, ElementTree.Element)  # as asked for: only the ends of elements
        yield element


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    value = next((part.text or "" for part in cell if _local(part) == "v"), "")
    if kind == "s":
        return shared[int(value)] if value else ""
    if kind == "n" and re.fullmatch(r"-?[\d.]+(E[+-]?\d{1,2})?", value, re.IGNORECASE):
        number = float(value)
        return str(int(number)) if number.is_integer() else value
    return value


def _text(element: ElementTree.Element) -> str:
    """All runs of a text, without the reading aids of East Asian ones."""
    spoken = {id(run) for aid in element.iter() if _local(aid) == "rPh" for run in aid.iter()}
    return "".join(run.text or "" for run in element.iter() if _local(run) == "t" and id(run) not in spoken)


def _column(reference: str) -> int:
    """The place of a cell from 0: "A7" is 0, "AB7" is 27."""
    place = 0
    for letter in reference[:8].upper():
        if not "A" <= letter <= "Z":
            break
        place = place * 26 + ord(letter) - 64
    return place - 1


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""

"""Sheets as spreadsheet programs write them, and as somebody writes them who means harm."""

from __future__ import annotations

import io
import zipfile

import openpyxl

#: Where a workbook of ours has its first sheet.
FIRST_SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: list[list]) -> bytes:
    """An XLSX file with these rows on its first sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def with_part(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with one part exchanged for `content`."""
    with zipfile.ZipFile(io.BytesIO(workbook([["name"], ["Cork"]]))) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    return packed(parts | {name: content}, method)


def sheet_xml(rows: bytes) -> bytes:
    """A sheet of these <row> elements."""
    return b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"


def laughter(encoding: str) -> bytes:
    """A sheet whose only cell is ten milliard letters, if entities are followed ("billion laughs")."""
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    row = '<row><c t="inlineStr"><is><t>&j;</t></is></c></row>'
    text = f'<!DOCTYPE x [<!ENTITY a "haha">{entities}]>' + sheet_xml(row.encode()).decode()
    return text.encode(encoding)

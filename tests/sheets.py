"""Sheets as spreadsheet programs write them."""

from __future__ import annotations

import io

import openpyxl


def workbook(rows: list[list]) -> bytes:
    """An XLSX file with these rows on its first sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()

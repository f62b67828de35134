"""A finished file as an answer that browsers keep and don't show."""

from flask import Response

from facilitation.exports.rendering import Rendering
from facilitation.exports.spreadsheets import Sheet, csv_of, xlsx_of


def download(file: Rendering) -> Response:
    response = Response(file.content, content_type=file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    return response


def as_file(title: str, sheet: Sheet, language: str, ending: str) -> Rendering:
    """A sheet as `ending` says: "csv" or "xlsx"."""
    return csv_of(sheet, language) if ending == "csv" else xlsx_of(title, [sheet])

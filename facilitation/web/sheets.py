"""Pages that take in a sheet: what was sent, what it would do, and the rows that come back from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Response, flash, render_template, request
from flask_babel import get_locale, gettext, ngettext

from facilitation.commands.sheets import Plan, Row
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sheet_letters import GUESSES
from facilitation.domain.sheets import ROWS_MOST, TOO_MUCH_TEXT, SheetRow
from facilitation.exports.spreadsheets import Sheet, csv_of
from facilitation.readers.apart import read_sheet_apart
from facilitation.web.downloads import download
from facilitation.web.errors import STATUS, sentence
from facilitation.web.site import orm

#: What the checked rows may weigh on their way from the preview to the command, in bytes.
CARRIED_MOST = 400_000
#: So many faults are named one by one.
FAULTS_SHOWN = 100
#: And so many cells, each cut to so many letters, where it was a guess how their letters are meant.
SPELLED_SHOWN, SPELLED_LENGTH = 8, 120
_ROWS = msgspec.json.Decoder(list[Row])


@dataclass(frozen=True, slots=True)
class Sent:
    """The rows, as they are and as JSON; and by which of GUESSES their letters were read, if by any."""

    rows: list[Row]
    carried: str
    letters: str | None


def sent(rows: list[Row], letters: str | None = None) -> Sent:
    """`Refused` (field "file") where the rows weigh more than a form carries."""
    carried = msgspec.json.encode(rows)
    if len(carried) > CARRIED_MOST:
        raise Refused("invalid", TOO_MUCH_TEXT, field="file")
    return Sent(rows, carried.decode(), letters)


def sent_file(
    rows_of_sheet: Callable[[Sequence[SheetRow]], list[Row]], none: str = N_("Choose a file.")
) -> Sent:
    """The rows of the file that was chosen; `Refused` in words, with `none` where there is no file."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused("invalid", none, field="file")
    orm().commit()  # nobody holds a connection while a file is read
    read = read_sheet_apart(file.read())
    return sent(rows_of_sheet(read.rows), read.letters)


def first_page(
    template: str, headings: Mapping[str, Mapping[str, str]], errors: Mapping[str, str], **more: Any
) -> str:
    """The page on which a file is chosen; `errors` by field."""
    columns = headings[language_of(headings)]
    return render_template(template, errors=errors, columns=columns, most=ROWS_MOST, **more)


def refused_page(refused: Refused, page: Callable[[dict[str, str]], str]) -> tuple[str, int]:
    """The first page again, with why the sheet was refused."""
    return page({refused.field or "file": sentence(refused.message)}), STATUS[refused.code]


def preview_page(
    template: str, sent: Sent, plan: Plan[Any], headings: Mapping[str, Mapping[str, str]], **more: Any
) -> tuple[str, int]:
    """The page on which one looks at what a sheet would do before it does it."""
    page = render_template(template, **_preview_of(sent, plan, headings), **more)
    return page, STATUS["invalid"] if plan.faults else 200


def taken_told(added: str, changed: int) -> None:
    """Say on the next page how many a sheet has `added`, and how many it updated, if any."""
    updated = ngettext("%(num)s was updated.", "%(num)s were updated.", changed)
    flash(f"{added} {updated}" if changed else added, "good")


def carried_rows() -> list[Any]:
    """The rows that a preview handed on, as a command's payload has them."""
    try:
        return msgspec.to_builtins(_ROWS.decode(request.form.get("rows", "")))
    except msgspec.DecodeError:
        raise Refused("invalid", N_("Choose the sheet again."), field="file") from None


def language_of(headings: Mapping[str, Any]) -> str:
    """The reader's language, where the columns have names in it."""
    return str(get_locale()) if str(get_locale()) in headings else "en"


def template_of(name: str, headings: Mapping[str, Mapping[str, str]]) -> Response:
    """An empty sheet with the columns in the reader's language, apart as its spreadsheets expect."""
    language = language_of(headings)
    return download(csv_of(Sheet(name, tuple(headings[language].values()), ()), language))


def _preview_of(sent: Sent, plan: Plan[Any], headings: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What shared/sheets.html shows: the plan, its faults, the columns, and the rows to carry."""
    return {
        "plan": plan,
        "faults": plan.faults[:FAULTS_SHOWN],
        "sentence": sentence,
        "letters": gettext(GUESSES[sent.letters]) if sent.letters else None,
        "spelled": _beyond_ascii(sent.rows) if sent.letters else [],
        "columns": headings[language_of(headings)],
        "rows": sent.carried,
    }


def _beyond_ascii(rows: list[Row]) -> list[str]:
    """Cells that show whether the letters were read right: each has one that those before it have not."""
    shown: list[str] = []
    seen: set[str] = set()
    for text in (text for row in rows for text in row.cells.values()):
        new = {letter for letter in text if not letter.isascii()} - seen
        if new:
            seen |= new
            shown.append(text[:SPELLED_LENGTH])
    return shown[:SPELLED_SHOWN]

"""Practices from a sheet: choose a file, look at what it would do, take it in as a whole."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext

from facilitation.commands.practices.known import known_to
from facilitation.commands.practices.planning import plan
from facilitation.commands.practices.sheet_rows import HEADINGS, STAGE_WORDS, PracticeRow, rows_of_sheet
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.practices import TO_CHOOSE
from facilitation.domain.sheet_letters import GUESSES
from facilitation.domain.sheets import ROWS_MOST, TOO_MUCH_TEXT
from facilitation.exports.spreadsheets import Sheet, csv_of
from facilitation.readers.apart import read_sheet_apart
from facilitation.web.errors import STATUS, sentence
from facilitation.web.practices.practices import own_city
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("practice_imports", __name__)

#: What the checked rows may weigh on their way from the preview to the command, in bytes.
CARRIED_MOST = 400_000
#: So many faults are named one by one.
FAULTS_SHOWN = 100
#: And so many cells, where it was a guess how their letters are meant.
SPELLED_SHOWN = 8
_ROWS = msgspec.json.Decoder(list[PracticeRow])


@blueprint.get("/import-practices")
def choose():
    _require_fill_in()
    return _choose({})


@blueprint.get("/import-practices/template.csv")
def template():
    """An empty sheet with the columns in the reader's language, apart as its spreadsheets expect."""
    _require_fill_in()
    language = _language()
    file = csv_of(Sheet("practices", tuple(HEADINGS[language].values()), ()), language)
    response = Response(file.content, content_type=file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    return response


@blueprint.post("/import-practices")
def preview():
    """What the sheet would do, or what is wrong with it. Nothing is changed yet."""
    _require_fill_in()
    try:
        rows, letters = _rows_sent()
        carried = msgspec.json.encode(rows).decode()
        if len(carried.encode()) > CARRIED_MOST:
            raise Refused("invalid", TOO_MUCH_TEXT, field="file")
    except Refused as refused:
        return _choose({refused.field or "file": sentence(refused.message)}), STATUS[refused.code]
    made = plan(rows, known_to(orm(), viewer()))
    return render_template(
        "practices/preview.html",
        nav_active="cities",
        plan=made,
        faults=made.faults[:FAULTS_SHOWN],
        sentence=sentence,
        letters=gettext(GUESSES[letters]) if letters else None,
        spelled=_beyond_ascii(rows) if letters else [],
        columns=HEADINGS[_language()],
        stages=STAGE_WORDS[_language()],
        rows=carried,
    ), STATUS["invalid"] if made.faults else 200


@blueprint.post("/import-practices/take")
def take():
    """Take in what the preview showed."""
    try:
        rows = _ROWS.decode(request.form.get("rows", ""))
    except msgspec.DecodeError:
        raise Refused("invalid", N_("Choose the sheet again."), field="file") from None
    payload: dict[str, Any] = {"rows": msgspec.to_builtins(rows)}
    done = perform("practices.import", payload)
    added, changed = done.result["added"], done.result["changed"]
    said = []
    if added:
        said.append(ngettext("%(num)s practice has been added.", "%(num)s practices have been added.", added))
    if changed:
        said.append(
            ngettext("%(num)s practice has been updated.", "%(num)s practices have been updated.", changed)
        )
    flash(" ".join(said) or gettext("Everything stood here just so already."), "good")
    return redirect(url_for("practices.index", slug=programme().slug), 303)


def _rows_sent() -> tuple[list[PracticeRow], str | None]:
    """The rows, and by which of GUESSES their letters were read where the file didn't say."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused("invalid", N_("Choose a file."), field="file")
    orm().commit()  # nobody holds a connection while a file is read
    sent = read_sheet_apart(file.read())
    return rows_of_sheet(sent.rows), sent.letters


def _beyond_ascii(rows: list[PracticeRow]) -> list[str]:
    """Cells that show whether the letters were read right: each has one that those before it have not."""
    shown: list[str] = []
    seen: set[str] = set()
    for text in (text for row in rows for text in row.cells.values()):
        new = {letter for letter in text if not letter.isascii()} - seen
        if new:
            seen |= new
            shown.append(text[:120])
    return shown[:SPELLED_SHOWN]


def _choose(errors: dict[str, str]) -> str:
    return render_template(
        "practices/import.html",
        nav_active="cities",
        errors=errors,
        columns=HEADINGS[_language()],
        stages=[STAGE_WORDS[_language()][stage] for stage in TO_CHOOSE],
        most=ROWS_MOST,
        own_city=None if COORDINATE(viewer(), None) else own_city(),
    )


def _require_fill_in() -> None:
    """Pages that prepare what only some may do are not there for anybody else."""
    if own_city() is None and not COORDINATE(viewer(), None):
        raise not_found()


def _language() -> str:
    return str(get_locale()) if str(get_locale()) in HEADINGS else "en"

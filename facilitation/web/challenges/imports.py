"""Challenges of cities from a sheet: choose a file, look at what it would do, take it in as a whole."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext

from facilitation.commands.challenges.naming_plans import known_to, plan
from facilitation.commands.challenges.naming_rows import HEADINGS, NamingRow, rows_of_sheet
from facilitation.domain.errors import N_, Refused
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.sheet_letters import GUESSES
from facilitation.domain.sheets import ROWS_MOST, TOO_MUCH_TEXT
from facilitation.exports.namings import namings_sheet
from facilitation.exports.rendering import Rendering
from facilitation.exports.spreadsheets import Sheet, csv_of, xlsx_of
from facilitation.queries.challenges.challenges import heat_map
from facilitation.queries.challenges.topics import topic_book
from facilitation.readers.apart import read_sheet_apart
from facilitation.web.cities.cities import require_coordinator
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("naming_imports", __name__)

#: What the checked rows may weigh on their way from the preview to the command, in bytes.
CARRIED_MOST = 400_000
#: So many faults are named one by one.
FAULTS_SHOWN = 100
_ROWS = msgspec.json.Decoder(list[NamingRow])
#: All cities on one sheet.
_ALL = 100_000


@blueprint.get("/import-challenges")
def choose():
    require_coordinator()
    return _choose({})


@blueprint.get("/import-challenges/template.csv")
def template():
    """An empty sheet with the columns in the reader's language."""
    require_coordinator()
    language = _language()
    return _download(csv_of(Sheet("challenges", tuple(HEADINGS[language].values()), ()), language))


@blueprint.get("/challenges-of-cities.<any(csv, xlsx):ending>")
def sheet(ending: str):
    """What the cities named, in the columns that an import takes, in the reader's language."""
    language = _language()
    title = gettext("Challenges of the cities of %(programme)s", programme=programme().title)
    book = topic_book(orm(), viewer())
    topics = {topic: str(book.label(topic, language) or "") for topic in book.rows}
    made = namings_sheet(title, heat_map(orm(), viewer(), language, page=_ALL), topics, language)
    return _download(csv_of(made, language) if ending == "csv" else xlsx_of(title, [made]))


@blueprint.post("/import-challenges")
def preview():
    """What the sheet would do, or what is wrong with it. Nothing is changed yet."""
    require_coordinator()
    try:
        rows, letters = _rows_sent()
        carried = msgspec.json.encode(rows).decode()
        if len(carried.encode()) > CARRIED_MOST:
            raise Refused("invalid", TOO_MUCH_TEXT, field="file")
    except Refused as refused:
        return _choose({refused.field or "file": sentence(refused.message)}), STATUS[refused.code]
    known = known_to(orm(), viewer().programme, simulated=viewer().simulated)
    made = plan(rows, known, _written_in())
    return render_template(
        "challenges/preview.html",
        nav_active="challenges",
        plan=made,
        faults=made.faults[:FAULTS_SHOWN],
        sentence=sentence,
        letters=gettext(GUESSES[letters]) if letters else None,
        columns=HEADINGS[_language()],
        rows=carried,
        written_in=_written_in(),
    ), STATUS["invalid"] if made.faults else 200


@blueprint.post("/import-challenges/take")
def take():
    """Take in what the preview showed."""
    try:
        rows = _ROWS.decode(request.form.get("rows", ""))
    except msgspec.DecodeError:
        raise Refused("invalid", N_("Choose the sheet again."), field="file") from None
    payload: dict[str, Any] = {"rows": msgspec.to_builtins(rows), "language": _written_in()}
    done = perform("challenges.import", payload)
    added, changed = done.result["added"], done.result["changed"]
    flash(
        ngettext(
            "%(num)s challenge of a city has been added.",
            "%(num)s challenges of cities have been added.",
            added,
        )
        + (" " + ngettext("%(num)s was updated.", "%(num)s were updated.", changed) if changed else ""),
        "good",
    )
    return redirect(url_for("challenges.index", slug=programme().slug), 303)


def _rows_sent() -> tuple[list[NamingRow], str | None]:
    """The rows, and by which of GUESSES their letters were read where the file didn't say."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused("invalid", N_("Choose a file."), field="file")
    orm().commit()  # nobody holds a connection while a file is read
    sent = read_sheet_apart(file.read())
    return rows_of_sheet(sent.rows), sent.letters


def _choose(errors: dict[str, str]) -> str:
    languages = dict.fromkeys([str(get_locale()), *programme().languages])
    return render_template(
        "challenges/import.html",
        nav_active="challenges",
        errors=errors,
        columns=HEADINGS[_language()],
        most=ROWS_MOST,
        languages={code: LANGUAGES[code] for code in languages if code in LANGUAGES},
        written_in=_written_in(),
    )


def _written_in() -> str:
    """The language of the sheet's texts, as chosen; the reader's where nothing is."""
    chosen = request.form.get("language", "")
    return chosen if chosen in LANGUAGES else _language()


def _language() -> str:
    return str(get_locale()) if str(get_locale()) in HEADINGS else "en"


def _download(file: Rendering) -> Response:
    response = Response(file.content, content_type=file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    return response

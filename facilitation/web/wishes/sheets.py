"""Wishes as sheets, for coordinators: choose a file, look at what it would do, take it in; and as a file."""

from __future__ import annotations

import msgspec
from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext

from facilitation.commands.wishes.imports import known_to, plan
from facilitation.commands.wishes.sheet_rows import HEADINGS, WishRow, rows_of_sheet
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sheet_letters import GUESSES
from facilitation.domain.sheets import ROWS_MOST, TOO_MUCH_TEXT
from facilitation.exports.rendering import Rendering
from facilitation.exports.spreadsheets import Sheet, csv_of, xlsx_of
from facilitation.exports.wishes import wishes_sheet
from facilitation.queries.wishes.seen import visible_wishes
from facilitation.readers.apart import read_sheet_apart
from facilitation.store.challenges import Wish
from facilitation.store.wishes import terms_of
from facilitation.web.cities.cities import require_coordinator
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("wish_sheets", __name__)

#: What the checked rows may weigh on their way from the preview to the command, in bytes.
CARRIED_MOST = 400_000
#: So many faults are named one by one.
FAULTS_SHOWN = 100
_ROWS = msgspec.json.Decoder(list[WishRow])


@blueprint.get("/wishes.<any(csv, xlsx):ending>")
def export(ending: str):
    """All wishes in the columns that an import takes, in the reader's language."""
    require_coordinator()
    language = _language()
    title = gettext("Wishes in %(programme)s", programme=programme().title)
    made = wishes_sheet(title, visible_wishes(orm(), viewer(), Wish.simulated.is_(False)), language)
    return _download(csv_of(made, language) if ending == "csv" else xlsx_of(title, [made]))


@blueprint.get("/import-wishes")
def choose():
    require_coordinator()
    return _choose({})


@blueprint.get("/import-wishes/template.csv")
def template():
    """An empty sheet with the columns in the reader's language, apart as its spreadsheets expect."""
    require_coordinator()
    language = _language()
    return _download(csv_of(Sheet("wishes", tuple(HEADINGS[language].values()), ()), language))


@blueprint.post("/import-wishes")
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
    most = terms_of(orm(), viewer().programme).most
    made = plan(rows, known_to(orm(), viewer().programme, viewer().simulated, most))
    return render_template(
        "wishes/preview.html",
        nav_active="tandems",
        plan=made,
        faults=made.faults[:FAULTS_SHOWN],
        sentence=sentence,
        letters=gettext(GUESSES[letters]) if letters else None,
        columns=HEADINGS[_language()],
        rows=carried,
    ), STATUS["invalid"] if made.faults else 200


@blueprint.post("/import-wishes/take")
def take():
    """Take in what the preview showed."""
    try:
        rows = _ROWS.decode(request.form.get("rows", ""))
    except msgspec.DecodeError:
        raise Refused("invalid", N_("Choose the sheet again."), field="file") from None
    done = perform("wishes.import", {"rows": msgspec.to_builtins(rows)})
    added, changed = done.result["added"], done.result["changed"]
    flash(
        ngettext("%(num)s wish has been added.", "%(num)s wishes have been added.", added)
        + (" " + ngettext("%(num)s was updated.", "%(num)s were updated.", changed) if changed else ""),
        "good",
    )
    return redirect(url_for("wishes.index", slug=programme().slug), 303)


def _rows_sent() -> tuple[list[WishRow], str | None]:
    """The rows, and by which of GUESSES their letters were read where the file didn't say."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused("invalid", N_("Choose a file."), field="file")
    orm().commit()  # nobody holds a connection while a file is read
    sent = read_sheet_apart(file.read())
    return rows_of_sheet(sent.rows), sent.letters


def _choose(errors: dict[str, str]) -> str:
    return render_template(
        "wishes/import.html",
        nav_active="tandems",
        errors=errors,
        columns=HEADINGS[_language()],
        most=ROWS_MOST,
    )


def _download(file: Rendering) -> Response:
    response = Response(file.content, content_type=file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    return response


def _language() -> str:
    return str(get_locale()) if str(get_locale()) in HEADINGS else "en"

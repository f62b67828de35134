"""Wishes as sheets, for coordinators: choose a file, look at what it would do, take it in; and as a file."""

from __future__ import annotations

from flask import redirect, url_for
from flask_babel import gettext, ngettext

from facilitation.commands.wishes.imports import known_to, plan
from facilitation.commands.wishes.sheet_rows import HEADINGS, rows_of_sheet
from facilitation.domain.errors import Refused
from facilitation.exports.wishes import wishes_sheet
from facilitation.queries.wishes.seen import visible_wishes
from facilitation.store.challenges import Wish
from facilitation.store.wishes import terms_of
from facilitation.web.cities.cities import require_coordinator
from facilitation.web.downloads import as_file, download
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sheets import (
    carried_rows,
    first_page,
    language_of,
    preview_page,
    refused_page,
    sent_file,
    taken_told,
    template_of,
)
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("wish_sheets", __name__)


@blueprint.get("/wishes.<any(csv, xlsx):ending>")
def export(ending: str):
    """All wishes in the columns that an import takes, in the reader's language."""
    require_coordinator()
    language = language_of(HEADINGS)
    title = gettext("Wishes in %(programme)s", programme=programme().title)
    made = wishes_sheet(title, visible_wishes(orm(), viewer(), Wish.simulated.is_(False)), language)
    return download(as_file(title, made, language, ending))


@blueprint.get("/import-wishes")
def choose():
    require_coordinator()
    return _choose({})


@blueprint.get("/import-wishes/template.csv")
def template():
    require_coordinator()
    return template_of("wishes", HEADINGS)


@blueprint.post("/import-wishes")
def preview():
    """What the sheet would do, or what is wrong with it. Nothing is changed yet."""
    require_coordinator()
    try:
        given = sent_file(rows_of_sheet)
    except Refused as refused:
        return refused_page(refused, _choose)
    most = terms_of(orm(), viewer().programme).most
    made = plan(given.rows, known_to(orm(), viewer().programme, viewer().simulated, most))
    return preview_page("wishes/preview.html", given, made, HEADINGS, nav_active="tandems")


@blueprint.post("/import-wishes/take")
def take():
    """Take in what the preview showed."""
    done = perform("wishes.import", {"rows": carried_rows()})
    added, changed = done.result["added"], done.result["changed"]
    taken_told(ngettext("%(num)s wish has been added.", "%(num)s wishes have been added.", added), changed)
    return redirect(url_for("wishes.index", slug=programme().slug), 303)


def _choose(errors: dict[str, str]) -> str:
    return first_page("wishes/import.html", HEADINGS, errors, nav_active="tandems")

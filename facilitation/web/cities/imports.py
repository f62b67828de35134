"""Cities from a sheet: choose a file or type, look at what it would do, take it in as a whole."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import ngettext

from facilitation.commands.cities.imports import plan
from facilitation.commands.cities.sheet_rows import HEADINGS, rows_of_sheet, rows_of_text
from facilitation.domain.errors import N_, Refused
from facilitation.queries.cities.cities import cities_with_names
from facilitation.web.cities.cities import require_coordinator
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sheets import (
    carried_rows,
    first_page,
    preview_page,
    refused_page,
    sent,
    sent_file,
    taken_told,
    template_of,
)
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("imports", __name__)


@blueprint.get("/import-cities")
def choose():
    require_coordinator()
    return _choose({})


@blueprint.get("/import-cities/template.csv")
def template():
    require_coordinator()
    return template_of("cities", HEADINGS)


@blueprint.post("/import-cities")
def preview():
    """What the sheet (or the typed lines) would do, or what is wrong with it. Nothing is changed yet."""
    require_coordinator()
    try:
        typed = request.form.get("typed", "")
        if typed.strip():
            given = sent(rows_of_text(typed))
        else:
            given = sent_file(rows_of_sheet, N_("Choose a file, or type the cities."))
    except Refused as refused:
        return refused_page(refused, _choose)
    made = plan(given.rows, cities_with_names(orm(), viewer()))
    setup = bool(request.form.get("setup"))
    return preview_page(
        "cities/preview.html", given, made, HEADINGS, nav_active="cities", typed=typed, setup=setup
    )


@blueprint.post("/import-cities/take")
def take():
    """Take in what the preview showed."""
    done = perform("cities.import", {"rows": carried_rows()})
    added, changed = done.result["added"], done.result["changed"]
    taken_told(ngettext("%(num)s city has been added.", "%(num)s cities have been added.", added), changed)
    endpoint = "setup.show" if request.form.get("setup") else "cities.index"
    return redirect(url_for(endpoint, slug=programme().slug), 303)


def _choose(errors: dict[str, str]) -> str:
    return first_page(
        "cities/import.html",
        HEADINGS,
        errors,
        nav_active="cities",
        typed=request.form.get("typed", ""),
        setup=bool(request.values.get("setup")),
    )

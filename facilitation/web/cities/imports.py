"""Cities from a sheet: choose a file or type, look at what it would do, take it in as a whole."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from facilitation.commands.cities.imports import plan
from facilitation.commands.cities.sheet_rows import HEADINGS, rows_of_sheet, rows_of_text
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sheets import ROWS_MOST
from facilitation.queries.cities.cities import cities_with_names
from facilitation.web.cities.cities import require_coordinator
from facilitation.web.errors import STATUS, sentence
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sheets import carried_rows, language_of, preview_of, sent, sent_file, template_of
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
        return _choose({refused.field or "file": sentence(refused.message)}), STATUS[refused.code]
    made = plan(given.rows, cities_with_names(orm(), viewer()))
    return render_template(
        "cities/preview.html",
        nav_active="cities",
        typed=typed,
        setup=bool(request.form.get("setup")),
        **preview_of(given, made, HEADINGS),
    ), STATUS["invalid"] if made.faults else 200


@blueprint.post("/import-cities/take")
def take():
    """Take in what the preview showed."""
    done = perform("cities.import", {"rows": carried_rows()})
    added, changed = done.result["added"], done.result["changed"]
    flash(
        ngettext("%(num)s city has been added.", "%(num)s cities have been added.", added)
        + (" " + ngettext("%(num)s was updated.", "%(num)s were updated.", changed) if changed else ""),
        "good",
    )
    endpoint = "setup.show" if request.form.get("setup") else "cities.index"
    return redirect(url_for(endpoint, slug=programme().slug), 303)


def _choose(errors: dict[str, str]) -> str:
    return render_template(
        "cities/import.html",
        nav_active="cities",
        errors=errors,
        typed=request.form.get("typed", ""),
        setup=bool(request.values.get("setup")),
        columns=HEADINGS[language_of(HEADINGS)],
        most=ROWS_MOST,
    )

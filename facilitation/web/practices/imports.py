"""Practices from a sheet: choose a file, look at what it would do, take it in as a whole."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext, ngettext

from facilitation.commands.practices.known import known_to
from facilitation.commands.practices.planning import plan
from facilitation.commands.practices.sheet_rows import HEADINGS, STAGE_WORDS, rows_of_sheet
from facilitation.domain.errors import Refused, not_found
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.practices import TO_CHOOSE
from facilitation.web.practices.practices import own_city
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sheets import (
    carried_rows,
    first_page,
    language_of,
    preview_page,
    refused_page,
    sent_file,
    template_of,
)
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("practice_imports", __name__)


@blueprint.get("/import-practices")
def choose():
    _require_fill_in()
    return _choose({})


@blueprint.get("/import-practices/template.csv")
def template():
    _require_fill_in()
    return template_of("practices", HEADINGS)


@blueprint.post("/import-practices")
def preview():
    """What the sheet would do, or what is wrong with it. Nothing is changed yet."""
    _require_fill_in()
    try:
        given = sent_file(rows_of_sheet)
    except Refused as refused:
        return refused_page(refused, _choose)
    made = plan(given.rows, known_to(orm(), viewer()))
    stages = STAGE_WORDS[language_of(HEADINGS)]
    return preview_page("practices/preview.html", given, made, HEADINGS, nav_active="cities", stages=stages)


@blueprint.post("/import-practices/take")
def take():
    """Take in what the preview showed."""
    done = perform("practices.import", {"rows": carried_rows()})
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


def _choose(errors: dict[str, str]) -> str:
    return first_page(
        "practices/import.html",
        HEADINGS,
        errors,
        nav_active="cities",
        stages=[STAGE_WORDS[language_of(HEADINGS)][stage] for stage in TO_CHOOSE],
        own_city=None if COORDINATE(viewer(), None) else own_city(),
    )


def _require_fill_in() -> None:
    """Pages that prepare what only some may do are not there for anybody else."""
    if own_city() is None and not COORDINATE(viewer(), None):
        raise not_found()

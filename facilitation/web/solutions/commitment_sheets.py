"""Commitments as sheets, for coordinators: choose a file, look at what it would do, take it in."""

from __future__ import annotations

from flask import redirect, url_for
from flask_babel import ngettext

from facilitation.commands.solutions.imports import known_to, plan
from facilitation.commands.solutions.sheet_rows import HEADINGS, rows_of_sheet
from facilitation.domain.errors import Refused
from facilitation.web.cities.cities import require_coordinator
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sheets import (
    carried_rows,
    first_page,
    preview_page,
    refused_page,
    sent_file,
    taken_told,
    template_of,
)
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("commitment_sheets", __name__)


@blueprint.get("/import-commitments")
def choose():
    require_coordinator()
    return _choose({})


@blueprint.get("/import-commitments/template.csv")
def template():
    require_coordinator()
    return template_of("commitments", HEADINGS)


@blueprint.post("/import-commitments")
def preview():
    """What the sheet would do, or what is wrong with it. Nothing is changed yet."""
    require_coordinator()
    try:
        given = sent_file(rows_of_sheet)
    except Refused as refused:
        return refused_page(refused, _choose)
    made = plan(given.rows, known_to(orm(), viewer().programme, viewer().simulated))
    return preview_page("solutions/commitments/preview.html", given, made, HEADINGS, nav_active="tandems")


@blueprint.post("/import-commitments/take")
def take():
    """Take in what the preview showed."""
    done = perform("commitments.import", {"rows": carried_rows()})
    added, changed = done.result["added"], done.result["changed"]
    told = ngettext("%(num)s commitment has been added.", "%(num)s commitments have been added.", added)
    taken_told(told, changed)
    return redirect(url_for("commitments.index", slug=programme().slug), 303)


def _choose(errors: dict[str, str]) -> str:
    return first_page("solutions/commitments/import.html", HEADINGS, errors, nav_active="tandems")

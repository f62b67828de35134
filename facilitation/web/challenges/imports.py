"""Challenges of cities from a sheet: choose a file, look at what it would do, take it in as a whole."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import get_locale, gettext, ngettext

from facilitation.commands.challenges.naming_plans import known_to, plan
from facilitation.commands.challenges.naming_rows import HEADINGS, rows_of_sheet
from facilitation.domain.errors import Refused
from facilitation.domain.programmes import LANGUAGES
from facilitation.exports.namings import namings_sheet
from facilitation.queries.challenges.challenges import heat_map
from facilitation.queries.challenges.topics import topic_book
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

blueprint = programme_blueprint("naming_imports", __name__)

#: All cities on one sheet.
_ALL = 100_000


@blueprint.get("/import-challenges")
def choose():
    require_coordinator()
    return _choose({})


@blueprint.get("/import-challenges/template.csv")
def template():
    require_coordinator()
    return template_of("challenges", HEADINGS)


@blueprint.get("/challenges-of-cities.<any(csv, xlsx):ending>")
def sheet(ending: str):
    """What the cities named, in the columns that an import takes, in the reader's language."""
    language = language_of(HEADINGS)
    title = gettext("Challenges of the cities of %(programme)s", programme=programme().title)
    topics = topic_book(orm(), viewer()).labels(language)
    made = namings_sheet(title, heat_map(orm(), viewer(), language, page=_ALL), topics, language)
    return download(as_file(title, made, language, ending))


@blueprint.post("/import-challenges")
def preview():
    """What the sheet would do, or what is wrong with it. Nothing is changed yet."""
    require_coordinator()
    try:
        given = sent_file(rows_of_sheet)
    except Refused as refused:
        return refused_page(refused, _choose)
    known = known_to(orm(), viewer().programme, simulated=viewer().simulated)
    made = plan(given.rows, known, _written_in())
    return preview_page(
        "challenges/preview.html", given, made, HEADINGS, nav_active="challenges", written_in=_written_in()
    )


@blueprint.post("/import-challenges/take")
def take():
    """Take in what the preview showed."""
    done = perform("challenges.import", {"rows": carried_rows(), "language": _written_in()})
    added, changed = done.result["added"], done.result["changed"]
    told = ngettext(
        "%(num)s challenge of a city has been added.", "%(num)s challenges of cities have been added.", added
    )
    taken_told(told, changed)
    return redirect(url_for("challenges.index", slug=programme().slug), 303)


def _choose(errors: dict[str, str]) -> str:
    languages = dict.fromkeys([str(get_locale()), *programme().languages])
    return first_page(
        "challenges/import.html",
        HEADINGS,
        errors,
        nav_active="challenges",
        languages={code: LANGUAGES[code] for code in languages if code in LANGUAGES},
        written_in=_written_in(),
    )


def _written_in() -> str:
    """The language of the sheet's texts, as chosen; the reader's where nothing is."""
    chosen = request.form.get("language", "")
    return chosen if chosen in LANGUAGES else language_of(HEADINGS)

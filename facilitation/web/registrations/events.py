"""The programme's events as an annex prints them: counts, and the cities that were absent."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale, gettext

from facilitation.exports.registrations import events_sheet
from facilitation.queries.registrations.counts import events_of
from facilitation.web.downloads import as_file, download
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.registrations.forms import how_counted, in_locale
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("events", __name__)


@blueprint.get("/events")
def index():
    return render_template(
        "registrations/events.html",
        nav_active="sessions",
        found=events_of(orm(), viewer()),
        how_counted=how_counted,
    )


@blueprint.get("/events.<any(csv, xlsx):ending>")
def export(ending: str):
    title = gettext("Events of %(programme)s", programme=programme().title)
    sheet = events_sheet(title, events_of(orm(), viewer()), in_locale, how_counted)
    return download(as_file(title, sheet, str(get_locale()), ending))


@blueprint.post("/events/document")
def draft():
    """Ask for the list as a document, in the reader's language."""
    perform("annex.draft", {"language": str(get_locale())})
    flash(gettext("The list is being drafted. It appears under Documents in a few seconds."), "good")
    return redirect(url_for("documents.index", slug=programme().slug), 303)

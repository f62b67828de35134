"""What came of a session as data: a workbook, or its tables as CSV files in one archive."""

from __future__ import annotations

from flask import request
from flask_babel import get_locale, gettext

from facilitation.domain.errors import not_found
from facilitation.domain.sessions import ENDED
from facilitation.exports.session_data import session_sheets
from facilitation.exports.spreadsheets import csv_archive, xlsx_of
from facilitation.queries.documents.minutes_readers import texts_for
from facilitation.queries.documents.parts import SessionDocument
from facilitation.queries.sessions.sessions import session_for
from facilitation.translations import say
from facilitation.web.downloads import download
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, site, viewer

blueprint = programme_blueprint("session_data", __name__, guests=frozenset({"export"}))


@blueprint.get("/sessions/<int:session_id>/minutes/data.<any(xlsx, zip):packing>")
def export(session_id: int, packing: str):
    """For whoever reads the minutes, once the session has ended; those who lead it also meanwhile.

    Beside approved minutes in their words; for whoever corrects them, with `uncorrected`, in the data’s own.
    """
    session = session_for(orm(), viewer(), session_id)
    texts = texts_for(orm(), viewer(), session, as_written="uncorrected" in request.args)
    if texts is None or (session.status != ENDED and not viewer().leads):
        raise not_found()
    language = str(get_locale())
    parts = SessionDocument(orm(), session, site().clock(), lambda text: say(text, language), language)
    title = gettext("Data of %(title)s", title=session.title)
    sheets = session_sheets(parts, texts)
    return download(xlsx_of(title, sheets) if packing == "xlsx" else csv_archive(title, sheets, language))

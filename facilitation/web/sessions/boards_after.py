"""A session's boards after its end, each as a page to read, without a script; who leads hides notes on it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from facilitation.domain.errors import not_found
from facilitation.queries.boards import after
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.sessions import sessions
from facilitation.store.boards import Note
from facilitation.web.figures import language_name
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, perform, programme, viewer

blueprint = programme_blueprint("boards_after", __name__, guests=frozenset({"index", "show"}))


@blueprint.get("/sessions/<int:session_id>/boards")
def index(session_id: int) -> str:
    """The first board that the viewer may read."""
    return _page(session_id, None)


@blueprint.get("/sessions/<int:session_id>/boards/<int:board_id>")
def show(session_id: int, board_id: int) -> str:
    """One board to read, as it is now."""
    return _page(session_id, board_id)


@blueprint.post(
    "/sessions/<int:session_id>/boards/<int:board_id>/notes/<int:note_id>/<any(hide, restore):note_act>"
)
def note(session_id: int, board_id: int, note_id: int, note_act: str) -> Response:
    """Hide a note that nobody is to read on, or show it again."""
    session = sessions.session_for(orm(), viewer(), session_id)
    found = orm().get(Note, note_id)
    if found is None or found.board_id != board_id or found.board.session_id != session.id:
        raise not_found()
    perform(f"note.{note_act}", {"note": note_id})
    address = url_for("boards_after.show", slug=programme().slug, session_id=session_id, board_id=board_id)
    return redirect(f"{address}#note-{note_id}", 303)


def _page(session_id: int, board_id: int | None) -> str:
    session = sessions.session_for(orm(), viewer(), session_id)
    boards = after.boards_of(orm(), viewer(), session)
    board = next((one for one in boards if board_id in (None, one.id)), None)
    if board is None:
        raise not_found()
    return render_template(
        "boards/after.html",
        nav_active="sessions",
        session=session,
        board=after.read(orm(), viewer(), board),
        boards=boards,
        cities={city.code: {"name": city.name, "colour": city.colour} for city in cities_of(orm(), viewer())},
        languages={code: language_name(code) for code in programme().languages},
    )

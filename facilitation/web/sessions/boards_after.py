"""A session's boards after its end, each as a page to read: nothing on it writes, and it needs no script."""

from __future__ import annotations

from flask import render_template

from facilitation.domain.errors import not_found
from facilitation.queries.boards import after
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.sessions import sessions
from facilitation.web.figures import language_name
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, programme, viewer

blueprint = programme_blueprint("boards_after", __name__, guests=frozenset({"index", "show"}))


@blueprint.get("/sessions/<int:session_id>/boards")
def index(session_id: int) -> str:
    """The first board that the viewer may read."""
    return _page(session_id, None)


@blueprint.get("/sessions/<int:session_id>/boards/<int:board_id>")
def show(session_id: int, board_id: int) -> str:
    """One board to read, as it is now."""
    return _page(session_id, board_id)


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

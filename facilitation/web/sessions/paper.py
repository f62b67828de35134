"""What is printed for a session: the run sheet of whoever leads it, and a sheet with the QR code to join."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import render_template

from facilitation.domain.boards import GALLERY
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.methods import GUIDES, METHODS
from facilitation.domain.permissions import RECORD
from facilitation.domain.sessions import PERSON_ROLES
from facilitation.domain.steps import STEP_NAMES
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.session_people import roles_for
from facilitation.queries.sessions.sessions import instants, session_for
from facilitation.store.boards import Board
from facilitation.store.sessions import Block, Session
from facilitation.web.figures import in_zone
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.sessions import join_facts
from facilitation.web.site import orm, programme, viewer

blueprint = programme_blueprint("paper", __name__, guests=frozenset({"run_sheet"}))

#: Their roles at the session say who leads it.
_LEAD = ("moderator", "facilitator", "rapporteur", "scribe")


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the run sheet; `starts` by the host's clocks, None while no time is set."""

    block: Block
    starts: dt.datetime | None
    ends: dt.datetime | None


@blueprint.get("/sessions/<int:session_id>/run-sheet")
def run_sheet(session_id: int):
    """Blocks with their times, method and question, for whoever leads and takes notes."""
    session = session_for(orm(), viewer(), session_id)
    if not RECORD(viewer(), session):
        raise not_found()
    lines = _lines(session)
    return render_template(
        "sessions/run_sheet.html",
        nav_active="sessions",
        session=session,
        lines=lines,
        methods=METHODS,
        guides=GUIDES,
        used=[key for key in GUIDES if any(line.block.method == key for line in lines)],
        step_names=STEP_NAMES,
        planned=sum(line.block.minutes for line in lines),
        leading=[one for one in roles_for(orm(), viewer(), session) if one.role in _LEAD],
        person_roles=PERSON_ROLES,
        meant=cities_meant(session, programme()),
        instants=instants(session),
    )


@blueprint.get("/sessions/<int:session_id>/qr-sheet")
def qr_sheet(session_id: int):
    """One page for the wall: how to join."""
    if not viewer().leads:
        raise not_found()
    session = session_for(orm(), viewer(), session_id)
    join = join_facts(session)
    if join is None:
        raise Refused("not_found", N_("This session has no code to join with any more."))
    return render_template("sessions/qr_sheet.html", nav_active="sessions", session=session, join=join)


@blueprint.get("/sessions/<int:session_id>/posters")
def posters(session_id: int):
    """The posters of a session's gallery walks, one on each sheet."""
    if not viewer().leads:
        raise not_found()
    session = session_for(orm(), viewer(), session_id)
    galleries = []
    for block in session.blocks:
        board = orm().get(Board, block.board_id) if block.board_id is not None else None
        if board is not None and board.layout == GALLERY:
            galleries.append((block, list(board.areas)))
    return render_template(
        "sessions/posters.html", nav_active="sessions", session=session, galleries=galleries
    )


def _lines(session: Session) -> list[Line]:
    at = instants(session).starts
    found = []
    for block in session.blocks:
        ends = at + dt.timedelta(minutes=block.minutes) if at is not None else None
        starts_here = in_zone(at, session.zone) if at is not None else None
        found.append(Line(block, starts_here, in_zone(ends, session.zone) if ends is not None else None))
        at = ends
    return found

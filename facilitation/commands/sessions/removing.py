"""Handlers that remove a planned session of which nobody was told, and bring it back."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.schedule import retell
from facilitation.commands.sessions.told import told
from facilitation.commands.work import Work
from facilitation.domain.errors import N_, Refused
from facilitation.store.boards import Board
from facilitation.store.breakouts import Breakout
from facilitation.store.sessions import Session


class RemoveSession(msgspec.Struct):
    session: int


class BringBack(msgspec.Struct):
    session: int


def remove_session(work: Work, session: Session, payload: RemoveSession) -> dict[str, Any]:
    """Take a planned session away with its boards; for a few days it can be brought back."""
    if session.rehearsal_of is not None:
        raise Refused("conflict", N_("This is a rehearsal: remove it on its own page."))
    reason = told(work.orm, session)
    if reason is not None:
        raise Refused("conflict", reason)
    work.change(session, removed=True)
    retell(work, session)
    if session.code is not None:
        work.change(session.code, revoked_at=work.now)
    for board in _boards(work, session):
        work.change(board, removed=True)
    return {"session": session.id}


def bring_back(work: Work, target: None, payload: BringBack) -> dict[str, Any]:
    """Undo a removal: the session is there again as it was."""
    session = work.own(Session, payload.session)
    if not session.removed or session.rehearsal_of is not None:
        raise Refused("conflict", N_("This session has not been removed."))
    work.change(session, removed=False)
    retell(work, session)
    if session.code is not None:
        work.change(session.code, revoked_at=None)
    for board in _boards(work, session):
        work.change(board, removed=False)
    return {"session": session.id}


def _boards(work: Work, session: Session) -> list[Board]:
    """The boards that its blocks, its prepared small groups and its canvases use."""
    ids = [block.board_id for block in session.blocks if block.board_id is not None]
    groups = select(Breakout.board_id).where(Breakout.session_id == session.id, Breakout.removed.is_(False))
    ids += [*work.orm.scalars(groups), *session.canvases]
    return list(work.orm.scalars(select(Board).where(Board.id.in_(ids)).order_by(Board.id)))

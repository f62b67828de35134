"""The plan of a session for those who lead: its blocks with their times, boards, and what can be undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain import plans
from facilitation.domain.boards import BoardSettings
from facilitation.domain.errors import not_found
from facilitation.domain.permissions import FACILITATE, Viewer
from facilitation.domain.running_order import timed
from facilitation.domain.steps import minutes_of, steps_in
from facilitation.queries.sessions.sessions import instants, session_for
from facilitation.store.boards import Area, Board
from facilitation.store.operations import Operation
from facilitation.store.sessions import Block, Session


@dataclass(frozen=True, slots=True)
class PlannedBlock:
    """A block with its time in the session's zone, and what may be done with it.

    `state` is one of domain/plans.py. `gap`: minutes of pause before it; below 0 it overlaps the one before.
    `written`: somebody has written on its board.
    """

    row: Block
    place: int
    state: str
    begins: dt.datetime | None
    ends: dt.datetime | None
    gap: int
    after: int
    board: Board | None
    areas: list[Area]
    steps: list[dict[str, Any]]
    written: bool

    @property
    def settings(self) -> BoardSettings:
        """Those of its board."""
        return BoardSettings.from_json(self.board.settings if self.board is not None else {})

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def step_minutes(self) -> int:
        """How long its steps take together, those left open not counted."""
        return minutes_of(self.steps)


@dataclass(frozen=True, slots=True)
class Plan:
    """The blocks of a session in order. `total` minutes they take together, `planned` the session does.

    `first_free` is the first place that a block may be moved to. `undo` and `redo` name the command that
    would be taken back, or done again, for this viewer.
    """

    session: Session
    blocks: list[PlannedBlock]
    total: int
    planned: int | None
    ends: dt.datetime | None
    first_free: int
    undo: str | None
    redo: str | None


def plan_for(orm: OrmSession, viewer: Viewer, session_id: int) -> Plan:
    """A session's plan, for those who may change it; `Refused` for anybody else."""
    session = session_for(orm, viewer, session_id)
    if not FACILITATE(viewer, session):
        raise not_found()
    times = timed(
        ((block.minutes, block.starts_at) for block in session.blocks),
        instants(session).starts,
        session.date,
        session.zone,
    )
    blocks = []
    for place, (block, time) in enumerate(zip(session.blocks, times, strict=True), start=1):
        board = orm.get(Board, block.board_id) if block.board_id is not None else None
        blocks.append(
            PlannedBlock(
                block,
                place,
                plans.state_of(block.id, session.block_id, block.started_at is not None),
                time.begins,
                time.ends,
                time.gap,
                time.after,
                board,
                list(board.areas) if board else [],
                steps_in(block.steps, board.stage) if board else block.steps,
                board is not None and board.notes_made > 0,
            )
        )
    undo, redo = _to_undo(orm, viewer, session)
    return Plan(
        session,
        blocks,
        sum(block.minutes for block in session.blocks),
        session.minutes,
        times[-1].ends if times else None,
        max((one.place for one in blocks if one.state != plans.AHEAD), default=0) + 1,
        undo,
        redo,
    )


def board_of_block(orm: OrmSession, viewer: Viewer, session_id: int, block_id: int) -> int:
    """The board of a session's block, for those who may plan it; `Refused` not_found where there is none."""
    session = session_for(orm, viewer, session_id)
    board = next((block.board_id for block in session.blocks if block.id == block_id), None)
    if board is None or not FACILITATE(viewer, session):
        raise not_found()
    return board


def _to_undo(orm: OrmSession, viewer: Viewer, session: Session) -> tuple[str | None, str | None]:
    """What the viewer would take back, and what they would do again."""
    query = (
        select(Operation.name, Operation.undone)
        .where(
            Operation.seat_id == viewer.seat,
            Operation.subject == session.subject,
            Operation.name.in_(plans.PLAN_COMMANDS),
            Operation.undo.is_not(None),
        )
        .order_by(Operation.revision.desc(), Operation.created_at.desc())
        .limit(plans.UNDO_KEPT)
    )
    redo = None
    for name, undone in orm.execute(query):
        if not undone:
            return name, redo
        redo = name
    return None, redo

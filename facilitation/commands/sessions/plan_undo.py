"""Taking back what one changed of a session's plan, step by step, and doing it again."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.sessions.planning import state_in
from facilitation.commands.sessions.poll_keeping import is_answered
from facilitation.commands.sessions.said import require_unsaid
from facilitation.commands.sessions.staging import leave_area
from facilitation.commands.work import Work
from facilitation.domain import plans
from facilitation.domain.errors import N_, Refused
from facilitation.domain.steps import place_of
from facilitation.store.boards import Area, Board
from facilitation.store.operations import Operation
from facilitation.store.polls import Poll
from facilitation.store.sessions import Block, Session

_MODELS: dict[str, type[Block] | type[Board] | type[Area] | type[Poll]] = {
    "blocks": Block,
    "boards": Board,
    "areas": Area,
    "polls": Poll,
}
_CHANGED_SINCE = N_("Somebody has changed this since, so it can't be undone.")

#: (row, column, what has to stand there, what is put there)
Changes = list[tuple[Any, str, Any, Any]]


class ThePlan(msgspec.Struct):
    session: int


def undo_plan(work: Work, session: Session, payload: ThePlan) -> dict[str, Any]:
    """Take back the last thing that the actor changed of the plan, unless it was changed since."""
    last = next((one for one in _kept(work, session) if not one.undone), None)
    if last is None:
        raise Refused("not_found", N_("You have nothing to undo here."))
    changes = [(row, column, after, before) for row, column, before, after in _rows(work, last)]
    _put(work, session, changes)
    last.undone = True
    return {"undone": last.name}


def redo_plan(work: Work, session: Session, payload: ThePlan) -> dict[str, Any]:
    """Do again what the actor took back last, unless it was changed since."""
    taken_back = []
    for one in _kept(work, session):
        if not one.undone:
            break
        taken_back.append(one)
    if not taken_back:
        raise Refused("not_found", N_("You have nothing to redo here."))
    last = taken_back[-1]
    _put(work, session, list(reversed(_rows(work, last))))
    last.undone = False
    return {"redone": last.name}


def _kept(work: Work, session: Session) -> list[Operation]:
    """The actor's last changes of the plan, newest first."""
    query = (
        select(Operation)
        .where(
            Operation.seat_id == work.actor.seat,
            Operation.subject == session.subject,
            Operation.name.in_(plans.PLAN_COMMANDS),
            Operation.undo.is_not(None),
        )
        .order_by(Operation.revision.desc(), Operation.created_at.desc())
        .limit(plans.UNDO_KEPT)
    )
    return list(work.orm.scalars(query))


def _rows(work: Work, operation: Operation) -> Changes:
    """What an operation changed, newest first: (row, column, before, after)."""
    return [
        (work.orm.get_one(_MODELS[table], row_id), column, before, after)
        for table, row_id, column, before, after in operation.undo or []
    ]


def _put(work: Work, session: Session, changes: Changes) -> None:
    if any(getattr(row, column) != there for row, column, there, _ in changes):
        raise Refused("conflict", _CHANGED_SINCE)
    for row, column, there, wanted in changes:
        if there != wanted:
            _require_free(work, session, row, column, changes)
    for row, column, _, wanted in changes:
        setattr(row, column, wanted)
    _stay_at_the_step(work, session, changes)
    for area in {row for row, *_ in changes if isinstance(row, Area) and row.removed}:
        leave_area(work, area)
    boards = {
        row.board if isinstance(row, Area) else row for row, *_ in changes if isinstance(row, Area | Board)
    }
    for board in sorted(boards, key=lambda one: one.id):
        work.orm.flush()
        work.orm.expire(board, ["areas"])
    work.orm.flush()
    work.orm.expire(session, ["blocks"])
    for position, block in enumerate(session.blocks, start=1):
        block.position = position
    work.orm.flush()


def _require_free(work: Work, session: Session, row: Any, column: str, changes: Changes) -> None:
    """The same holds for taking back as for changing: nothing is torn away under those who write."""
    if isinstance(row, Block):
        board = work.orm.get(Board, row.board_id) if row.board_id is not None else None
        written = board is not None and board.notes_made > 0
        state = state_in(session, row)
        if column in ("position", "removed"):
            plans.require_movable(state)
        else:
            plans.require_changeable(column, state, written)
        if column == "removed" and not row.removed:
            require_unsaid(work, row)
        if column == "removed" and board is not None:
            known = {one.id for one, *_ in changes if isinstance(one, Area)}
            if not row.removed:
                plans.require_removable(state, written)
                if known and not known.issuperset(area.id for area in board.areas):
                    raise Refused("conflict", _CHANGED_SINCE)
    elif isinstance(row, Area) and column in ("removed", "position"):
        plans.require_unwritten(row.board.notes_made > 0)
    elif isinstance(row, Poll):
        if column not in ("question", "position") and is_answered(work, row):
            raise Refused("conflict", _CHANGED_SINCE)
    elif isinstance(row, Board) and column in ("stage", "hides_text", "removed") and row.notes_made > 0:
        raise Refused("conflict", _CHANGED_SINCE)


def _stay_at_the_step(work: Work, session: Session, changes: Changes) -> None:
    """Where the steps of the block that runs are others now, the session is still at the one it was at."""
    block = next(
        (row for row, column, *_ in changes if column == "steps" and row.id == session.block_id), None
    )
    board = work.orm.get(Board, block.board_id) if block is not None and block.board_id is not None else None
    if block is None or board is None:
        return
    at = place_of(board.stage, block.steps, session.step_index)
    if at is None:
        raise Refused("conflict", _CHANGED_SINCE)
    session.step_index = at

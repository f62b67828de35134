"""Handlers of a board as a whole: its stage, lock and settings, and taking back what one did on it."""

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.boards import votes
from facilitation.commands.boards.consequences import drop_if_empty, settle_votes
from facilitation.commands.boards.focus import check_focus
from facilitation.commands.boards.showing import keep_shown
from facilitation.commands.sessions.staging import bring_to_stage
from facilitation.commands.sessions.stepping import follow_stage
from facilitation.commands.sessions.turning import begin_anew
from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.domain.errors import N_, Refused
from facilitation.store.boards import Board, Cluster, Note, Vote
from facilitation.store.canvases import Canvas, CanvasPrerequisite
from facilitation.store.operations import Operation
from facilitation.store.sessions import Session

#: A row of what can be taken back.
Undoable = Note | Cluster | Vote | Canvas | CanvasPrerequisite
_TABLES: dict[str, type[Undoable]] = {
    model.__tablename__: model for model in (Note, Cluster, Vote, Canvas, CanvasPrerequisite)
}
#: What must be open for taking back a command of a kind.
_NEEDED = {
    "note": boards.POSTING,
    "cluster": boards.GROUPING,
    "challenge": boards.GROUPING,
    "vote": boards.VOTING,
    "canvas": boards.POSTING,
    "prerequisite": boards.POSTING,
}

#: (row, column, value before, value after) of each change of an operation
Rows = list[tuple[Undoable, str, Any, Any]]


class SetStage(msgspec.Struct):
    board: int
    stage: str


class LockBoard(msgspec.Struct):
    board: int
    locked: bool


class ChangeSettings(msgspec.Struct):
    board: int
    authors: str | None = None
    votes_per_person: int | None = None
    vote_on: str | None = None
    votes_hidden: bool | None = None


class Undo(msgspec.Struct):
    board: int


def set_stage(work: Work, board: Board, payload: SetStage) -> dict[str, Any]:
    """Move the board to a stage, forwards or back. Nothing that was written is lost either way.

    Ready marks and a spent timer go with the stage that they were about. If the session is at this board, it
    is at the step of this stage from now on.
    """
    stage = boards.require_stage(payload.stage)
    turns = stage != board.stage and not board.of_breakout
    bring_to_stage(work, board, stage)
    follow_stage(work, board)
    if turns:
        begin_anew(work, work.orm.get_one(Session, board.session_id))
    return {"stage": board.stage}


def lock_board(work: Work, board: Board, payload: LockBoard) -> dict[str, Any]:
    """Hold participants' hands for a moment, or let them go on."""
    work.change(board, locked=payload.locked)
    return {"locked": board.locked}


def change_settings(work: Work, board: Board, payload: ChangeSettings) -> dict[str, Any]:
    """Change the settings that are named.

    Votes that were cast stay when there are fewer for each from now on; only new ones are held to that.
    """
    named = {k: v for k, v in msgspec.structs.asdict(payload).items() if k != "board" and v is not None}
    settings = boards.BoardSettings.from_json(board.settings).changed(named, written=board.notes_made > 0)
    work.change(board, settings=settings.to_json())
    return {"settings": settings.to_json()}


def undo(work: Work, board: Board, payload: Undo) -> dict[str, Any]:
    """Take back the last thing that the actor did on this board, unless somebody built on it since."""
    query = (
        select(Operation)
        .where(
            Operation.seat_id == work.actor.seat,
            Operation.subject == board.subject,
            Operation.undo.is_not(None),
            Operation.undone.is_(False),
            Operation.name != "undo",
        )
        .order_by(Operation.revision.desc(), Operation.created_at.desc())
        .limit(1)
    )
    last = work.orm.scalars(query).first()
    if last is None:
        raise Refused("not_found", N_("You have nothing to undo here."))
    needed = _NEEDED[last.name.partition(".")[0]]
    boards.require_open(needed, stage=board.stage, locked=board.locked, leads=work.actor.leads)
    rows = [(work.orm.get(_TABLES[table], row_id), *rest) for table, row_id, *rest in last.undo or []]
    if any(getattr(row, column) != after for row, column, _, after in rows) or _built_upon(work, rows):
        raise Refused("conflict", N_("Somebody has changed this since, so it can't be undone."))
    for row, column, before, _ in rows:
        if isinstance(row, Vote) and column == "removed" and not before:
            votes.require_returnable(work, row)
        setattr(row, column, before)
    _settle(work, {row for row, *_ in rows})
    check_focus(work, board)
    last.undone = True
    return {"undone": last.name}


def _built_upon(work: Work, rows: Rows) -> bool:
    """Whether a cluster that would go holds notes of others by now."""
    known = {row.id for row, *_ in rows if isinstance(row, Note)}
    going = {row.id for row, column, before, _ in rows if (column, before) == ("removed", True)}
    going &= {row.id for row, *_ in rows if isinstance(row, Cluster)}
    query = select(Note.id).where(Note.cluster_id.in_(going), Note.removed.is_(False))
    return bool(going) and not known.issuperset(work.orm.scalars(query))


def _settle(work: Work, rows: set[Undoable]) -> None:
    """Let votes and emptied clusters follow what was taken back."""
    for row in sorted(rows, key=lambda row: (row.__tablename__, row.id)):
        if isinstance(row, Note | Cluster):
            settle_votes(work, row)
        if isinstance(row, Note):
            keep_shown(row)
        if isinstance(row, Note) and (row.removed or row.hidden):
            drop_if_empty(work, row.cluster_id)
